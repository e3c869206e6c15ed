package io.github.vastwatch.notify;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import okhttp3.Dns;

/** An address of this machine or this network, which a request from a config that others write must not reach. */
final class PrivateAddress {
    private PrivateAddress() {}

    /** Finds addresses as the system does, and refuses a name that leads to a private one: after it is resolved, once. */
    static List<InetAddress> lookup(String host) throws UnknownHostException {
        List<InetAddress> found = Dns.SYSTEM.lookup(host);
        if (found.stream().anyMatch(PrivateAddress::is)) {
            throw new Refused(host);
        }
        return found;
    }

    static boolean is(InetAddress address) {
        byte[] bytes = address.getAddress();
        boolean isUniqueLocal = bytes.length == 16 && (bytes[0] & 0xfe) == 0xfc;
        // 100.64.0.0/10, between a provider and its customers; cloud providers keep metadata there too.
        boolean isShared = bytes.length == 4 && (bytes[0] & 0xff) == 100 && (bytes[1] & 0xc0) == 64;
        boolean isThisNetwork = bytes.length == 4 && bytes[0] == 0;
        return address.isLoopbackAddress()
                || address.isAnyLocalAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()
                || isUniqueLocal
                || isShared
                || isThisNetwork;
    }

    /** A name or an address that leads to a private one. */
    static final class Refused extends UnknownHostException {
        private static final long serialVersionUID = 1L;

        Refused(String host) {
            super(host + " is a private address, and allow_private is false");
        }
    }
}

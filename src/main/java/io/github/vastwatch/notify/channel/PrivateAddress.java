package io.github.vastwatch.notify.channel;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import okhttp3.Dns;

/** Rejects addresses of this machine and of private networks. */
final class PrivateAddress {
    private PrivateAddress() {}

    /** Resolves names as the system does, once, and rejects private addresses. */
    static List<InetAddress> lookup(String host) throws UnknownHostException {
        List<InetAddress> found = Dns.SYSTEM.lookup(host);
        if (found.stream().anyMatch(PrivateAddress::is)) {
            throw new Refused(host);
        }
        return found;
    }

    /**
     * Whether an address is one of this machine, a private network or a reserved range: the
     * registries of RFC 6890 and addresses that map to them.
     */
    static boolean is(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length == 16) {
            if (startsWith(bytes, 0x00, 0x64, 0xff, 0x9b) && isZero(bytes, 4, 12)) {
                return is(embedded(bytes, 12));
            }
            if (startsWith(bytes, 0x20, 0x02)) {
                return is(embedded(bytes, 2));
            }
        }
        boolean isUniqueLocal = bytes.length == 16 && (bytes[0] & 0xfe) == 0xfc;
        // 100.64.0.0/10, between a provider and its customers; cloud providers keep metadata there too.
        boolean isShared = bytes.length == 4 && (bytes[0] & 0xff) == 100 && (bytes[1] & 0xc0) == 64;
        boolean isThisNetwork = bytes.length == 4 && bytes[0] == 0;
        boolean isReserved = bytes.length == 4
                ? (bytes[0] & 0xf0) == 0xf0
                        || startsWith(bytes, 192, 0, 0)
                        || (startsWith(bytes, 198) && (bytes[1] & 0xfe) == 18)
                // NAT64 of a network's own, Teredo, and IPv4 written as IPv6.
                : startsWith(bytes, 0x00, 0x64, 0xff, 0x9b, 0x00, 0x01)
                        || startsWith(bytes, 0x20, 0x01, 0x00, 0x00)
                        || isZero(bytes, 0, 12);
        return address.isLoopbackAddress()
                || address.isAnyLocalAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()
                || isUniqueLocal
                || isShared
                || isReserved
                || isThisNetwork;
    }

    private static boolean startsWith(byte[] bytes, int... start) {
        return IntStream.range(0, start.length).allMatch(at -> (bytes[at] & 0xff) == start[at]);
    }

    private static boolean isZero(byte[] bytes, int from, int to) {
        return IntStream.range(from, to).allMatch(at -> bytes[at] == 0);
    }

    private static InetAddress embedded(byte[] bytes, int from) {
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(bytes, from, from + 4));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }

    /** A name or an address that resolves to a private address. */
    static final class Refused extends UnknownHostException {
        private static final long serialVersionUID = 1L;

        Refused(String host) {
            super(host + " is a private address, and allow_private is false");
        }
    }
}

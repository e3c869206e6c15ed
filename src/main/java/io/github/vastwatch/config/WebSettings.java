package io.github.vastwatch.config;

import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.vast.Secret;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the web page is, and who may use it.
 *
 * @param token what a person signs in with; without one nothing can be changed from the page
 * @param isPublic whether everything can be read without signing in
 */
public record WebSettings(Address listen, Optional<Secret> token, boolean isPublic) {
    /** Shorter ones can be guessed. */
    static final int SHORTEST_TOKEN = 16;

    /** Whether reading needs no signing in. */
    public boolean isOpen() {
        return isPublic || token.isEmpty();
    }

    /**
     * An address to listen on.
     *
     * @param host {@code localhost} or an IP address, so that nothing has to be resolved
     * @param port 0 to 65535; 0 takes one that is free
     */
    public record Address(String host, int port) {
        static final String PATTERN = "(localhost|\\d{1,3}(?:\\.\\d{1,3}){3}|\\[[0-9A-Fa-f:.]+\\]):(\\d{1,5})";
        private static final Pattern SHAPE = Pattern.compile(PATTERN);
        private static final int LARGEST_PORT = 65_535;

        static Address parse(String text) {
            Matcher matcher = SHAPE.matcher(text.strip());
            if (!matcher.matches() || Integer.parseInt(matcher.group(2)) > LARGEST_PORT) {
                throw new InvalidInput(
                        "not an address to listen on: '" + text + "'",
                        "write an IP address and a port, as 127.0.0.1:8480");
            }
            Address address = new Address(matcher.group(1), Integer.parseInt(matcher.group(2)));
            address.ip();
            return address;
        }

        /** Whether only programs on this machine reach it. */
        public boolean isLoopback() {
            return ip().isLoopbackAddress();
        }

        /** The address of a socket. */
        public InetSocketAddress socket() {
            return new InetSocketAddress(ip(), port);
        }

        private InetAddress ip() {
            try {
                return host.equals("localhost") ? InetAddress.getLoopbackAddress() : InetAddress.getByName(host);
            } catch (UnknownHostException e) {
                throw new InvalidInput("not an IP address: '" + host + "'", "write it as 127.0.0.1");
            }
        }

        @Override
        public String toString() {
            return host + ":" + port;
        }
    }
}

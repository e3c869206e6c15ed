package io.github.vastwatch.http;

import io.github.vastwatch.offer.InvalidInput;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * Selects the proxy of a request: the configured one, none, or the one that the environment names for its address.
 *
 * @param except addresses that are reached directly
 * @param sparesLoopback whether this machine itself is reached directly; only a configured proxy is used for it too
 */
public record Proxies(Optional<ProxyServer> http, Optional<ProxyServer> https, NoProxy except, boolean sparesLoopback) {
    private static final NoProxy NOTHING = new NoProxy(List.of());
    private static final Proxies OFF = new Proxies(Optional.empty(), Optional.empty(), NOTHING, true);

    /** Reads the value of {@code proxy}: a proxy for every address, or {@code off}. */
    public static Proxies parse(String text) {
        if (text.equalsIgnoreCase("off")) {
            return OFF;
        }
        Optional<ProxyServer> server = Optional.of(ProxyServer.parse(text));
        return new Proxies(server, server, NOTHING, false);
    }

    /**
     * Reads {@code HTTPS_PROXY}, {@code HTTP_PROXY} and {@code NO_PROXY}; lower-case names first; empty if no proxy
     * is named.
     */
    public static Optional<Proxies> of(Function<String, @Nullable String> environment) {
        Optional<ProxyServer> http = server("http_proxy", environment);
        Optional<ProxyServer> https = server("https_proxy", environment);
        return http.isEmpty() && https.isEmpty()
                ? Optional.empty()
                : Optional.of(new Proxies(
                        http,
                        https,
                        variable("no_proxy", environment).map(NoProxy::parse).orElse(NOTHING),
                        true));
    }

    private static Optional<ProxyServer> server(String name, Function<String, @Nullable String> environment) {
        return variable(name, environment).map(text -> {
            try {
                return ProxyServer.parse(text.contains("://") ? text : "http://" + text);
            } catch (InvalidInput invalidInput) {
                throw new InvalidInput(
                        "the environment's " + name.toUpperCase(Locale.ROOT) + ": " + invalidInput.getMessage(),
                        invalidInput.advice());
            }
        });
    }

    private static Optional<String> variable(String name, Function<String, @Nullable String> environment) {
        return Optional.ofNullable(environment.apply(name))
                .filter(value -> !value.isBlank())
                .or(() -> Optional.ofNullable(environment.apply(name.toUpperCase(Locale.ROOT))))
                .map(String::strip)
                .filter(value -> !value.isEmpty());
    }

    /** The proxy for an address; empty where it is reached directly. */
    public Optional<ProxyServer> to(HttpUrl url) {
        boolean isDirect = (sparesLoopback && isLoopback(url.host())) || except.covers(url);
        return isDirect ? Optional.empty() : url.isHttps() ? https : http;
    }

    private static boolean isLoopback(String host) {
        return host.equals("localhost")
                || host.endsWith(".localhost")
                || NoProxy.address(host).filter(InetAddress::isLoopbackAddress).isPresent();
    }

    /** These rules for OkHttp, which asks by URI. */
    ProxySelector selector() {
        return new ProxySelector() {
            @Override
            public List<Proxy> select(URI uri) {
                return List.of(Optional.ofNullable(HttpUrl.get(uri))
                        .flatMap(Proxies.this::to)
                        .map(ProxyServer::proxy)
                        .orElse(Proxy.NO_PROXY));
            }

            @Override
            public void connectFailed(URI uri, SocketAddress address, IOException failure) {
                // The failed call reports it.
            }
        };
    }

    /** As it is written in a config, without the login. */
    @Override
    public String toString() {
        return https.or(() -> http).map(ProxyServer::toString).orElse("off");
    }

    /**
     * The addresses of {@code NO_PROXY}, which are reached directly, as curl and Go read them: names with their
     * subdomains, addresses, networks such as {@code 10.0.0.0/8}, each with or without a port, and {@code *} for all.
     */
    record NoProxy(List<String> entries) {
        private static final Pattern IPV4 = Pattern.compile("[0-9]+(\\.[0-9]+){3}");
        private static final Pattern IPV6 = Pattern.compile("[0-9a-f]*:[0-9a-f]*:[0-9a-f:.]*");
        private static final Pattern NETWORK = Pattern.compile("(.+)/(\\d{1,3})");
        private static final Pattern PORT = Pattern.compile("^(.*[^:]|\\[.*\\]):(\\d{1,5})$");

        NoProxy {
            entries = List.copyOf(entries);
        }

        static NoProxy parse(String text) {
            return new NoProxy(Arrays.stream(text.split("[,\\s]+"))
                    .filter(entry -> !entry.isEmpty())
                    .map(entry -> entry.toLowerCase(Locale.ROOT))
                    .toList());
        }

        boolean covers(HttpUrl url) {
            return entries.stream().anyMatch(entry -> covers(entry, url));
        }

        private static boolean covers(String entry, HttpUrl url) {
            if (entry.equals("*")) {
                return true;
            }
            Matcher network = NETWORK.matcher(entry);
            Optional<InetAddress> address = address(url.host());
            if (network.matches()) {
                Optional<InetAddress> of = address(String.valueOf(network.group(1)));
                int bits = Integer.parseInt(String.valueOf(network.group(2)));
                return address.isPresent() && of.isPresent() && isWithin(address.get(), of.get(), bits);
            }
            boolean isAddress = address(entry).isPresent();
            Matcher port = PORT.matcher(entry);
            boolean hasPort = !isAddress && port.matches();
            if (hasPort && Integer.parseInt(String.valueOf(port.group(2))) != url.port()) {
                return false;
            }
            String name = hasPort ? String.valueOf(port.group(1)) : entry;
            if (address.isPresent()) {
                return address(name).equals(address);
            }
            Optional<String> host = host(name.replaceFirst("^\\*?\\.", ""));
            return host.filter(each -> url.host().equals(each) || url.host().endsWith("." + each))
                    .isPresent();
        }

        /** The host as a URL contains it: international names in ASCII. */
        private static Optional<String> host(String name) {
            return Optional.ofNullable(HttpUrl.parse("http://" + name + "/")).map(HttpUrl::host);
        }

        /** Parses a numeric address; names are not resolved. */
        static Optional<InetAddress> address(String text) {
            String bare = text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
            if (!IPV4.matcher(bare).matches() && !IPV6.matcher(bare).matches()) {
                return Optional.empty();
            }
            try {
                return Optional.of(InetAddress.getByName(bare));
            } catch (UnknownHostException e) {
                return Optional.empty();
            }
        }

        private static boolean isWithin(InetAddress address, InetAddress network, int bits) {
            byte[] left = address.getAddress();
            byte[] right = network.getAddress();
            if (left.length != right.length || bits > left.length * 8) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> (bit % 8);
                if ((left[bit / 8] & mask) != (right[bit / 8] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }

    /** An HTTP or SOCKS proxy, with an optional login. */
    public record ProxyServer(Proxy.Type type, String host, int port, Optional<BasicLogin> login) {
        private static final Pattern SOCKS = Pattern.compile("(?i)socks5h?://");
        private static final Pattern HAS_PORT = Pattern.compile(":\\d+/?$");
        /** The default port of RFC 1928. */
        private static final int SOCKS_PORT = 1080;

        static final String ADVICE =
                "write it as http://proxy.example.org:3128, http://USER:PASSWORD@proxy.example.org:3128"
                        + " or socks5://127.0.0.1:1080";

        /** Reads {@code http://user:password@proxy.example.org:3128} or {@code socks5://127.0.0.1:1080}. */
        static ProxyServer parse(String text) {
            boolean isSocks = SOCKS.matcher(text).lookingAt();
            String rest = isSocks ? "http" + text.substring(text.indexOf("://")) : text;
            @Nullable HttpUrl url = HttpUrl.parse(rest);
            if (text.toLowerCase(Locale.ROOT).startsWith("https://")) {
                throw new InvalidInput(
                        "a proxy URL cannot begin with https://", ADVICE + "; https traffic can still go through it");
            }
            if (url == null
                    || url.isHttps()
                    || !url.encodedPath().equals("/")
                    || url.query() != null
                    || url.fragment() != null) {
                throw new InvalidInput("not a proxy", ADVICE);
            }
            Optional<BasicLogin> login = BasicLogin.of(url);
            if (isSocks && login.isPresent()) {
                throw new InvalidInput(
                        "a login at a SOCKS proxy is not supported", "let the proxy accept this machine's IP address");
            }
            return new ProxyServer(
                    isSocks ? Proxy.Type.SOCKS : Proxy.Type.HTTP,
                    url.host(),
                    isSocks && !HAS_PORT.matcher(text).find() ? SOCKS_PORT : url.port(),
                    login);
        }

        Proxy proxy() {
            return new Proxy(type, InetSocketAddress.createUnresolved(host, port));
        }

        /** Without the login: {@code http://***@proxy.example.org:3128}. */
        @Override
        public String toString() {
            return (type == Proxy.Type.SOCKS ? "socks5" : "http") + "://"
                    + login.map(each -> each + "@").orElse("")
                    + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
        }
    }
}

package io.github.vastwatch.http;

import io.github.vastwatch.offer.InvalidInput;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
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
}

package io.github.vastwatch.http;

import io.github.vastwatch.offer.InvalidInput;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

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

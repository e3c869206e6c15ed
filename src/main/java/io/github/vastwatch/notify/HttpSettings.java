package io.github.vastwatch.notify;

import io.github.vastwatch.offer.Mistake;
import io.github.vastwatch.vast.Secret;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import okhttp3.HttpUrl;

/**
 * Where requests go, and how.
 *
 * @param headers what the user adds or puts in place of ours; secrets, for most are tokens
 * @param timeout how long one request may take, from finding the address to the last byte of the answer
 * @param authorities the certificates to trust in place of the system's
 * @param allowPrivate whether an address may be one of this machine or this network
 */
public record HttpSettings(
        Format format,
        String method,
        Map<String, Secret> headers,
        Duration timeout,
        Optional<Proxy> proxy,
        Optional<Authorities> authorities,
        boolean allowPrivate)
        implements Target {
    /** Standard Webhooks suggests 15 to 30 s for a receiver that is slow. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(20);
    /** Far below the lease of a delivery. */
    private static final Duration LONGEST_TIMEOUT = Duration.ofMinutes(2);

    public HttpSettings {
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    }

    /** A POST, straight from here to anywhere. */
    public static HttpSettings of(Format format) {
        return new HttpSettings(format, "POST", Map.of(), DEFAULT_TIMEOUT, Optional.empty(), Optional.empty(), true);
    }

    public static Duration checkTimeout(Duration timeout) {
        if (timeout.isZero() || timeout.compareTo(LONGEST_TIMEOUT) > 0) {
            throw new Mistake("a timeout must be from 1s to 2m", "20s is what others use");
        }
        return timeout;
    }

    /** Reads {@code http://proxy.example.org:3128} or {@code socks5://127.0.0.1:1080}. */
    public static Proxy parseProxy(String text) {
        boolean isSocks = text.toLowerCase(Locale.ROOT).startsWith("socks5://");
        HttpUrl url = HttpUrl.parse(isSocks ? "http" + text.substring("socks5".length()) : text);
        if (url == null
                || url.isHttps()
                || !url.username().isEmpty()
                || !url.encodedPath().equals("/")) {
            throw new Mistake(
                    "not a proxy",
                    "write it as http://proxy.example.org:3128 or socks5://127.0.0.1:1080, without a login");
        }
        return new Proxy(
                isSocks ? Proxy.Type.SOCKS : Proxy.Type.HTTP,
                InetSocketAddress.createUnresolved(url.host(), url.port()));
    }

    @Override
    public Notifier notifier(String channel, Template template) {
        return new HttpNotifier(this, template);
    }

    /** What the values of a template are escaped for. */
    @Override
    public Escaping escaping(Part part) {
        return part == Part.BODY ? contentType().map(Escaping::of).orElse(Escaping.JSON) : Escaping.NONE;
    }

    /** The type of the body, where the user says it. */
    Optional<String> contentType() {
        return headers.entrySet().stream()
                .filter(header -> header.getKey().equalsIgnoreCase("content-type"))
                .map(header -> header.getValue().reveal())
                .findFirst();
    }

    @Override
    public String toString() {
        return format.toString();
    }
}

package io.github.vastwatch.notify.channel;

import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.http.BasicLogin;
import io.github.vastwatch.http.Transport;
import io.github.vastwatch.notify.template.Escaping;
import io.github.vastwatch.notify.template.Template;
import io.github.vastwatch.notify.template.TemplateText;
import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.vast.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The target of requests, and how to reach it.
 *
 * @param headers the user's headers, which override ours; secret, because most are tokens
 * @param timeout the timeout of a request, from resolving the name to the last byte of the answer
 * @param transport proxy and trusted certificates
 * @param allowPrivate whether the address may be one of this machine or a private network
 */
public record HttpTarget(
        HttpService httpService,
        String method,
        Map<String, Secret> headers,
        Duration timeout,
        Transport transport,
        boolean allowPrivate)
        implements Channel.Target {
    /** Standard Webhooks suggests 15 to 30 s for slow receivers. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(20);
    /** Far below the lease of a delivery. */
    private static final Duration LONGEST_TIMEOUT = Duration.ofMinutes(2);

    public HttpTarget {
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
        boolean hasOther = Stream.concat(
                        headers.keySet().stream(),
                        httpService.headers("", new byte[0], Instant.EPOCH).keySet().stream())
                .anyMatch("authorization"::equalsIgnoreCase);
        if (BasicLogin.of(httpService.url()).isPresent() && hasOther) {
            throw new InvalidInput(
                    "the URL contains a login, but an Authorization header is also set",
                    "keep one: the login, the token or the header");
        }
    }

    @Override
    public String host() {
        return httpService.url().host();
    }

    public static Duration parseTimeout(Duration timeout) {
        if (timeout.isZero() || timeout.compareTo(LONGEST_TIMEOUT) > 0) {
            throw new InvalidInput("a timeout must be from 1s to 2m", "20s is the default");
        }
        return timeout;
    }

    @Override
    public Notifier notifier(String channel, Template template) {
        return new HttpNotifier(this, template);
    }

    @Override
    public String preview(Alert alert, Template template, Instant now) {
        return httpService.render(alert, template, now);
    }

    @Override
    public List<Secret> secrets() {
        return Stream.of(
                        httpService.secrets().stream(),
                        headers.values().stream(),
                        Redaction.secrets(httpService.url()).map(Secret::new),
                        transport.secrets(httpService.url()).map(Secret::new))
                .flatMap(each -> each)
                .toList();
    }

    /** How the values of a template are escaped. */
    @Override
    public Escaping escaping(TemplateText.Part part) {
        return part == TemplateText.Part.BODY ? contentType().map(Escaping::of).orElse(Escaping.JSON) : Escaping.NONE;
    }

    /** The content type of the body, if the user sets it. */
    Optional<String> contentType() {
        return headers.entrySet().stream()
                .filter(header -> header.getKey().equalsIgnoreCase("content-type"))
                .map(header -> header.getValue().reveal())
                .findFirst();
    }

    @Override
    public String toString() {
        return httpService + transport.words(httpService.url());
    }
}

package io.github.vastwatch.notify.channel;

import io.github.vastwatch.http.BasicLogin;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import okhttp3.HttpUrl;

/** The secret parts of a URL that a receiver may repeat: path, login, tokens. */
final class UrlSecrets {
    /** Common path segments that also occur in messages. */
    private static final Set<String> PLAIN = Set.of(
            "alert",
            "alerts",
            "catch",
            "check",
            "heartbeat",
            "hook",
            "hooks",
            "incoming",
            "message",
            "messages",
            "notify",
            "ping",
            "push",
            "receive",
            "send",
            "services",
            "webhook",
            "webhooks",
            "workflows");

    private static final int SHORTEST = 4;

    /** Not secret, and words of every JSON. */
    private static final Set<String> SWITCH = Set.of("true", "false");

    private UrlSecrets() {}

    static Stream<String> of(HttpUrl url) {
        Stream<String> login = BasicLogin.of(url).stream().flatMap(each -> each.secrets().stream());
        Stream<String> segments = url.pathSegments().stream().filter(segment -> !PLAIN.contains(segment));
        Stream<String> values = IntStream.range(0, url.querySize())
                .mapToObj(url::queryParameterValue)
                .filter(Objects::nonNull)
                .filter(value -> !SWITCH.contains(value));
        // A shorter path or value cannot contain a token.
        Stream<String> parts = Stream.of(Stream.of(url.encodedPath()), segments, values)
                .flatMap(each -> each)
                .filter(each -> each.length() >= SHORTEST);
        return Stream.of(Stream.of(url.encodedPassword()), login, parts).flatMap(each -> each);
    }
}

package io.github.vastwatch.notify.channel;

import io.github.vastwatch.http.BasicLogin;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import okhttp3.HttpUrl;

/** What of a URL a receiver may repeat and must not be shown: its path, its login, its tokens. */
final class UrlSecrets {
    /** What paths have that are no secret, and messages too. */
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

    /** No secrets, and words of every JSON. */
    private static final Set<String> SWITCH = Set.of("true", "false");

    private UrlSecrets() {}

    static Stream<String> of(HttpUrl url) {
        Stream<String> login = BasicLogin.of(url).stream().flatMap(each -> each.secrets().stream());
        Stream<String> segments = url.pathSegments().stream().filter(segment -> !PLAIN.contains(segment));
        Stream<String> values = IntStream.range(0, url.querySize())
                .mapToObj(url::queryParameterValue)
                .filter(Objects::nonNull)
                .filter(value -> !SWITCH.contains(value));
        // A shorter path or value holds no token.
        Stream<String> parts = Stream.of(Stream.of(url.encodedPath()), segments, values)
                .flatMap(each -> each)
                .filter(each -> each.length() >= SHORTEST);
        return Stream.of(Stream.of(url.encodedPassword()), login, parts).flatMap(each -> each);
    }
}

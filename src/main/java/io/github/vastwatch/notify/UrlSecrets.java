package io.github.vastwatch.notify;

import io.github.vastwatch.http.Login;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import okhttp3.HttpUrl;

/** What of a URL a receiver may repeat and must not be shown: its path, its login, its tokens. */
final class UrlSecrets {
    /** Tokens are longer than the words of a path. */
    private static final int TOKEN = 16;

    private static final int SHORTEST = 4;

    /** No secrets, and words of every JSON. */
    private static final Set<String> SWITCH = Set.of("true", "false");

    private UrlSecrets() {}

    static Stream<String> of(HttpUrl url) {
        Stream<String> login = Login.of(url).stream().flatMap(each -> each.secrets().stream());
        Stream<String> segments = Stream.concat(url.pathSegments().stream(), url.encodedPathSegments().stream())
                .filter(segment -> segment.length() >= TOKEN);
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

package io.github.vastwatch.http;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import okhttp3.Headers;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** The header by which a server asks to wait: seconds, or a date. */
public final class RetryAfter {
    /** Longer is an error of the server, and would overflow an {@link Instant}. */
    private static final long MAX_SECONDS = Duration.ofDays(36_500).toSeconds();

    private RetryAfter() {}

    /** How long to wait; empty if the header is missing, unreadable or in the past. */
    public static Optional<Duration> of(Response response, Instant now) {
        @Nullable String header = response.header("retry-after");
        if (header == null) {
            return Optional.empty();
        }
        Headers headers = response.headers();
        Optional<Duration> wait = header.strip().matches("\\d{1,18}")
                ? Optional.of(Duration.ofSeconds(Math.min(MAX_SECONDS, Long.parseLong(header.strip()))))
                // A date is compared with the server's own clock if it sends its time: ours may be wrong.
                : Optional.ofNullable(headers.getInstant("retry-after"))
                        .map(until -> Duration.between(
                                Optional.ofNullable(headers.getInstant("date")).orElse(now), until));
        return wait.filter(duration -> duration.compareTo(Duration.ZERO) > 0);
    }
}

package io.github.vastwatch.vast;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** The header Retry-After: seconds, or a date. */
final class RetryAfter {
    private RetryAfter() {}

    /** The time to wait; empty if the header is missing, unreadable or in the past. */
    static Optional<Duration> of(Response response, Clock clock) {
        @Nullable String header = response.header("retry-after");
        if (header == null) {
            return Optional.empty();
        }
        // Eighteen digits always fit; the caller limits the wait.
        Optional<Duration> wait = header.strip().matches("\\d{1,18}")
                ? Optional.of(Duration.ofSeconds(Long.parseLong(header.strip())))
                // A date is compared with the server's own clock if it sends one, because ours may be wrong.
                : date(header)
                        .map(until ->
                                Duration.between(date(response.header("date")).orElseGet(clock::instant), until));
        return wait.filter(duration -> duration.compareTo(Duration.ZERO) > 0);
    }

    private static Optional<Instant> date(@Nullable String text) {
        if (text == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(ZonedDateTime.parse(text.strip(), DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}

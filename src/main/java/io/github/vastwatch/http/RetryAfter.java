package io.github.vastwatch.http;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The header by which a receiver says how long to wait: seconds, or a date. */
public final class RetryAfter {
    private RetryAfter() {}

    public static Optional<Duration> of(@Nullable String header, Instant now) {
        String text = header == null ? "" : header.strip();
        if (text.matches("\\d{1,6}")) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
        }
        try {
            Instant until = text.isEmpty()
                    ? now
                    : ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant();
            return until.isAfter(now) ? Optional.of(Duration.between(now, until)) : Optional.empty();
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}

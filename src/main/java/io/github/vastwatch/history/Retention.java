package io.github.vastwatch.history;

import io.github.vastwatch.offer.InvalidInput;
import java.time.Duration;

/**
 * How much is kept of the record.
 *
 * @param keep from a day to ten years
 * @param maxBytes what the state may take, with the record; at least 10 MB
 */
public record Retention(Duration keep, long maxBytes) {
    /** A record that fits into less is of no use. */
    private static final long LEAST_BYTES = 10_000_000;

    private static final Duration LONGEST = Duration.ofDays(3_650);

    public static final Retention USUAL = new Retention(Duration.ofDays(90), 500_000_000);

    public Retention {
        if (keep.compareTo(Duration.ofDays(1)) < 0 || keep.compareTo(LONGEST) > 0) {
            throw new InvalidInput("history keeps from 1d to 3650d: " + keep.toHours() + "h");
        }
        if (maxBytes < LEAST_BYTES) {
            throw new InvalidInput("max_size must be at least 10MB: " + maxBytes / 1_000_000 + "MB");
        }
    }
}

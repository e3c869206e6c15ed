package io.github.vastwatch.plan;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * What may be asked and read.
 *
 * @param requestsPerMinute searches in any minute, at least 1
 * @param rows rows that may be read until the quota resets; empty where they are not rationed
 * @param until how long it is until then
 */
public record Budgets(int requestsPerMinute, OptionalLong rows, Duration until) {
    /** So much of the searches is kept for answers that have to be asked for in parts, and for retries. */
    private static final double KEPT = 0.02;
    /** Answers hold a little more than is expected of them; the last hours of the day must not pay for it. */
    private static final Duration BEYOND = Duration.ofMinutes(20);

    /** Searches in a second. */
    double searches() {
        return requestsPerMinute * (1 - KEPT) / 60.0;
    }

    /** Rows in a second, spread over the rest of the day. */
    double rowsPerSecond() {
        return rows.isPresent()
                ? Math.max(0.0, (double) rows.getAsLong()) / until.plus(BEYOND).toSeconds()
                : Double.POSITIVE_INFINITY;
    }
}

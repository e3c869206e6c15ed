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
    /** What a question may return of the rows that are left: a crash of prices must not use up the day. */
    private static final int SHARE_OF_ONE = 20;
    /** As many as an answer without a key holds. */
    private static final int LEAST_ROWS = 64;

    private static final int MOST_ROWS = 10_000;

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

    /** The most rows that one answer may hold. */
    public int limit() {
        return rows.isPresent()
                ? (int) Math.min(MOST_ROWS, Math.max(LEAST_ROWS, rows.getAsLong() / SHARE_OF_ONE))
                : MOST_ROWS;
    }
}

package io.github.vastwatch.simulate;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What may be read of the market: rows a day, reset at 00:00 UTC of the market's own clock, searches in any minute, and
 * rows of one answer.
 */
public final class MarketLimits {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final OptionalInt rowsPerDay;
    private final OptionalInt requestsPerMinute;
    private final OptionalInt truncatedAt;
    private final Deque<Instant> requests = new ArrayDeque<>();
    private LocalDate day = LocalDate.EPOCH;
    private long rows;

    /** Empty is without bounds; a truncated answer says so, and holds the best by its order. */
    public MarketLimits(OptionalInt rowsPerDay, OptionalInt requestsPerMinute, OptionalInt truncatedAt) {
        this.rowsPerDay = rowsPerDay;
        this.requestsPerMinute = requestsPerMinute;
        this.truncatedAt = truncatedAt;
    }

    /** Without bounds. */
    public static MarketLimits none() {
        return new MarketLimits(OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty());
    }

    /**
     * A search that is not answered.
     *
     * @param body as the real market says it
     * @param after how long to wait, in seconds; empty where the real market does not say
     */
    record Refusal(String type, String body, Optional<Long> after) {}

    /** Counts a search, and refuses it where it is one too many. */
    synchronized Optional<Refusal> refuse(Instant now) {
        while (!requests.isEmpty() && !requests.peekFirst().plus(MINUTE).isAfter(now)) {
            requests.removeFirst();
        }
        if (requestsPerMinute.isPresent() && requests.size() >= requestsPerMinute.getAsInt()) {
            return Optional.of(new Refusal(
                    "application/json",
                    "{\"success\":false,\"error\":\"rate_limit_exceeded\",\"msg\":\"API requests too frequent\"}",
                    Optional.empty()));
        }
        if (rowsPerDay.isPresent() && rowsOf(now) >= rowsPerDay.getAsInt()) {
            Instant reset = day.plusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC);
            return Optional.of(new Refusal(
                    "application/json",
                    "{\"success\":false,\"error\":\"search_quota_exceeded\","
                            + "\"msg\":\"Daily search row quota exhausted\"}",
                    Optional.of(Math.max(1, Duration.between(now, reset).toSeconds()))));
        }
        requests.addLast(now);
        return Optional.empty();
    }

    /** The most rows of one answer. */
    int most(int limit) {
        return truncatedAt.isPresent() ? Math.min(limit, truncatedAt.getAsInt()) : limit;
    }

    /** Counts the rows of an answer. */
    synchronized void returned(int number, Instant now) {
        rows = rowsOf(now) + number;
    }

    /** How many rows were returned on the day of {@code now}. */
    public synchronized long rowsOf(Instant now) {
        LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        if (!today.equals(day)) {
            day = today;
            rows = 0;
        }
        return rows;
    }
}

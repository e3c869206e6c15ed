package io.github.vastwatch.simulate;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalLong;

/** The limits of a simulated server, with what was used of them: rows a day (UTC), searches a minute, rows an answer. */
public final class MarketLimits {
    public static final int UNLIMITED = Integer.MAX_VALUE;
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final int rowsPerDay;
    private final int searchesPerMinute;
    private final int rowsPerAnswer;
    private final Deque<Instant> searches = new ArrayDeque<>();
    private LocalDate day = LocalDate.EPOCH;
    private long rows;

    /** Each limit is at least 1. */
    public MarketLimits(int rowsPerDay, int searchesPerMinute, int rowsPerAnswer) {
        this.rowsPerDay = rowsPerDay;
        this.searchesPerMinute = searchesPerMinute;
        this.rowsPerAnswer = rowsPerAnswer;
    }

    public static MarketLimits none() {
        return new MarketLimits(UNLIMITED, UNLIMITED, UNLIMITED);
    }

    /**
     * Why a search is refused, in the real server's words.
     *
     * @param retryAfter in seconds; empty where the real server sends none
     */
    record Refusal(String error, String message, OptionalLong retryAfter) {}

    /** Counts a search, unless it exceeds a limit. */
    synchronized Optional<Refusal> refuse(Instant now) {
        while (!searches.isEmpty() && !searches.peekFirst().plus(MINUTE).isAfter(now)) {
            searches.removeFirst();
        }
        if (searches.size() >= searchesPerMinute) {
            return Optional.of(new Refusal("rate_limit_exceeded", "API requests too frequent", OptionalLong.empty()));
        }
        if (rowsOf(now) >= rowsPerDay) {
            Instant reset = day.plusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC);
            long seconds = Math.max(1, Duration.between(now, reset).toSeconds());
            return Optional.of(
                    new Refusal("search_quota_exceeded", "Daily search row quota exhausted", OptionalLong.of(seconds)));
        }
        searches.addLast(now);
        return Optional.empty();
    }

    int rowsPerAnswer() {
        return rowsPerAnswer;
    }

    /** Counts the rows of an answer. */
    synchronized void count(int number, Instant now) {
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

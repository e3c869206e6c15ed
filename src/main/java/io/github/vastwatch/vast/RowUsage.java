package io.github.vastwatch.vast;

import io.github.vastwatch.offer.InvalidInput;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;

/**
 * The rows that an account has read on one day of the server, which begins at 00:00 UTC, and what refusals have shown of its
 * quota.
 *
 * @param rows the number of rows read on that day
 * @param isWholeDay whether the whole day was counted, so that a refusal shows the size of the quota
 * @param today the quota that a refusal on that day has shown; lower if another program uses the same key
 * @param learned the quota that refusals on whole days have shown
 * @param pausedUntil the end of the current or last pause for the quota; empty if there never was one
 */
public record RowUsage(
        LocalDate day,
        long rows,
        boolean isWholeDay,
        OptionalLong today,
        OptionalLong learned,
        Optional<Instant> pausedUntil) {
    /** The quota that one client met; the real number is not published. */
    public static final long ASSUMED = 20_000;
    /** The share kept for commands beside the daemon, and for answers that are larger than expected. */
    private static final double RESERVE = 0.01;

    /** One search may read at most this part of the rows that are left. */
    private static final int SEARCHES = 20;
    /** The size of an answer without a key. */
    private static final long MIN_ROWS = 64;
    /** Servers round waits; no pause for a daily quota is longer than a day. */
    private static final Duration ROUNDING = Duration.ofMinutes(1);
    /** If a refusal comes below this share of the quota, another program has read the rest. */
    private static final double MIN_OWN_SHARE = 0.5;

    /** The usage of an account about which nothing is known. */
    public static RowUsage none(Instant now) {
        return new RowUsage(day(now), 0, false, OptionalLong.empty(), OptionalLong.empty(), Optional.empty());
    }

    /** This at {@code now}: a new day begins with 0 rows. */
    public RowUsage at(Instant now) {
        return day.equals(day(now))
                ? this
                : new RowUsage(day(now), 0, true, OptionalLong.empty(), learned, pausedUntil);
    }

    /** Until when to send nothing because the quota is used up; empty if it is not. */
    public Optional<Instant> pause(Instant now) {
        return pausedUntil.filter(until -> until.isAfter(now)
                && !until.isAfter(now.plus(Duration.ofDays(1)).plus(ROUNDING)));
    }

    /** This after {@code more} rows were read at {@code now}: an answer ends a pause. */
    public RowUsage read(long more, Instant now) {
        boolean endsPause = pause(now).isPresent();
        return new RowUsage(
                day,
                rows + more,
                isWholeDay,
                endsPause ? OptionalLong.empty() : today,
                learned,
                endsPause ? Optional.of(now) : pausedUntil);
    }

    /** This after a refusal because the quota is used up, which permits the next search at {@code until}. */
    public RowUsage refused(Instant until, Instant now) {
        Instant reset = now.plus(untilReset(now));
        // A pause that ends before the reset belongs to another quota than the daily one.
        if (until.isBefore(reset.minus(ROUNDING))) {
            return new RowUsage(day, rows, isWholeDay, today, learned, Optional.of(until));
        }
        boolean isOwn = isWholeDay && rows >= learned.orElse(ASSUMED) * MIN_OWN_SHARE;
        return new RowUsage(
                day,
                rows,
                isWholeDay,
                OptionalLong.of(rows),
                isOwn ? OptionalLong.of(rows) : learned,
                Optional.of(until.isBefore(reset) ? reset : until));
    }

    /** Where the size of the quota comes from: off, configured, learned or assumed. */
    public String source(Limit limit) {
        return !limit.isLearned()
                ? limit.rows().isPresent() ? "configured" : "off"
                : learned.isPresent() ? "learned" : "assumed";
    }

    /** The number of rows that the day allows; empty if there is no limit. */
    public OptionalLong size(Limit limit) {
        OptionalLong own = limit.isLearned() ? OptionalLong.of(learned.orElse(ASSUMED)) : limit.rows();
        return own.isPresent() && today.isPresent()
                ? OptionalLong.of(Math.min(own.getAsLong(), today.getAsLong()))
                : own;
    }

    /** The number of rows that may still be planned on that day; empty if there is no limit. */
    public OptionalLong left(Limit limit) {
        OptionalLong size = size(limit);
        return size.isPresent()
                ? OptionalLong.of(Math.max(0, (long) (size.getAsLong() * (1 - RESERVE)) - rows))
                : OptionalLong.empty();
    }

    /**
     * The maximum number of rows for one search, all its answers together: neither a fall of prices nor a server that ignores
     * filters may use up the day.
     */
    public long maxForOneSearch(Limit limit) {
        OptionalLong left = left(limit);
        return left.isPresent() ? Math.max(MIN_ROWS, left.getAsLong() / SEARCHES) : Long.MAX_VALUE;
    }

    /** The time until the next day. */
    public static Duration untilReset(Instant now) {
        return Duration.between(now, day(now).plusDays(1).atStartOfDay(ZoneOffset.UTC));
    }

    private static LocalDate day(Instant now) {
        return LocalDate.ofInstant(now, ZoneOffset.UTC);
    }

    /**
     * Counts the rows of accounts for all programs that share it. Its answers are empty if it cannot be read or written: then a
     * client counts for itself.
     */
    public interface Ledger {
        /** The usage of an account at {@code now}. */
        Optional<RowUsage> usage(String account, Instant now);

        /** Changes the usage of an account, and returns the new one. */
        Optional<RowUsage> change(String account, Instant now, UnaryOperator<RowUsage> change);
    }

    /**
     * How many rows may be read in a day: a number, what the server turns out to allow, or no limit.
     *
     * @param rows the configured limit; empty if there is none
     * @param isLearned whether to assume a limit, and to learn the real one from refusals
     */
    public record Limit(OptionalLong rows, boolean isLearned) {
        public static final Limit AUTO = new Limit(OptionalLong.empty(), true);
        public static final Limit OFF = new Limit(OptionalLong.empty(), false);

        /** Parses {@code auto}, {@code off} or a number of rows. */
        public static Limit parse(String text) {
            String stripped = text.strip();
            if (stripped.equals("auto")) {
                return AUTO;
            }
            if (stripped.equals("off") || stripped.equals("false")) {
                return OFF;
            }
            String digits = stripped.replaceAll("(?<=\\d)[_,](?=\\d{3})", "");
            if (!digits.matches("\\d{1,12}") || Long.parseLong(digits) < 1) {
                throw new InvalidInput("not a number of rows: '" + text + "'", "write it as 20000, or auto, or off");
            }
            return new Limit(OptionalLong.of(Long.parseLong(digits)), false);
        }

        @Override
        public String toString() {
            return rows.isPresent() ? String.valueOf(rows.getAsLong()) : isLearned ? "auto" : "off";
        }
    }
}

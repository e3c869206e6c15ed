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
 * The rows that were read on one day of the market, which begins at 00:00 UTC, and what its refusals have shown of its quota.
 *
 * @param rows how many were read on that day
 * @param isWhole whether all of that day was counted, so that a refusal tells the size of the quota
 * @param today the quota as a refusal on that day has shown it, lowered perhaps by another program with the same key
 * @param learned the quota as refusals on whole days have shown it
 * @param pausedUntil when the pause for the quota is over, or was the last time; empty where the market never refused for it
 */
public record RowUsage(
        LocalDate day,
        long rows,
        boolean isWhole,
        OptionalLong today,
        OptionalLong learned,
        Optional<Instant> pausedUntil) {
    /** What one client met; the real number is not published. */
    public static final long ASSUMED = 20_000;
    /** For commands beside the daemon, and for answers that are larger than expected. */
    private static final double KEPT = 0.01;

    private static final int SHARE_OF_ONE_SEARCH = 20;

    private static final long LEAST = 64;
    /** Servers round how long to wait; and no pause for a quota of a day is longer than a day. */
    private static final Duration ROUNDING = Duration.ofMinutes(1);
    /** Refused at less than this share of what is assumed, another program has read the rest. */
    private static final double OWN = 0.5;

    /** Nothing is known yet. */
    public static RowUsage none(Instant now) {
        return new RowUsage(day(now), 0, false, OptionalLong.empty(), OptionalLong.empty(), Optional.empty());
    }

    /** This at {@code now}: a new day begins with nothing read. */
    public RowUsage at(Instant now) {
        return day.equals(day(now))
                ? this
                : new RowUsage(day(now), 0, true, OptionalLong.empty(), learned, pausedUntil);
    }

    /** Until when nothing is to be asked because the quota is used up; empty where it is not. */
    public Optional<Instant> pause(Instant now) {
        return pausedUntil.filter(until -> until.isAfter(now)
                && !until.isAfter(now.plus(Duration.ofDays(1)).plus(ROUNDING)));
    }

    /** This after so many more rows were read at {@code now}: where the market answers, no pause goes on. */
    public RowUsage read(long more, Instant now) {
        boolean endsPause = pause(now).isPresent();
        return new RowUsage(
                day,
                rows + more,
                isWhole,
                endsPause ? OptionalLong.empty() : today,
                learned,
                endsPause ? Optional.of(now) : pausedUntil);
    }

    /** This after the market refused because its quota is used up, and may be asked again then. */
    public RowUsage refused(Instant until, Instant now) {
        Instant reset = now.plus(untilReset(now));
        // A pause that ends before tells of some other quota than that of a day.
        if (until.isBefore(reset.minus(ROUNDING))) {
            return new RowUsage(day, rows, isWhole, today, learned, Optional.of(until));
        }
        boolean isOwn = isWhole && rows >= learned.orElse(ASSUMED) * OWN;
        return new RowUsage(
                day,
                rows,
                isWhole,
                OptionalLong.of(rows),
                isOwn ? OptionalLong.of(rows) : learned,
                Optional.of(until.isBefore(reset) ? reset : until));
    }

    /** How the size of the quota is known, in a word: off, configured, learned or assumed. */
    public String source(Limit limit) {
        return !limit.isLearned()
                ? limit.rows().isPresent() ? "configured" : "off"
                : learned.isPresent() ? "learned" : "assumed";
    }

    /** How many rows the day allows; empty where they are not rationed. */
    public OptionalLong size(Limit limit) {
        OptionalLong own = limit.isLearned() ? OptionalLong.of(learned.orElse(ASSUMED)) : limit.rows();
        return own.isPresent() && today.isPresent()
                ? OptionalLong.of(Math.min(own.getAsLong(), today.getAsLong()))
                : own;
    }

    /** How many rows may still be planned for on that day; empty where they are not rationed. */
    public OptionalLong left(Limit limit) {
        OptionalLong size = size(limit);
        return size.isPresent()
                ? OptionalLong.of(Math.max(0, (long) (size.getAsLong() * (1 - KEPT)) - rows))
                : OptionalLong.empty();
    }

    /**
     * How many rows one search may return, all its answers together, of those that are left: neither a crash of prices nor
     * a server that ignores filters must use up the day. At least what an answer without a key holds.
     */
    public long ofOneSearch(Limit limit) {
        OptionalLong left = left(limit);
        return left.isPresent() ? Math.max(LEAST, left.getAsLong() / SHARE_OF_ONE_SEARCH) : Long.MAX_VALUE;
    }

    /** How long it is until the next day. */
    public static Duration untilReset(Instant now) {
        return Duration.between(now, day(now).plusDays(1).atStartOfDay(ZoneOffset.UTC));
    }

    private static LocalDate day(Instant now) {
        return LocalDate.ofInstant(now, ZoneOffset.UTC);
    }

    /**
     * Where the rows that accounts read are counted, for all programs that share it. Empty where it cannot be read or written:
     * then a client counts for itself.
     */
    public interface Ledger {
        /** What is known of the rows of an account at {@code now}. */
        Optional<RowUsage> usage(String account, Instant now);

        /** Changes that, and returns what it is then. */
        Optional<RowUsage> change(String account, Instant now, UnaryOperator<RowUsage> change);
    }

    /**
     * How many rows may be read in a day: so many, as many as the market turns out to allow, or any number.
     *
     * @param rows the limit that was given; empty where none was
     * @param isLearned whether the market's own limit is assumed, and learned from its refusals
     */
    public record Limit(OptionalLong rows, boolean isLearned) {
        public static final Limit AUTO = new Limit(OptionalLong.empty(), true);
        public static final Limit OFF = new Limit(OptionalLong.empty(), false);

        /** Reads {@code auto}, {@code off} or a number of rows. */
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

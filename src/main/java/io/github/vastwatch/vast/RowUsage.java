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
 * The rows read on one day of the market, which starts at 00:00 UTC, and what refusals have shown about its quota.
 *
 * @param rows the rows read on that day
 * @param isWhole whether the whole day was counted, so that a refusal shows the size of the quota
 * @param today the quota as a refusal on that day showed it, perhaps lowered by another program with the same key
 * @param learned the quota as refusals on whole days showed it
 * @param pausedUntil the end of the last pause for the quota; empty if there was none
 */
public record RowUsage(
        LocalDate day,
        long rows,
        boolean isWhole,
        OptionalLong today,
        OptionalLong learned,
        Optional<Instant> pausedUntil) {
    /** Measured by one client; the real number is not published. */
    public static final long ASSUMED = 20_000;
    /** Reserved for commands beside the daemon and for answers larger than expected. */
    private static final double KEPT = 0.01;

    private static final int SHARE_OF_ONE_SEARCH = 20;

    private static final long LEAST = 64;
    /** Servers round the wait, and no pause for a daily quota is longer than a day. */
    private static final Duration ROUNDING = Duration.ofMinutes(1);
    /** A refusal at less than this share of the assumed quota means that another program read the rest. */
    private static final double OWN = 0.5;

    /** Nothing is known yet. */
    public static RowUsage none(Instant now) {
        return new RowUsage(day(now), 0, false, OptionalLong.empty(), OptionalLong.empty(), Optional.empty());
    }

    /** This at {@code now}: a new day starts with nothing read. */
    public RowUsage at(Instant now) {
        return day.equals(day(now))
                ? this
                : new RowUsage(day(now), 0, true, OptionalLong.empty(), learned, pausedUntil);
    }

    /** When asking resumes after the quota was used up; empty if it is not. */
    public Optional<Instant> pause(Instant now) {
        return pausedUntil.filter(until -> until.isAfter(now)
                && !until.isAfter(now.plus(Duration.ofDays(1)).plus(ROUNDING)));
    }

    /** This after further rows were read at {@code now}, which also ends a pause. */
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

    /** This after a refusal for the quota, with the time when the market may be asked again. */
    public RowUsage refused(Instant until, Instant now) {
        Instant reset = now.plus(untilReset(now));
        // A shorter pause belongs to some other quota.
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

    /** The source of the quota: off, configured, learned or assumed. */
    public String source(Limit limit) {
        return !limit.isLearned()
                ? limit.rows().isPresent() ? "configured" : "off"
                : learned.isPresent() ? "learned" : "assumed";
    }

    /** The rows of the day; empty if not limited. */
    public OptionalLong size(Limit limit) {
        OptionalLong own = limit.isLearned() ? OptionalLong.of(learned.orElse(ASSUMED)) : limit.rows();
        return own.isPresent() && today.isPresent()
                ? OptionalLong.of(Math.min(own.getAsLong(), today.getAsLong()))
                : own;
    }

    /** The rows that can still be planned for on that day; empty if not limited. */
    public OptionalLong left(Limit limit) {
        OptionalLong size = size(limit);
        return size.isPresent()
                ? OptionalLong.of(Math.max(0, (long) (size.getAsLong() * (1 - KEPT)) - rows))
                : OptionalLong.empty();
    }

    /**
     * The rows that one search may return, all its answers together: neither a drop of all prices nor
     * a server that ignores filters must use up the day. At least as many as an answer without a key has.
     */
    public long ofOneSearch(Limit limit) {
        OptionalLong left = left(limit);
        return left.isPresent() ? Math.max(LEAST, left.getAsLong() / SHARE_OF_ONE_SEARCH) : Long.MAX_VALUE;
    }

    /** The time until the next day. */
    public static Duration untilReset(Instant now) {
        return Duration.between(now, day(now).plusDays(1).atStartOfDay(ZoneOffset.UTC));
    }

    private static LocalDate day(Instant now) {
        return LocalDate.ofInstant(now, ZoneOffset.UTC);
    }

    /**
     * Counts the rows of accounts, for all programs that share it. Empty if it cannot be read or written:
     * then a client counts on its own.
     */
    public interface Ledger {
        /** The usage of an account at {@code now}. */
        Optional<RowUsage> usage(String account, Instant now);

        /** Changes the usage and returns the result. */
        Optional<RowUsage> change(String account, Instant now, UnaryOperator<RowUsage> change);
    }

    /**
     * The limit of rows per day: a number, the market's own limit, or none.
     *
     * @param rows the configured limit, if any
     * @param isLearned whether the market's own limit is assumed and learned from refusals
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

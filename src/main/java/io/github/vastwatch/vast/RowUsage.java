package io.github.vastwatch.vast;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The rows that were read on one day of the market, which begins at 00:00 UTC, and what its refusals have shown of its quota.
 *
 * @param rows how many were read on that day
 * @param isWhole whether all of that day was counted, so that a refusal tells the size of the quota
 * @param today the quota as a refusal on that day has shown it, lowered perhaps by another program with the same key
 * @param learned the quota as refusals on whole days have shown it
 * @param pausedUntil when the market may be asked again, where it refused for its quota
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
    private static final double KEPT = 0.03;
    /** Refused at less than this share of what is assumed, another program has read the rest. */
    private static final double OWN = 0.5;

    /** Nothing is known yet. */
    public static RowUsage none(Instant now) {
        return new RowUsage(day(now), 0, false, OptionalLong.empty(), OptionalLong.empty(), Optional.empty());
    }

    /** This at {@code now}: a new day begins with nothing read. */
    public RowUsage at(Instant now) {
        Optional<Instant> paused = pausedUntil.filter(now::isBefore);
        return day.equals(day(now))
                ? new RowUsage(day, rows, isWhole, today, learned, paused)
                : new RowUsage(day(now), 0, true, OptionalLong.empty(), learned, paused);
    }

    public RowUsage read(long more) {
        return new RowUsage(day, rows + more, isWhole, today, learned, pausedUntil);
    }

    /** This after the market refused because its quota is used up. */
    public RowUsage refused(Instant until) {
        boolean isOwn = isWhole && rows >= learned.orElse(ASSUMED) * OWN;
        return new RowUsage(
                day, rows, isWhole, OptionalLong.of(rows), isOwn ? OptionalLong.of(rows) : learned, Optional.of(until));
    }

    /** How many rows the day allows; empty where they are not rationed. */
    public OptionalLong size(RowLimit limit) {
        OptionalLong own = limit.isLearned() ? OptionalLong.of(learned.orElse(ASSUMED)) : limit.rows();
        return own.isPresent() && today.isPresent()
                ? OptionalLong.of(Math.min(own.getAsLong(), today.getAsLong()))
                : own;
    }

    /** How many rows may still be planned for on that day; empty where they are not rationed. */
    public OptionalLong left(RowLimit limit) {
        OptionalLong size = size(limit);
        return size.isPresent()
                ? OptionalLong.of(Math.max(0, (long) (size.getAsLong() * (1 - KEPT)) - rows))
                : OptionalLong.empty();
    }

    /** How long it is until the next day. */
    public static Duration untilReset(Instant now) {
        return Duration.between(now, day(now).plusDays(1).atStartOfDay(ZoneOffset.UTC));
    }

    private static LocalDate day(Instant now) {
        return LocalDate.ofInstant(now, ZoneOffset.UTC);
    }
}

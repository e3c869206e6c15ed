package io.github.vastwatch.cli.console;

import io.github.vastwatch.text.RelativeTime;
import io.github.vastwatch.vast.RowUsage;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** The rows of the day, as text and as JSON. */
public record RowBudget(RowUsage usage, RowUsage.Limit limit, Instant now) {
    public RowBudget {
        usage = usage.at(now);
    }

    /** {@code 12,310 of 20,000 read today (rows_per_day: auto, assumed)}. */
    public String words() {
        OptionalLong size = usage.size(limit);
        String source = limit.isLearned() ? ", " + usage.source(limit) : "";
        boolean isRefused = usage.today().isPresent();
        return String.format(Locale.ROOT, "%,d", usage.rows())
                + (size.isPresent() && !isRefused ? String.format(Locale.ROOT, " of %,d", size.getAsLong()) : "")
                + " read today" + (isRefused ? ", and no more are available before 00:00 UTC" : "")
                + " (rows_per_day: " + limit + source + ")";
    }

    /** The share of the day that is left. */
    public double restOfDay() {
        return (double) RowUsage.untilReset(now).toMillis() / Duration.ofDays(1).toMillis();
    }

    /** A line about the pause, if there is one. */
    public Optional<String> pause() {
        return usage.pause(now)
                .map(until -> "the quota of rows is USED UP; no searches before " + new RelativeTime(now).dated(until));
    }

    /** The same for programs. */
    public record Facts(
            long rowsToday, Optional<Long> rowLimit, String rowLimitSource, Optional<Instant> quotaPausedUntil) {}

    public Facts facts() {
        OptionalLong size = usage.size(limit);
        return new Facts(
                usage.rows(),
                size.isPresent() ? Optional.of(size.getAsLong()) : Optional.empty(),
                usage.today().isPresent() ? "refused" : usage.source(limit),
                usage.pause(now));
    }
}

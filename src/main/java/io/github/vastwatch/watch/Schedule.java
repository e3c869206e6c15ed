package io.github.vastwatch.watch;

import io.github.vastwatch.offer.InvalidInput;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

/** When a watch is due: a pure function of the time. */
public sealed interface Schedule permits Schedule.Every, CronSchedule {

    /** The first instant after {@code after} at which the watch is due; empty if there is none. */
    Optional<Instant> next(Instant after);

    /** A fixed interval, shifted so that not all installations search in the same second. */
    record Every(Duration interval, Duration phase) implements Schedule {
        public Every {
            if (interval.compareTo(Duration.ofSeconds(1)) < 0) {
                throw new InvalidInput("an interval must be at least 1s: " + interval.toMillis() + "ms");
            }
        }

        @Override
        public Optional<Instant> next(Instant after) {
            long every = interval.toMillis();
            long shift = phase.toMillis() % every;
            long periods = Math.floorDiv(after.toEpochMilli() - shift, every) + 1;
            return Optional.of(Instant.ofEpochMilli(periods * every + shift));
        }

        @Override
        public String toString() {
            return "every " + interval.toString().substring(2).toLowerCase(java.util.Locale.ROOT);
        }
    }

    /**
     * Every {@code interval}; equal {@code seed}s share their phase, so that watches are due together and share searches.
     */
    static Schedule every(Duration interval, String seed) {
        // Up to an hour, so that the phases of intervals that divide each other coincide.
        return new Every(interval, Duration.ofMillis(Math.floorMod(seed.hashCode(), 3_600_000)));
    }

    /** Five fields are Unix cron, six or seven Quartz's; in {@code zone}'s local time. */
    static Schedule cron(String expression, ZoneId zone) {
        return CronSchedule.parse(expression, zone);
    }
}

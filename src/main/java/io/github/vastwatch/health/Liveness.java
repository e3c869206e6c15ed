package io.github.vastwatch.health;

import io.github.vastwatch.text.Durations;
import java.time.Duration;
import java.util.Optional;

/**
 * Whether the threads move that watch the market. One that fails ends the process; one that hangs shows here.
 *
 * @param isLate whether the scheduler should have woken a watch {@link #LATE} ago
 * @param sinceProgress how long ago the loop that polls last moved
 */
public record Liveness(boolean isLate, Duration sinceProgress) {
    /** Quartz wakes watches within a second of their time. */
    public static final Duration LATE = Duration.ofMinutes(1);
    /** Several times what one request takes, with its wait for the limit of requests. */
    private static final Duration STUCK = Duration.ofMinutes(5);

    /** What hangs; empty if nothing does. */
    public Optional<String> hang() {
        return isLate
                ? Optional.of("the scheduler woke no watch for " + Durations.words(LATE) + " after its time")
                : Optional.of("polling has not moved for " + Durations.words(sinceProgress))
                        .filter(stuck -> sinceProgress.compareTo(STUCK) > 0);
    }
}

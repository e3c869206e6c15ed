package io.github.vastwatch.poll;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Compares the wall clock with one that never jumps, to notice that the wall clock was set or the machine slept: Quartz
 * waits by the wall clock and would sleep through a repeated hour.
 */
public final class ClockJumpDetector {
    /** Slewing by time servers stays far below this within the second between two checks. */
    private static final Duration TOLERANCE = Duration.ofSeconds(2);

    private final Clock clock;
    private final LongSupplier nanos;
    private Instant lastInstant;
    private long lastNanos;

    /** @param nanos a clock that never jumps, in nanoseconds */
    public ClockJumpDetector(Clock clock, LongSupplier nanos) {
        this.clock = clock;
        this.nanos = nanos;
        this.lastInstant = clock.instant();
        this.lastNanos = nanos.getAsLong();
    }

    /** The jump of the wall clock since the last check, if there was one. */
    public synchronized Optional<Duration> jump() {
        Instant nowInstant = clock.instant();
        long nowNanos = nanos.getAsLong();
        Duration jump = Duration.between(lastInstant, nowInstant).minusNanos(nowNanos - lastNanos);
        lastInstant = nowInstant;
        lastNanos = nowNanos;
        return jump.abs().compareTo(TOLERANCE) > 0 ? Optional.of(jump) : Optional.empty();
    }
}

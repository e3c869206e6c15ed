package io.github.vastwatch.vast;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** The requests that may still be made: so many in any minute and none too close, over all watches of a process. */
final class RateLimiter {
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();
    /** The least interval that a refusal of the server named ({@code endpoint threshold=3.0}). */
    private static final long MOST_APART = Duration.ofSeconds(3).toNanos();

    private final int perMinute;
    private final long apart;
    private final LongSupplier nanos;
    private final Deque<Long> taken = new ArrayDeque<>();

    /** @param nanos a clock that never jumps, in nanoseconds */
    RateLimiter(int perMinute, LongSupplier nanos) {
        this.perMinute = perMinute;
        // Half the mean interval: a burst is spread, and the minute can still be used up.
        this.apart = Math.min(MOST_APART, MINUTE / perMinute / 2);
        this.nanos = nanos;
    }

    /** Waits until a request may be made, and counts it as made. */
    void take() throws InterruptedException {
        for (long wait = tryTake(); wait > 0; wait = tryTake()) {
            TimeUnit.NANOSECONDS.sleep(wait);
        }
    }

    /** Takes one and returns 0, or returns how long to wait for the next, in nanoseconds. */
    synchronized long tryTake() {
        long now = nanos.getAsLong();
        while (!taken.isEmpty() && now - taken.peekFirst() >= MINUTE) {
            taken.removeFirst();
        }
        long forMinute = taken.size() < perMinute ? 0 : MINUTE - (now - taken.peekFirst());
        long forDistance = taken.isEmpty() ? 0 : apart - (now - taken.peekLast());
        long wait = Math.max(forMinute, forDistance);
        if (wait > 0) {
            return wait;
        }
        taken.addLast(now);
        return 0;
    }
}

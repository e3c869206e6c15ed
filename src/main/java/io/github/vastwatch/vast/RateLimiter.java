package io.github.vastwatch.vast;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Limits requests to a number per minute and a minimum distance, over all watches of a process. */
final class RateLimiter {
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();
    /** The shortest interval that the server named in a refusal ({@code endpoint threshold=3.0}). */
    private static final long MOST_APART = Duration.ofSeconds(3).toNanos();

    private final int perMinute;
    private final long apart;
    private final LongSupplier nanos;
    private final Deque<Long> taken = new ArrayDeque<>();

    /** @param nanos a clock that never jumps, in nanoseconds */
    RateLimiter(int perMinute, LongSupplier nanos) {
        this.perMinute = perMinute;
        // Half the mean interval spreads a burst, and still allows the whole minute's requests.
        this.apart = Math.min(MOST_APART, MINUTE / perMinute / 2);
        this.nanos = nanos;
    }

    /** Waits until a request may be made, and counts it. */
    void take() throws InterruptedException {
        for (long wait = tryTake(); wait > 0; wait = tryTake()) {
            TimeUnit.NANOSECONDS.sleep(wait);
        }
    }

    /** Counts a request and returns 0, or returns the time to wait, in nanoseconds. */
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

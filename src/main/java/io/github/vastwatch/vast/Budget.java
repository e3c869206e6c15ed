package io.github.vastwatch.vast;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** The requests that may still be made: so many in any minute, over all watches of a process. */
final class Budget {
    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

    private final int perMinute;
    private final LongSupplier nanos;
    private final Deque<Long> taken = new ArrayDeque<>();

    /** @param nanos a clock that never jumps, in nanoseconds */
    Budget(int perMinute, LongSupplier nanos) {
        this.perMinute = perMinute;
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
        if (taken.size() < perMinute) {
            taken.addLast(now);
            return 0;
        }
        return MINUTE - (now - taken.peekFirst());
    }
}

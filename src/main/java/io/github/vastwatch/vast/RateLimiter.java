package io.github.vastwatch.vast;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Limits the requests of all watches of a process: a maximum number in any minute, with a minimum interval between two. */
final class RateLimiter {
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();
    /** The minimum interval that a refusal of the server named ({@code endpoint threshold=3.0}). */
    private static final long MAX_INTERVAL = Duration.ofSeconds(3).toNanos();

    private final int perMinute;
    private final long interval;
    private final LongSupplier nanos;
    private final Deque<Long> sent = new ArrayDeque<>();

    /** @param nanos a monotonic clock, in nanoseconds */
    RateLimiter(int perMinute, LongSupplier nanos) {
        this.perMinute = perMinute;
        // Half the mean interval: it spreads a burst, and leaves room to use up the minute.
        this.interval = Math.min(MAX_INTERVAL, MINUTE / perMinute / 2);
        this.nanos = nanos;
    }

    int perMinute() {
        return perMinute;
    }

    /** The minimum interval between two requests. */
    Duration interval() {
        return Duration.ofNanos(interval);
    }

    /** Waits until a request is permitted, and counts it. */
    void take() throws InterruptedException {
        for (long wait = tryTake(); wait > 0; wait = tryTake()) {
            TimeUnit.NANOSECONDS.sleep(wait);
        }
    }

    /** How long ago the last request was permitted; empty if none was. */
    synchronized Optional<Duration> sinceLast() {
        return Optional.ofNullable(sent.peekLast()).map(last -> Duration.ofNanos(nanos.getAsLong() - last));
    }

    /** Counts a request and returns 0, or returns the wait for the next one in nanoseconds. */
    synchronized long tryTake() {
        long now = nanos.getAsLong();
        while (!sent.isEmpty() && now - sent.peekFirst() >= MINUTE) {
            sent.removeFirst();
        }
        long forMinute = sent.size() < perMinute ? 0 : MINUTE - (now - sent.peekFirst());
        long forDistance = sent.isEmpty() ? 0 : interval - (now - sent.peekLast());
        long wait = Math.max(forMinute, forDistance);
        if (wait > 0) {
            return wait;
        }
        sent.addLast(now);
        return 0;
    }
}

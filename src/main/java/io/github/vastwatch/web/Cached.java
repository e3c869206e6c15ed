package io.github.vastwatch.web;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A value that is read again after some time. */
final class Cached<T> {
    private final Duration holds;
    private final Clock clock;
    private @Nullable T value;
    private Instant readAt = Instant.EPOCH;

    Cached(Duration holds, Clock clock) {
        this.holds = holds;
        this.clock = clock;
    }

    synchronized T get(Supplier<T> read) {
        Instant now = clock.instant();
        @Nullable T last = value;
        if (last != null && Duration.between(readAt, now).abs().compareTo(holds) < 0) {
            return last;
        }
        T next = read.get();
        value = next;
        readAt = now;
        return next;
    }

    synchronized void forget() {
        value = null;
    }
}

package io.github.vastwatch.poll;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The watches that wait to be polled; one that is named twice before its turn waits once. */
public final class DueQueue {
    /** Triggers of one moment arrive milliseconds apart; this long is waited for the others. */
    private static final Duration GATHER = Duration.ofMillis(50);
    /** Waits are counted by a clock that stands still while a laptop sleeps: the real one is looked at so often. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Set<String> names = new LinkedHashSet<>();

    /** Adds a watch. */
    public synchronized void add(String watch) {
        names.add(watch);
        notifyAll();
    }

    /** Adds watches at the end of the line. */
    synchronized void addAll(Collection<String> watches) {
        watches.forEach(this::add);
    }

    /**
     * Waits until a watch is due, and takes all that are.
     *
     * @param longest how long it waits from now on; asked again and again, so that a wait ends by the wall clock
     */
    synchronized List<String> take(Supplier<Duration> longest) throws InterruptedException {
        for (Duration left = longest.get();
                names.isEmpty() && left.compareTo(Duration.ZERO) > 0;
                left = longest.get()) {
            TimeUnit.NANOSECONDS.timedWait(this, Math.min(left.toNanos(), LOOK.toNanos()));
        }
        long gathered = System.nanoTime() + GATHER.toNanos();
        for (long left = GATHER.toNanos(); !names.isEmpty() && left > 0; left = gathered - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        List<String> taken = List.copyOf(names);
        names.clear();
        return taken;
    }
}

package io.github.vastwatch.poll;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** A queue of the watches that are due; each is in it at most once. */
public final class DueQueue {
    /** Triggers of one instant arrive milliseconds apart; how long to wait for the others. */
    private static final Duration GATHER = Duration.ofMillis(50);
    /** A wall clock that is being adjusted drifts from the clock of waits by milliseconds within this time. */
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

    private final Set<String> names = new LinkedHashSet<>();
    /** Whether all that is due at this instant is here. */
    private boolean isComplete;

    private final LongSupplier nanos;
    private long waitedAt;

    public DueQueue() {
        this(System::nanoTime);
    }

    /** @param nanos a monotonic clock, in nanoseconds */
    DueQueue(LongSupplier nanos) {
        this.nanos = nanos;
        this.waitedAt = nanos.getAsLong();
    }

    /** Adds a watch. */
    public synchronized void add(String watch) {
        names.add(watch);
        notifyAll();
    }

    /** Adds watches at the end of the queue. */
    synchronized void addAll(Collection<String> watches) {
        names.addAll(watches);
        notifyAll();
    }

    /** Adds all watches that are due at once, so that the next {@link #take} waits for no others. */
    synchronized void addComplete(Collection<String> watches) {
        isComplete = true;
        addAll(watches);
    }

    /** Empties the queue. */
    synchronized void clear() {
        names.clear();
        waitedAt = nanos.getAsLong();
    }

    /** Has the wait evaluated again, because the wall clock jumped. */
    public synchronized void wake() {
        notifyAll();
    }

    /** How long ago {@link #take} was last called, or its wait evaluated, which it is each minute. */
    public synchronized Duration sinceTake() {
        return Duration.ofNanos(nanos.getAsLong() - waitedAt);
    }

    /**
     * Waits until a watch is due, and takes all that are.
     *
     * @param longest the longest wait from now on; evaluated repeatedly, so that a wait ends by the wall clock
     */
    synchronized List<String> take(Supplier<Duration> longest) throws InterruptedException {
        waitedAt = nanos.getAsLong();
        for (Duration left = longest.get();
                names.isEmpty() && left.compareTo(Duration.ZERO) > 0;
                left = longest.get()) {
            TimeUnit.NANOSECONDS.timedWait(this, Math.min(left.toNanos(), LONGEST_WAIT.toNanos()));
            waitedAt = nanos.getAsLong();
        }
        long gathered = System.nanoTime() + GATHER.toNanos();
        for (long left = GATHER.toNanos();
                !names.isEmpty() && !isComplete && left > 0;
                left = gathered - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        List<String> taken = List.copyOf(names);
        names.clear();
        isComplete = false;
        return taken;
    }
}

package io.github.vastwatch.poll;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The watches that wait to be polled; one that is named twice before its turn waits once. */
public final class Due {
    /** Triggers of one moment arrive milliseconds apart; this long is waited for the others. */
    private static final long GATHER_MS = 50;

    private final Set<String> names = new LinkedHashSet<>();
    private long notBefore = System.nanoTime();

    /** Adds a watch. */
    public synchronized void add(String watch) {
        names.add(watch);
        notifyAll();
    }

    /** Lets nobody be polled for a while. */
    synchronized void pause(Duration pause) {
        notBefore = System.nanoTime() + pause.toNanos();
    }

    /** Waits until at least one watch is due, and takes all that are. */
    synchronized List<String> take() throws InterruptedException {
        while (names.isEmpty()) {
            wait();
        }
        long gathered = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(GATHER_MS);
        long until = notBefore - gathered > 0 ? notBefore : gathered;
        for (long left = until - System.nanoTime(); left > 0; left = until - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        List<String> taken = List.copyOf(names);
        names.clear();
        return taken;
    }
}

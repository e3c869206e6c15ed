package io.github.vastwatch.daemon;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/** Waiting for what was told to stop, for so long and no longer. */
final class Shutdown {
    private Shutdown() {}

    /** Waits for all of them together, not for each in turn. */
    static void of(List<Thread> threads, Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        try {
            for (Thread thread : threads) {
                // Zero would wait for ever.
                thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for what is under way, and interrupts it then. */
    static void of(ExecutorService work, Duration patience) {
        try {
            if (!work.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                work.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

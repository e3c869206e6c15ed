package io.github.vastwatch.daemon;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread for work that comes again and again, one piece at a time. */
final class PeriodicTask {
    private static final Logger LOG = LoggerFactory.getLogger(PeriodicTask.class);

    private final ScheduledExecutorService thread;
    private final Thread.UncaughtExceptionHandler broken;
    private volatile boolean isBusy;
    private volatile long pieces;
    /** The piece that was under way at the last look, and at how many looks before. */
    private long seen;

    private int looks;

    /** @param broken is handed an error, with which the daemon cannot go on */
    PeriodicTask(String name, Thread.UncaughtExceptionHandler broken) {
        this.broken = broken;
        this.thread = Executors.newSingleThreadScheduledExecutor(work -> CriticalThreads.thread(work, name));
    }

    // It is done until the daemon ends; there is no result to wait for.
    @SuppressWarnings("FutureReturnValueIgnored")
    void repeat(Duration pause, Runnable work) {
        thread.scheduleWithFixedDelay(() -> run(work), pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    void soon(Runnable work) {
        try {
            thread.execute(() -> run(work));
        } catch (RejectedExecutionException e) {
            LOG.debug("the daemon is stopping; task skipped");
        }
    }

    // Only its own thread counts.
    @SuppressWarnings("NonAtomicVolatileUpdate")
    private void run(Runnable work) {
        pieces++;
        isBusy = true;
        try {
            work.run();
        } catch (RuntimeException e) {
            LOG.error("maintenance failed unexpectedly (bug); the daemon continues", e);
        } catch (Error e) {
            // The executor would keep it to itself, and never do this work again.
            broken.uncaughtException(Thread.currentThread(), e);
        } finally {
            isBusy = false;
        }
    }

    /** Whether one piece of work has been under way for so many looks, of which this is one. */
    boolean hangs(int most) {
        long now = pieces;
        looks = isBusy && now == seen ? looks + 1 : 0;
        seen = now;
        return looks >= most;
    }

    /** Begins nothing more. */
    void stop() {
        thread.shutdown();
    }

    /** Waits for what is under way, and interrupts it then. */
    void end(Duration patience) {
        Shutdown.of(thread, patience);
    }
}

package io.github.vastwatch.daemon;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread for periodic work, one run at a time. It wakes at one rhythm for all of it. */
final class PeriodicTask {
    private static final Logger LOG = LoggerFactory.getLogger(PeriodicTask.class);

    /** @param ticks how many ticks apart its runs are */
    private record Work(int ticks, Runnable run) {}

    private final ScheduledExecutorService thread;
    private final List<Work> repeated = new CopyOnWriteArrayList<>();
    private final Queue<Runnable> postponed = new ConcurrentLinkedQueue<>();
    private long ticks;
    private final Thread.UncaughtExceptionHandler broken;
    private volatile boolean isBusy;
    private volatile long pieces;
    /** The run that was in progress at the last check, and at how many checks before. */
    private long seen;

    private int stuckChecks;

    /** @param broken receives an error after which the daemon cannot continue */
    // It runs until the daemon stops; there is no result.
    @SuppressWarnings("FutureReturnValueIgnored")
    PeriodicTask(String name, Duration tick, Thread.UncaughtExceptionHandler broken) {
        this.broken = broken;
        this.thread = Executors.newSingleThreadScheduledExecutor(work -> CriticalThreads.thread(work, name));
        thread.scheduleWithFixedDelay(this::tick, tick.toMillis(), tick.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Adds work to every nth tick. */
    void repeat(int ticks, Runnable work) {
        repeated.add(new Work(ticks, work));
    }

    /** Does work once, at the next tick. */
    void later(Runnable work) {
        postponed.add(work);
    }

    private void tick() {
        ticks++;
        repeated.stream().filter(work -> ticks % work.ticks() == 0).forEach(work -> run(work.run()));
        for (@Nullable Runnable work = postponed.poll(); work != null; work = postponed.poll()) {
            run(work);
        }
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
            // The executor would swallow it and never run this task again.
            broken.uncaughtException(Thread.currentThread(), e);
        } finally {
            isBusy = false;
        }
    }

    /** Whether one run has been in progress for this many checks, including this one. */
    boolean hangs(int most) {
        long now = pieces;
        stuckChecks = isBusy && now == seen ? stuckChecks + 1 : 0;
        seen = now;
        return stuckChecks >= most;
    }

    /** Starts no further run. */
    void stop() {
        thread.shutdown();
    }

    /** Waits for the current work, then interrupts it. */
    void end(Duration patience) {
        Shutdown.of(thread, patience);
    }
}

package io.github.vastwatch.poll;

import io.github.vastwatch.watch.Schedule;
import io.github.vastwatch.watch.Watch;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.Optional;
import java.util.UUID;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobExecutionContext;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.TriggerKey;
import org.quartz.core.JobRunShellFactory;
import org.quartz.core.QuartzScheduler;
import org.quartz.core.QuartzSchedulerResources;
import org.quartz.impl.DefaultThreadExecutor;
import org.quartz.impl.StdJobRunShellFactory;
import org.quartz.impl.StdScheduler;
import org.quartz.simpl.RAMJobStore;
import org.quartz.simpl.SimpleClassLoadHelper;
import org.quartz.spi.JobStore;
import org.quartz.spi.ThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Wakes each watch by Quartz when its schedule says: one trigger per watch, for one instant, replaced when it fires. A
 * trigger that could not fire in time fires once, late.
 */
public final class PollScheduler implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PollScheduler.class);
    /** How long Quartz's thread sleeps when no trigger is near; a new one wakes it. */
    private static final Duration IDLE = Duration.ofSeconds(30);

    private final ActiveWatches activeWatches;
    private final DueQueue dueQueue;
    private final Clock clock;
    private final Scheduler quartz;
    private final Thread.UncaughtExceptionHandler broken;

    /** @param broken receives an error that Quartz would only log, after which the watch would never be due again */
    public PollScheduler(
            ActiveWatches activeWatches, DueQueue dueQueue, Clock clock, Thread.UncaughtExceptionHandler broken) {
        this.activeWatches = activeWatches;
        this.dueQueue = dueQueue;
        this.clock = clock;
        this.broken = broken;
        try {
            this.quartz = scheduler();
            this.quartz.setJobFactory((bundle, scheduler) -> this::fired);
        } catch (SchedulerException e) {
            throw new IllegalStateException("Quartz cannot be set up", e);
        }
    }

    /** With its parts put together here: Quartz's factory finds them by reflection, which takes a tenth of a start. */
    private static Scheduler scheduler() throws SchedulerException {
        JobRunShellFactory jobs = new StdJobRunShellFactory();
        JobStore triggers = new RAMJobStore();
        QuartzSchedulerResources parts = new QuartzSchedulerResources();
        parts.setName("vastwatch");
        parts.setInstanceId("vastwatch");
        parts.setThreadName("schedule");
        parts.setMakeSchedulerThreadDaemon(true);
        parts.setThreadExecutor(new DefaultThreadExecutor());
        parts.setThreadPool(new SchedulerThread());
        parts.setJobStore(triggers);
        parts.setJobRunShellFactory(jobs);
        QuartzScheduler core = new QuartzScheduler(parts, IDLE.toMillis(), 0);
        Scheduler quartz = new StdScheduler(core);
        jobs.initialize(quartz);
        triggers.initialize(new SimpleClassLoadHelper(), core.getSchedulerSignaler());
        core.initialize();
        return quartz;
    }

    /** A trigger only marks a watch as due, so it runs on Quartz's own thread: a pool of Quartz wakes twice a second. */
    private static final class SchedulerThread implements ThreadPool {
        @Override
        public boolean runInThread(Runnable trigger) {
            trigger.run();
            return true;
        }

        @Override
        public int blockForAvailableThreads() {
            return 1;
        }

        @Override
        public int getPoolSize() {
            return 1;
        }

        @Override
        public void initialize() {}

        @Override
        public void shutdown(boolean waitForJobsToComplete) {}

        @Override
        public void setInstanceId(String id) {}

        @Override
        public void setInstanceName(String name) {}
    }

    /** Starts: watches with an interval are due at once, those with a cron at its next time. */
    public void start() {
        try {
            quartz.start();
            wakeMissed(clock.instant());
        } catch (SchedulerException e) {
            throw new IllegalStateException("Quartz cannot be started", e);
        }
    }

    /**
     * Reschedules every watch, and makes due at once those with an interval and those that missed a time since
     * {@code lastGood}: after a start, a sleep, or a jump of the clock.
     */
    public void wakeMissed(Instant lastGood) {
        activeWatches.all().forEach(watch -> wake(watch, lastGood));
    }

    /** Reschedules the named watches as at the start, and removes those that no longer exist. */
    public void replan(Collection<String> names) {
        names.forEach(name -> activeWatches
                .find(name)
                .ifPresentOrElse(watch -> wake(watch, clock.instant()), () -> unschedule(TriggerKey.triggerKey(name))));
    }

    private synchronized void wake(Watch watch, Instant lastGood) {
        Instant now = clock.instant();
        boolean missed = watch.next(lastGood).map(next -> !next.isAfter(now)).orElse(false);
        boolean interval = watch.schedule() instanceof Schedule.Every;
        if (missed || (interval && watch.next(now).isPresent())) {
            dueQueue.add(watch.name());
        }
        plan(watch, now);
    }

    private void fired(JobExecutionContext context) {
        try {
            due(context);
        } catch (Error e) {
            broken.uncaughtException(Thread.currentThread(), e);
        }
    }

    private synchronized void due(JobExecutionContext context) {
        String name = context.getTrigger().getKey().getName();
        dueQueue.add(name);
        // Quartz may fire two milliseconds early; scheduled from then, the same instant would come again.
        Instant meant = context.getScheduledFireTime().toInstant();
        Instant now = clock.instant();
        Instant after = now.isBefore(meant) ? meant : now;
        activeWatches.find(name).ifPresent(watch -> plan(watch, after));
    }

    private void plan(Watch watch, Instant after) {
        Optional<Instant> next = watch.next(after);
        TriggerKey key = TriggerKey.triggerKey(watch.name());
        unschedule(key);
        try {
            if (next.isEmpty()) {
                LOG.info("watch '{}' has no further polls", watch.name());
                return;
            }
            Trigger trigger = TriggerBuilder.newTrigger()
                    .withIdentity(key)
                    .startAt(Date.from(next.get()))
                    .build();
            quartz.scheduleJob(
                    JobBuilder.newJob(Job.class)
                            .withIdentity(UUID.randomUUID().toString())
                            .build(),
                    trigger);
        } catch (SchedulerException e) {
            throw new IllegalStateException("Quartz cannot plan watch '" + watch.name() + "'", e);
        }
    }

    private void unschedule(TriggerKey key) {
        try {
            // The trigger takes its job along; a one-shot job is gone once fired.
            quartz.unscheduleJob(key);
        } catch (SchedulerException e) {
            throw new IllegalStateException("Quartz cannot forget watch '" + key.getName() + "'", e);
        }
    }

    @Override
    public void close() {
        try {
            quartz.shutdown(true);
        } catch (SchedulerException e) {
            LOG.warn("Quartz did not stop cleanly ({}); nothing depends on it", e.getMessage());
        }
    }
}

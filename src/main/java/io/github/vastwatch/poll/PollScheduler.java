package io.github.vastwatch.poll;

import io.github.vastwatch.watch.Schedule;
import io.github.vastwatch.watch.Watch;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDataMap;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Wakes watches by Quartz when their schedules say: one trigger per schedule, for one instant, replaced when it fires. A
 * trigger that could not fire in time fires once, late.
 */
public final class PollScheduler implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PollScheduler.class);
    /** How long Quartz's thread sleeps when no trigger is near; a new one wakes it. */
    private static final Duration IDLE = Duration.ofSeconds(30);

    /** Where a trigger names its schedule. */
    private static final String SCHEDULE = "schedule";

    private final ActiveWatches activeWatches;
    private final DueQueue dueQueue;
    private final Clock clock;
    private final Scheduler quartz;
    private final Thread.UncaughtExceptionHandler broken;
    private final Map<Schedule, TriggerKey> triggers = new HashMap<>();

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
        wake(activeWatches.all(), lastGood);
    }

    /** Reschedules the named watches as at the start; those that no longer exist are not due again. */
    public void replan(Collection<String> names) {
        wake(names.stream().flatMap(name -> activeWatches.find(name).stream()).toList(), clock.instant());
    }

    private synchronized void wake(List<Watch> watches, Instant lastGood) {
        Instant now = clock.instant();
        Map<Schedule, Optional<Instant>> missed = new HashMap<>();
        Map<Schedule, Optional<Instant>> next = new HashMap<>();
        List<String> due = new ArrayList<>();
        for (Watch watch : watches) {
            Schedule schedule = watch.schedule();
            boolean hasMissed = missed.computeIfAbsent(schedule, each -> each.next(lastGood))
                    .filter(at -> !at.isAfter(now) && watch.isActive(at))
                    .isPresent();
            boolean isDueAgain = next.computeIfAbsent(schedule, each -> plan(each, now))
                    .filter(watch::isActive)
                    .isPresent();
            if (hasMissed || (schedule instanceof Schedule.Every && isDueAgain)) {
                due.add(watch.name());
            }
            if (!isDueAgain) {
                logEnd(watch);
            }
        }
        dueQueue.addComplete(due);
    }

    private void fired(JobExecutionContext context) {
        try {
            due(context);
        } catch (Error e) {
            broken.uncaughtException(Thread.currentThread(), e);
        }
    }

    private synchronized void due(JobExecutionContext context) {
        Schedule schedule =
                (Schedule) Objects.requireNonNull(context.getMergedJobDataMap().get(SCHEDULE));
        // Quartz may fire two milliseconds early; scheduled from then, the same instant would come again.
        Instant meant = context.getScheduledFireTime().toInstant();
        Instant now = clock.instant();
        Instant after = now.isBefore(meant) ? meant : now;
        List<Watch> due = activeWatches.all().stream()
                .filter(watch -> watch.schedule().equals(schedule) && watch.isActive(meant))
                .toList();
        dueQueue.addAll(due.stream().map(Watch::name).toList());
        Optional<Instant> next = plan(schedule, after);
        due.stream().filter(watch -> next.filter(watch::isActive).isEmpty()).forEach(PollScheduler::logEnd);
    }

    private static void logEnd(Watch watch) {
        LOG.info("watch '{}' has no further polls", watch.name());
    }

    /** Replaces the trigger of a schedule by one for its next time; there is none if no watch is due then. */
    private Optional<Instant> plan(Schedule schedule, Instant after) {
        TriggerKey key = triggers.computeIfAbsent(
                schedule, each -> TriggerKey.triggerKey(UUID.randomUUID().toString()));
        Optional<Instant> next = schedule.next(after);
        boolean isUsed = next.isPresent()
                && activeWatches.all().stream()
                        .anyMatch(watch -> watch.schedule().equals(schedule) && watch.isActive(next.get()));
        try {
            // The trigger takes its job along; a one-shot job is gone once fired.
            quartz.unscheduleJob(key);
            if (!isUsed) {
                triggers.remove(schedule);
                return next;
            }
            Trigger trigger = TriggerBuilder.newTrigger()
                    .withIdentity(key)
                    .startAt(Date.from(next.get()))
                    .usingJobData(new JobDataMap(Map.of(SCHEDULE, schedule)))
                    .build();
            quartz.scheduleJob(
                    JobBuilder.newJob(Job.class)
                            .withIdentity(UUID.randomUUID().toString())
                            .build(),
                    trigger);
            return next;
        } catch (SchedulerException e) {
            throw new IllegalStateException("Quartz cannot plan '" + schedule + "'", e);
        }
    }

    /** Whether a watch should have been woken this long ago, and was not. */
    public synchronized boolean isLate(Duration patience) {
        Instant latest = clock.instant().minus(patience);
        try {
            for (TriggerKey key : triggers.values()) {
                @Nullable Trigger trigger = quartz.getTrigger(key);
                @Nullable Date next = trigger == null ? null : trigger.getNextFireTime();
                if (next != null && next.toInstant().isBefore(latest)) {
                    return true;
                }
            }
            return false;
        } catch (SchedulerException e) {
            throw new IllegalStateException("Quartz cannot be read", e);
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

package io.github.vastwatch.poll;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobExecutionContext;
import org.quartz.JobKey;
import org.quartz.JobPersistenceException;
import org.quartz.ObjectAlreadyExistsException;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.TriggerKey;
import org.quartz.core.JobRunShellFactory;
import org.quartz.core.QuartzScheduler;
import org.quartz.core.QuartzSchedulerResources;
import org.quartz.impl.DefaultThreadExecutor;
import org.quartz.impl.StdJobRunShellFactory;
import org.quartz.impl.StdScheduler;
import org.quartz.impl.jdbcjobstore.InvalidConfigurationException;
import org.quartz.impl.jdbcjobstore.JobStoreTX;
import org.quartz.impl.jdbcjobstore.PostgreSQLDelegate;
import org.quartz.simpl.SimpleClassLoadHelper;
import org.quartz.spi.OperableTrigger;
import org.quartz.utils.ConnectionProvider;
import org.quartz.utils.DBConnectionManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.helpers.NOPLogger;

/**
 * Has Quartz decide, through the database that daemons share, which of them takes the next turn of polls. One job is always
 * due and runs on one node at a time; when its node dies, Quartz gives it to another.
 */
public final class TurnScheduler implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TurnScheduler.class);

    private static final String NAME = "vastwatch";

    /** Quartz counts a node as dead 7.5 s after it should have checked in. */
    private static final Duration CHECK_IN = Duration.ofSeconds(2);

    /** How often a node that does not poll looks whether it may. */
    private static final Duration LOOK = Duration.ofSeconds(2);

    /** How soon the next turn follows one that a bug ended. */
    private static final Duration BROKEN = Duration.ofMinutes(1);

    /** How soon the next turn follows the last. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Runnable turn;
    private final Thread.UncaughtExceptionHandler broken;
    private final TurnStore store = new TurnStore();
    private final Scheduler quartz;

    /**
     * @param connections to the database
     * @param node the id of this daemon
     * @param turn polls until it is over; runs on Quartz's thread
     * @param broken receives an error that Quartz would only log
     */
    public TurnScheduler(DataSource connections, String node, Runnable turn, Thread.UncaughtExceptionHandler broken) {
        this.turn = turn;
        this.broken = broken;
        try {
            this.quartz = scheduler(connections, node, store);
            this.quartz.setJobFactory((bundle, scheduler) -> new Turn(this));
        } catch (SchedulerException e) {
            throw new IllegalStateException("Quartz cannot be set up", e);
        }
    }

    /** The job; its name is in the database. */
    @DisallowConcurrentExecution
    public static final class Turn implements Job {
        private final TurnScheduler scheduler;

        Turn(TurnScheduler scheduler) {
            this.scheduler = scheduler;
        }

        @Override
        public void execute(JobExecutionContext context) {
            scheduler.take();
        }
    }

    private void take() {
        try {
            turn.run();
        } catch (RuntimeException e) {
            LOG.error("a turn of polls failed unexpectedly (bug); the next one goes on", e);
            store.sleep(BROKEN);
        } catch (Error e) {
            broken.uncaughtException(Thread.currentThread(), e);
        }
    }

    private static Scheduler scheduler(DataSource connections, String node, TurnStore store) throws SchedulerException {
        DBConnectionManager.getInstance().addConnectionProvider(node, new Connections(connections));
        store.setDataSource(node);
        try {
            store.setDriverDelegateClass(PostgreSQLDelegate.class.getName());
        } catch (InvalidConfigurationException e) {
            throw new IllegalStateException("Quartz lacks its part for PostgreSQL", e);
        }
        store.setTablePrefix("qrtz_");
        store.setInstanceName(NAME);
        store.setInstanceId(node);
        store.setIsClustered(true);
        store.setClusterCheckinInterval(CHECK_IN.toMillis());
        store.setDbRetryInterval(LOOK.toMillis());
        store.setMakeThreadsDaemons(true);
        store.setThreadPoolSize(1);
        JobRunShellFactory jobs = new StdJobRunShellFactory();
        QuartzSchedulerResources parts = new QuartzSchedulerResources();
        parts.setName(NAME);
        parts.setInstanceId(node);
        parts.setThreadName("turn");
        parts.setMakeSchedulerThreadDaemon(true);
        parts.setThreadExecutor(new DefaultThreadExecutor());
        parts.setThreadPool(new SchedulerThread());
        parts.setJobStore(store);
        parts.setJobRunShellFactory(jobs);
        QuartzScheduler core = new QuartzScheduler(parts, LOOK.toMillis(), LOOK.toMillis());
        Scheduler quartz = new StdScheduler(core);
        jobs.initialize(quartz);
        store.initialize(new SimpleClassLoadHelper(), core.getSchedulerSignaler());
        core.initialize();
        return quartz;
    }

    /** Keeps a node that was taken for dead from unblocking the job when its old turn ends, for another node runs it now. */
    // JobStoreTX overrides a generic method without its type parameter.
    @SuppressWarnings("unchecked")
    private static final class TurnStore extends JobStoreTX {
        private volatile boolean isClosing;

        /** Quartz would try until the database is there; of a program that stops, other nodes notice that it is gone. */
        @Override
        protected <T> @Nullable T retryExecuteInNonManagedTXLock(String lock, TransactionCallback<T> work) {
            while (true) {
                try {
                    return executeInNonManagedTXLock(lock, work, null);
                } catch (JobPersistenceException | RuntimeException e) {
                    if (isClosing) {
                        return null;
                    }
                }
                sleep(LOOK);
            }
        }

        /** Until it closes at most. */
        private void sleep(Duration time) {
            try {
                if (!isClosing) {
                    TimeUnit.NANOSECONDS.sleep(time.toNanos());
                }
            } catch (InterruptedException e) {
                // Only the end of a turn, or of all turns, interrupts.
                Thread.currentThread().interrupt();
            }
        }

        /** What it warns of is what the numbers of turns are for; that the database fails is logged where it matters. */
        @Override
        protected Logger getLog() {
            return NOPLogger.NOP_LOGGER;
        }

        @Override
        protected void triggeredJobComplete(
                Connection connection,
                OperableTrigger trigger,
                JobDetail job,
                Trigger.CompletedExecutionInstruction instruction)
                throws JobPersistenceException {
            try {
                boolean isOwn = getDelegate().selectInstancesFiredTriggerRecords(connection, getInstanceId()).stream()
                        .anyMatch(fired -> fired.getFireInstanceId().equals(trigger.getFireInstanceId()));
                if (isOwn) {
                    super.triggeredJobComplete(connection, trigger, job, instruction);
                }
            } catch (SQLException e) {
                throw new JobPersistenceException("the end of a turn could not be recorded: " + e.getMessage(), e);
            }
        }
    }

    /** The connections of the pool, which this does not close. */
    private record Connections(DataSource pool) implements ConnectionProvider {
        @Override
        public Connection getConnection() throws SQLException {
            return pool.getConnection();
        }

        @Override
        public void shutdown() {}

        @Override
        public void initialize() {}
    }

    /** Takes turns from now on. */
    public void start() {
        try {
            TriggerKey always = TriggerKey.triggerKey("turn");
            if (!quartz.checkExists(always)) {
                quartz.scheduleJob(
                        JobBuilder.newJob(Turn.class)
                                .withIdentity(JobKey.jobKey("turn"))
                                .build(),
                        TriggerBuilder.newTrigger()
                                .withIdentity(always)
                                .withSchedule(SimpleScheduleBuilder.simpleSchedule()
                                        .withIntervalInMilliseconds(PAUSE.toMillis())
                                        .repeatForever()
                                        // Late after each turn, and due at once.
                                        .withMisfireHandlingInstructionIgnoreMisfires())
                                .build());
            }
        } catch (ObjectAlreadyExistsException e) {
            LOG.debug("another node was faster to set up the turns");
        } catch (SchedulerException e) {
            close();
            throw new IllegalStateException("the turns cannot be set up: " + e.getMessage(), e);
        }
        resume();
    }

    /** Takes turns again after a pause. */
    public void resume() {
        try {
            quartz.start();
        } catch (SchedulerException e) {
            close();
            throw new IllegalStateException("Quartz cannot be started", e);
        }
    }

    /** Takes no turn until it resumes. */
    public void pause() {
        try {
            quartz.standby();
        } catch (SchedulerException e) {
            throw new IllegalStateException("Quartz cannot be paused", e);
        }
    }

    /** Takes no further turn, and waits for the end of the present one. */
    @Override
    public void close() {
        store.isClosing = true;
        try {
            quartz.shutdown(true);
        } catch (SchedulerException e) {
            LOG.warn("Quartz did not stop cleanly ({}); the other nodes notice it within seconds", e.getMessage());
        }
    }
}

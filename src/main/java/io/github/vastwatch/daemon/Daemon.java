package io.github.vastwatch.daemon;

import ch.qos.logback.classic.LoggerContext;
import io.github.vastwatch.config.BadConfig;
import io.github.vastwatch.config.Config;
import io.github.vastwatch.config.ConfigSource;
import io.github.vastwatch.config.Problem;
import io.github.vastwatch.health.ActivityReporter;
import io.github.vastwatch.health.HeartbeatCall;
import io.github.vastwatch.health.HeartbeatMonitor;
import io.github.vastwatch.health.IncidentReporter;
import io.github.vastwatch.health.Liveness;
import io.github.vastwatch.health.MonitoringStart;
import io.github.vastwatch.health.Readiness;
import io.github.vastwatch.metrics.Metrics;
import io.github.vastwatch.poll.ActiveWatches;
import io.github.vastwatch.poll.ClockJumpDetector;
import io.github.vastwatch.poll.DueQueue;
import io.github.vastwatch.poll.PollScheduler;
import io.github.vastwatch.store.Cluster;
import io.github.vastwatch.store.DaemonStatus;
import io.github.vastwatch.store.StateLock;
import io.github.vastwatch.store.Store;
import io.github.vastwatch.store.StoreFailure;
import io.github.vastwatch.text.Amount;
import io.github.vastwatch.vast.Outage;
import io.github.vastwatch.vast.VastClient;
import io.github.vastwatch.watch.Watch;
import io.github.vastwatch.web.WebPage;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running program: its parts in the order in which they start; they stop in reverse. */
public final class Daemon implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);
    /** Part of the 10 s that a stop may take: a commit needs milliseconds, a send a few seconds. */
    private static final Duration PATIENCE = Duration.ofSeconds(6);
    /** An interrupted thread ends within this time. */
    private static final Duration LAST_PATIENCE = Duration.ofSeconds(2);
    /** A change is applied once it is stable between two checks, so within 10 s. */
    private static final Duration LOOK_AT_CONFIG = Duration.ofSeconds(4);
    /** How soon a jump of the clock or a command beside the daemon is noticed. Each look wakes the processor. */
    private static final Duration LOOK_AROUND = Duration.ofSeconds(2);
    /** Looks around between two checks for incidents, which take minutes to start. */
    private static final int LOOK_FOR_TROUBLE = 3;
    /** Looks around in an hour, after which the oldest of the record is deleted. */
    private static final int PRUNE = 1_800;
    /** Checks for incidents during which the config is being read; a large one takes seconds. */
    private static final int HANGS = 20;

    private final Clock clock;
    private final Metrics metrics;
    private final ConfigSource source;
    private final Reloader reloader;
    private final Optional<StateLock> lock;
    private final Store store;
    private final LogLevels logLevels = new LogLevels((LoggerContext) LoggerFactory.getILoggerFactory());
    private final DueQueue dueQueue = new DueQueue();
    private final ActiveWatches activeWatches;
    private final PollScheduler pollScheduler;
    private final DeliveryWorkers deliveryWorkers;
    private final WebPage webPage;
    private final MonitoringStart monitoringStart;
    private final IncidentReporter incidentReporter;
    private final Instant startedAt;
    private final Optional<ClusterNode> node;
    /** Checks the clock and the state. */
    private final PeriodicTask periodicTask = new PeriodicTask("upkeep", LOOK_AROUND, CriticalThreads::end);
    /** Reads the config, on a thread of its own because a mount can hang. */
    private final PeriodicTask reading = new PeriodicTask("config", LOOK_AT_CONFIG, CriticalThreads::end);

    private volatile Config config;
    private volatile int generation;
    /** While a config replaces another one. */
    private final ReentrantLock reloading = new ReentrantLock();
    /** Whether the config replaced another one of this daemon while its clock was wrong. */
    private boolean isChange;
    /** Whether it leaves polling and delivering to the daemons that share the state. */
    private volatile boolean isAside;
    /** Whether the state that daemons share could not be used at the last look. */
    private boolean isUnreachable;

    private volatile PollLoop pollLoop;
    /** What became of the state's file, where it is not in its place. */
    private volatile Optional<String> lost = Optional.empty();

    private Optional<SystemdNotifier> systemd = Optional.empty();
    private boolean isReadingRefused;

    /**
     * Reads the config, opens the state and sets everything up.
     *
     * @throws StateLock.StateInUse when another daemon has the state
     */
    public Daemon(ConfigSource source, Clock clock, Metrics metrics) throws BadConfig, IOException {
        this.clock = clock;
        this.metrics = metrics;
        this.source = source;
        this.reloader = new Reloader(source);
        this.config = reloader.read();
        this.startedAt = clock.instant();
        this.lock = config.state().file().isPresent()
                ? Optional.of(StateLock.take(config.state().file().get(), startedAt))
                : Optional.empty();
        this.store = Store.open(config.state(), Cluster.newNode());
        if (lock.isPresent()) {
            lock.get().holdDatabase();
        }
        this.activeWatches = new ActiveWatches(config.watches());
        this.pollScheduler = new PollScheduler(activeWatches, dueQueue, clock, CriticalThreads::end);
        this.pollLoop = new PollLoop(
                new VastClient(config.vast(), clock), config.vast(), dueQueue, activeWatches, store, metrics, clock);
        this.deliveryWorkers = new DeliveryWorkers(store, metrics, clock);
        this.webPage = new WebPage(store, metrics, this::vitals, clock);
        this.monitoringStart = new MonitoringStart(startedAt);
        this.incidentReporter = new IncidentReporter(store, metrics);
        this.generation = store.cluster().isPresent() ? 0 : 1;
        this.node = store.cluster()
                .map(cluster -> new ClusterNode(
                        cluster,
                        store.outbox(),
                        clock,
                        (turn, isOver) -> pollLoop.turn(cluster, turn, isOver),
                        () -> pollLoop.vast().outage()));
    }

    /** Tells systemd when it is ready, what it does, and that it works; called before it starts. */
    public void notifies(SystemdNotifier notifier) {
        systemd = Optional.of(notifier);
    }

    /** Starts polling and delivering. */
    public void start() {
        if (node.isEmpty()) {
            int released = store.outbox().releaseLeases(clock.instant());
            if (released > 0) {
                LOG.info("{} deliveries are pending from the last run", released);
            }
        }
        if (node.isEmpty()) {
            take(config, generation);
        }
        pollScheduler.start();
        if (node.isEmpty()) {
            pollLoop.start();
        }
        isAside = node.isPresent();
        deliveryWorkers.take(isAside ? Map.of() : config.channels());
        lookAtCluster();
        webPage.take(config);
        logLevels.take(config.log());
        // The first search does not wait for them.
        periodicTask.later(() -> StartupWarnings.on(config, store, clock).forEach(advice -> LOG.warn("{}", advice)));
        ClockJumpDetector clockJumpDetector = new ClockJumpDetector(clock, System::nanoTime);
        periodicTask.repeat(1, () -> {
            clockJumpDetector.jump().ifPresent(jump -> {
                LOG.info("the clock jumped by {}; rescheduling all watches", jump);
                pollScheduler.wakeMissed(clock.instant().minus(jump));
                dueQueue.wake();
                store.outbox().wakeAll();
            });
            lookAtCluster();
            deliveryWorkers.lookForCommands();
        });
        StateMonitor state = new StateMonitor(store, lock, metrics);
        periodicTask.repeat(LOOK_FOR_TROUBLE, () -> {
            Instant now = clock.instant();
            // Also while others poll: it goes on watching.
            monitoringStart.since(now);
            inTurn(() -> state.check(now));
            lost = state.lost();
            inTurn(this::reportIncidents);
        });
        HeartbeatMonitor heartbeatMonitor = new HeartbeatMonitor(
                store,
                metrics,
                startedAt,
                monitoringStart,
                new HeartbeatCall(store, metrics, clock, work -> CriticalThreads.thread(work, "heartbeat"))::start);
        periodicTask.repeat(
                LOOK_FOR_TROUBLE,
                () -> inTurn(() -> heartbeatMonitor.check(
                        config.heartbeat(),
                        activeWatches.all(),
                        config.channels().keySet(),
                        pollLoop.vast().outage(),
                        clock.instant())));
        ActivityReporter activityReporter = new ActivityReporter(store, metrics);
        periodicTask.repeat(
                LOOK_FOR_TROUBLE,
                () -> inTurn(() -> activityReporter.report(config.alive(), config.usedChannels(), clock.instant())));
        periodicTask.repeat(LOOK_FOR_TROUBLE, this::lookAtReading);
        RecordPruner recordPruner = new RecordPruner(store.history(), metrics);
        periodicTask.repeat(PRUNE, () -> inTurn(() -> recordPruner.prune(config.retention(), clock.instant())));
        systemd.ifPresent(notifier -> periodicTask.repeat(LOOK_FOR_TROUBLE, () -> {
            if (notifier.isDue(LOOK_AROUND.multipliedBy(LOOK_FOR_TROUBLE))) {
                notifier.report(statusLine(), liveness());
            }
        }));
        reading.repeat(1, () -> {
            if (reloader.isChanged()) {
                readAgain();
            }
        });
        LOG.info(
                "watching: {}, state {}{}",
                Amount.count(config.watches().size(), "watch", "watches"),
                config.state(),
                config.vast()
                        .transport()
                        .proxy(config.vast().url())
                        .map(proxy -> ", Vast.ai through " + proxy)
                        .orElse(""));
        systemd.ifPresent(notifier -> notifier.ready(statusLine()));
    }

    /** Does some work that only one of the daemons that share the state does at a time: the one whose turn it is. */
    private void inTurn(Runnable work) {
        node.ifPresentOrElse(
                each -> {
                    try {
                        each.inTurn(work);
                    } catch (StoreFailure e) {
                        LOG.debug("{}; the daemon whose turn it is goes on", e.getMessage());
                    }
                },
                work);
    }

    /** Tells the other daemons that share the state about this one; stands aside, or takes part again. */
    private void lookAtCluster() {
        node.ifPresent(each -> {
            try {
                if (reloading.tryLock()) {
                    try {
                        takePart(each);
                    } finally {
                        reloading.unlock();
                    }
                } else {
                    // That of thousands of watches takes seconds.
                    each.isThere();
                }
                inTurn(each::takeOverDeliveries);
                if (isUnreachable) {
                    LOG.info("the state can be used again");
                }
                isUnreachable = false;
            } catch (StoreFailure e) {
                metrics.storeFailed();
                if (!isUnreachable) {
                    LOG.error("{}; nothing is polled or sent until it can be used", e.getMessage());
                }
                isUnreachable = true;
            } catch (IllegalStateException e) {
                LOG.error("this daemon cannot take turns yet ({}); trying again", e.getMessage());
            }
        });
    }

    private void takePart(ClusterNode each) {
        if (each.lookAtClock()) {
            Cluster.Generation shared = each.take(config, isChange);
            if (shared.isInForce() && shared.number() != generation) {
                take(config, shared.number());
                generation = shared.number();
                LOG.info("the config is generation {} of the daemons that share the state", generation);
            }
            isChange = false;
        }
        boolean stands = each.look();
        if (stands != isAside) {
            isAside = stands;
            deliveryWorkers.take(isAside ? Map.of() : config.channels());
        }
    }

    private Liveness liveness() {
        return new Liveness(
                pollScheduler.isLate(Liveness.LATE), isPolling() ? pollLoop.sinceProgress() : Duration.ZERO);
    }

    private Readiness.Vitals vitals() {
        return new Readiness.Vitals(
                liveness(),
                outage(),
                lost,
                monitoringStart.since(clock.instant()),
                isPolling(),
                node.flatMap(ClusterNode::aside));
    }

    /** What a node knows that does not poll is of its last turn. */
    private Optional<Outage> outage() {
        return pollLoop.vast().outage().filter(known -> isPolling());
    }

    private boolean isPolling() {
        return node.map(ClusterNode::isPolling).orElse(true);
    }

    private String statusLine() {
        try {
            return StatusLine.of(
                    store.status(),
                    outage(),
                    store.incidents().open().size(),
                    node.flatMap(ClusterNode::aside),
                    clock.instant().atZone(clock.getZone()));
        } catch (StoreFailure e) {
            return "the state cannot be read: " + e.getMessage();
        }
    }

    /** Reads the config again, soon, on a thread of its own. */
    public void reload() {
        reading.soon(this::readAgain);
    }

    /** A config that cannot be read to its end is rejected like a wrong one, and read again once it can be. */
    private void lookAtReading() {
        boolean hangs = reading.hangs(HANGS);
        if (hangs && !isReadingRefused) {
            refuse(List.of("reading it takes more than " + HANGS * LOOK_FOR_TROUBLE * LOOK_AROUND.toSeconds() / 60
                    + " min: a file that it names may be on a mount that does not respond"));
        } else if (!hangs && isReadingRefused) {
            reading.soon(reloader::retry);
        }
        isReadingRefused = hangs;
    }

    private void readAgain() {
        systemd.ifPresent(SystemdNotifier::reloading);
        apply();
        systemd.ifPresent(notifier -> notifier.ready(statusLine()));
    }

    private void apply() {
        try {
            Config next = reloader.read();
            if (next.state().isSame(config.state())) {
                reloading.lock();
                try {
                    replace(next);
                } finally {
                    reloading.unlock();
                }
            } else {
                refuse(List.of("state cannot change while the daemon runs: " + config.state() + " became "
                        + next.state() + "; restart the daemon to change it"));
            }
        } catch (BadConfig e) {
            refuse(e.problems().stream().map(Problem::oneLine).toList());
        }
    }

    private void refuse(List<String> problems) {
        metrics.reloaded("refused");
        problems.forEach(problem -> LOG.error("{}", problem));
        LOG.error("the changed config is rejected; the previous one (generation {}) stays in force", generation);
        try {
            store.daemon().refuse(new DaemonStatus.Refusal(clock.instant(), String.join("\n", problems)));
        } catch (StoreFailure e) {
            tryAgain("the rejected config could not be recorded", e);
            return;
        }
        inTurn(this::reportIncidents);
    }

    /** At once for the config, as a next change may come within seconds. */
    private void reportIncidents() {
        Instant now = clock.instant();
        incidentReporter.report(activeWatches.all(), outage(), lost, monitoringStart.since(now), now);
    }

    private void tryAgain(String what, StoreFailure failure) {
        metrics.storeFailed();
        reloader.retry();
        LOG.error("{} ({}); trying again", what, failure.getMessage());
    }

    /** Replaces everything or nothing: steps that can fail come first. */
    private void replace(Config next) {
        List<String> changed;
        int number = generation + 1;
        // A daemon whose clock is wrong decides nothing for the others.
        boolean isTaken = node.isEmpty() || node.get().hasRightClock();
        try {
            if (node.isPresent()) {
                number = isTaken ? node.get().take(next, true).number() : generation;
            }
            int taken = number;
            changed = activeWatches.replace(next.watches(), isTaken ? () -> take(next, taken) : () -> {});
        } catch (StoreFailure e) {
            tryAgain("the config could not be applied, the previous one stays in force", e);
            return;
        }
        generation = number;
        isChange = !isTaken;
        List<String> channels = deliveryWorkers.take(isAside ? Map.of() : next.channels());
        if (!pollLoop.settings().equals(next.vast())) {
            PollLoop before = pollLoop;
            before.stop();
            Shutdown.of(List.of(before.thread()), PATIENCE);
            if (node.isEmpty()) {
                before.close();
            }
            pollLoop = new PollLoop(
                    before.vast().withSettings(next.vast(), clock),
                    next.vast(),
                    dueQueue,
                    activeWatches,
                    store,
                    metrics,
                    clock);
            if (node.isEmpty()) {
                pollLoop.start();
            } else {
                // A turn that begins now polls with the new settings.
                node.get().interrupt();
                before.close();
            }
        }
        config = next;
        store.takePassword(next.state());
        logLevels.take(next.log());
        pollScheduler.replan(changed);
        webPage.take(config);
        metrics.reloaded("taken");
        inTurn(this::reportIncidents);
        LOG.info(
                "config applied, generation {}: changed watches: {}; changed channels: {}",
                generation,
                changed.isEmpty() ? "none" : String.join(", ", changed),
                channels.isEmpty() ? "none" : String.join(", ", channels));
        StartupWarnings.on(config, store, clock).forEach(advice -> LOG.warn("{}", advice));
    }

    /** Commits that a config is in force. */
    private void take(Config taken, int number) {
        Runnable commit = () -> store.takeConfig(
                status(taken, number),
                taken.watches().stream().map(Watch::name).collect(Collectors.toSet()),
                taken.renamed());
        store.cluster().ifPresentOrElse(cluster -> cluster.inForce(number, commit), commit);
    }

    private String file() {
        return source.file().toAbsolutePath().toString();
    }

    private DaemonStatus status(Config taken, int number) {
        return new DaemonStatus(
                ProcessHandle.current().pid(),
                Version.running(),
                startedAt,
                file(),
                number,
                clock.instant(),
                Optional.empty(),
                0,
                taken.vast().requestsPerMinute(),
                Optional.empty(),
                taken.vast().account(),
                taken.vast().rowLimit());
    }

    /** Stops polling, lets sends in progress finish, and closes the state. */
    @Override
    public void close() throws IOException {
        systemd.ifPresent(SystemdNotifier::stopping);
        webPage.close();
        // A reload in progress finishes: half of one would start parts that are never stopped.
        periodicTask.stop();
        reading.stop();
        reading.end(LAST_PATIENCE);
        periodicTask.end(LAST_PATIENCE);
        pollScheduler.close();
        node.ifPresent(ClusterNode::stop);
        pollLoop.stop();
        List<Thread> threads = new ArrayList<>(deliveryWorkers.stop());
        threads.add(pollLoop.thread());
        Shutdown.of(threads, PATIENCE);
        threads.forEach(Thread::interrupt);
        Shutdown.of(threads, LAST_PATIENCE);
        node.ifPresent(ClusterNode::leave);
        pollLoop.close();
        store.close();
        if (lock.isPresent()) {
            lock.get().close();
        }
        LOG.info("stopped");
    }
}

package io.github.vastwatch.poll;

import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.health.StartNotices;
import io.github.vastwatch.metrics.Metrics;
import io.github.vastwatch.plan.Plan;
import io.github.vastwatch.plan.PlannedQuestion;
import io.github.vastwatch.plan.Planner;
import io.github.vastwatch.plan.Purpose;
import io.github.vastwatch.plan.WatchNeed;
import io.github.vastwatch.plan.WatchQuestion;
import io.github.vastwatch.store.Cluster;
import io.github.vastwatch.store.Store;
import io.github.vastwatch.store.StoreFailure;
import io.github.vastwatch.vast.SearchResult;
import io.github.vastwatch.vast.VastClient;
import io.github.vastwatch.watch.Watch;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The inbound loop: polls the questions that are due, one after another, each for all of its watches. */
public final class Poller {
    private static final Logger LOG = LoggerFactory.getLogger(Poller.class);
    /** After this time, the market and the budgets have changed enough for a new plan. */
    private static final Duration PLAN_HOLDS = Duration.ofMinutes(1);
    /** Where rows are not limited, only the market changes, and slowly. */
    private static final Duration FREE_PLAN_HOLDS = Duration.ofMinutes(10);
    /** An answer this many times larger than planned needs a new plan at once. */
    private static final int SURPRISING = 2;

    private static final int FEW = 10;

    /** How often a turn is looked at for whether it is over. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Store store;
    private final ActiveWatches activeWatches;
    private final Metrics metrics;
    private final Clock clock;
    private final PollFailureLog pollFailureLog = new PollFailureLog();
    private final QuestionQueue questionQueue = new QuestionQueue();
    private final WatchNeeds watchNeeds;
    /** Whether rows are limited. */
    private final boolean isLimited;

    private final MarketReader market;
    private final MarketThresholds thresholds;
    private final Poll poll;
    private final PlanLog planLog;
    private List<Watch> planned = List.of();
    private Set<String> plannedPaused = Set.of();
    private Instant plannedAt = Instant.MIN;
    private Instant countedAt = Instant.MIN;

    public Poller(VastClient vast, Store store, ActiveWatches activeWatches, Metrics metrics, Clock clock) {
        this.store = store;
        this.activeWatches = activeWatches;
        this.metrics = metrics;
        this.clock = clock;
        this.isLimited = vast.rowLimit().isLearned() || vast.rowLimit().rows().isPresent();
        this.watchNeeds = new WatchNeeds(store, isLimited);
        this.planLog = new PlanLog(store);
        this.market = new MarketReader(vast, store, metrics, pollFailureLog, clock);
        this.thresholds = new MarketThresholds(store, activeWatches, clock);
        this.poll = new Poll(
                market,
                vast,
                store,
                activeWatches,
                new PollJournal(store, metrics, clock),
                new Decider(store.offers()),
                new MarketRecorder(store.history(), thresholds, metrics, clock),
                clock);
    }

    /** The result of one round. */
    public record Round(int answered, int unanswered, List<Alert> alerts) {}

    /** Polls what is due until interrupted; during a pause that Vast.ai asked for, nothing is asked. */
    public void run(DueQueue dueQueue) {
        try {
            while (true) {
                due(dueQueue.take(this::waitTime));
                step();
            }
        } catch (InterruptedException e) {
            LOG.info("polling stopped");
        } finally {
            // The next poller, with other settings, finds them in the queue.
            dueQueue.addAll(waiting());
        }
    }

    /**
     * Polls what is due until a turn is over or it is interrupted, going on from what others have asked.
     *
     * @param isOver whether another node's turn has begun, or this one has lasted long enough
     */
    public void turn(DueQueue dueQueue, Cluster cluster, BooleanSupplier isOver) {
        try {
            // Marked by this node's own clock while others polled.
            dueQueue.clear();
            plan();
            questionQueue.resume(cluster.asked(), clock.instant());
            while (!isOver.getAsBoolean()) {
                due(dueQueue.take(() -> shorter(waitTime(), LOOK)));
                step();
            }
        } catch (InterruptedException e) {
            LOG.info("polling stopped");
        } catch (StoreFailure.TurnOver e) {
            LOG.info("{}; what this one has asked since counts as not asked", e.getMessage());
        } catch (StoreFailure e) {
            LOG.debug("what others have asked could not be read ({}); the next turn tries again", e.getMessage());
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    List<String> waiting() {
        return questionQueue.waiting();
    }

    /** Marks watches as due. */
    void due(Collection<String> watches) {
        plan();
        questionQueue.due(watches, clock.instant());
    }

    /** Asks the next question, if one is ready and Vast.ai may be asked. */
    void step() throws InterruptedException {
        if (isPaused()) {
            return;
        }
        plan();
        Optional<QuestionQueue.Line> next = questionQueue.next(clock.instant());
        if (next.isPresent()) {
            pollNext(next.get());
            sendStartNotices(activeWatches.all());
        }
    }

    /** How long to wait before the next question. */
    private Duration waitTime() {
        return isPaused() ? market.pause() : questionQueue.waitTime(clock.instant(), PLAN_HOLDS);
    }

    private boolean isPaused() {
        return market.pause().compareTo(Duration.ZERO) > 0;
    }

    /** Makes a new plan if the watches changed or the plan is old. */
    private void plan() {
        Instant now = clock.instant();
        thresholds.move(false);
        List<Watch> watches = activeWatches.all();
        Set<String> paused = paused();
        if (isPast(countedAt, PLAN_HOLDS, now)) {
            countedAt = now;
            // Also publishes how many rows were read.
            market.budgets(now);
        }
        if (isPast(plannedAt, isLimited ? PLAN_HOLDS : FREE_PLAN_HOLDS, now)
                || !watches.equals(planned)
                || !paused.equals(plannedPaused)) {
            planned = watches;
            plannedPaused = paused;
            plannedAt = now;
            Set<String> names = watches.stream().map(Watch::name).collect(Collectors.toSet());
            watchNeeds.retain(names);
            pollFailureLog.retain(names);
            Plan plan = plan(
                    paused.isEmpty()
                            ? watches
                            : watches.stream()
                                    .filter(watch -> !paused.contains(watch.name()))
                                    .toList(),
                    now);
            questionQueue.take(plan);
            planLog.report(plan);
        }
    }

    private static boolean isPast(Instant from, Duration time, Instant now) {
        return Duration.between(from, now).abs().compareTo(time) >= 0;
    }

    private Plan plan(List<Watch> watches, Instant now) {
        List<Watch> due =
                watches.stream().filter(watch -> watch.next(now).isPresent()).toList();
        return Planner.plan(watchNeeds.of(due).values(), market.view(now), market.budgets(now), now);
    }

    private Set<String> paused() {
        try {
            return store.watches().paused();
        } catch (StoreFailure e) {
            return Set.of();
        }
    }

    private void sendStartNotices(Collection<Watch> watches) {
        try {
            new StartNotices(store, clock.instant()).send(watches);
        } catch (StoreFailure.TurnOver e) {
            throw e;
        } catch (StoreFailure e) {
            metrics.storeFailed();
            LOG.error(
                    "the start notice of new watches could not be stored ({}); the next poll tries again",
                    e.getMessage());
        }
    }

    /** Polls the watches once; {@code dryRun} commits nothing. */
    public Round once(List<Watch> watches, boolean dryRun) throws InterruptedException {
        int answered = 0;
        int unanswered = 0;
        List<Alert> alerts = new ArrayList<>();
        thresholds.move(dryRun);
        List<Watch> now = watches.stream()
                .flatMap(watch -> activeWatches.find(watch.name()).stream())
                .toList();
        for (Plan.Line line : plan(now, clock.instant()).lines()) {
            if (isScanned(line.question())) {
                continue;
            }
            if (isPaused()) {
                unanswered++;
                continue;
            }
            Poll.Result polled = poll.poll(line.question(), line.plannedInterval(), dryRun);
            if (polled.failure().isPresent()) {
                throw polled.failure().get();
            }
            answered += polled.progress().isAnswered() ? 1 : 0;
            unanswered += polled.progress().isAnswered() ? 0 : 1;
            polled.updates().forEach(update -> alerts.addAll(update.alerts()));
        }
        if (!dryRun) {
            sendStartNotices(watches);
        }
        return new Round(answered, unanswered, alerts);
    }

    /** Whether it is too early to scan the market again. */
    private boolean isScanned(PlannedQuestion question) {
        Instant now = clock.instant();
        return question.purpose() == Purpose.SCAN
                && question.parts().stream()
                        .allMatch(part -> thresholds
                                .lastScan(part.watch())
                                .filter(at -> at.plus(part.asked(now)).isAfter(now))
                                .isPresent());
    }

    /** Asks the question of a line; a bug ends the poll, not the daemon. */
    private void pollNext(QuestionQueue.Line line) throws InterruptedException {
        Instant now = clock.instant();
        try {
            Optional<PlannedQuestion> question = current(line);
            if (question.isPresent()) {
                settle(
                        line,
                        question.get(),
                        poll.poll(question.get(), line.planned().plannedInterval(), false),
                        now);
            } else {
                questionQueue.asked(line, now);
            }
        } catch (StoreFailure.TurnOver e) {
            throw e;
        } catch (RuntimeException e) {
            questionQueue.asked(line, now);
            LOG.error(
                    "poll of watch '{}' failed unexpectedly (bug); nothing is sent, the next poll tries again",
                    line.planned().question().watches().stream()
                            .map(Watch::name)
                            .collect(Collectors.joining("', '")),
                    e);
        }
    }

    /** The question for the open parts of a line, with its current machines; empty if they ask for nothing. */
    private Optional<PlannedQuestion> current(QuestionQueue.Line line) {
        PlannedQuestion planned = line.planned().question();
        if (planned.isMixed() && line.open().size() == planned.parts().size()) {
            return Optional.of(planned);
        }
        Map<String, WatchNeed> needs = watchNeeds.of(planned.watches());
        boolean isAsPlanned = true;
        List<WatchQuestion> parts = new ArrayList<>();
        for (WatchQuestion part : line.open()) {
            WatchNeed need = needs.getOrDefault(part.watch().name(), part.watchNeed());
            boolean isSame = need.equals(part.watchNeed());
            WatchQuestion now = isSame ? part : part.with(need);
            isAsPlanned &= isSame;
            if (planned.isMixed() || now.isNeeded()) {
                parts.add(now);
            }
        }
        if (parts.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                isAsPlanned && parts.size() == planned.parts().size()
                        ? planned
                        : PlannedQuestion.of(parts, planned.joined()));
    }

    /** Updates queue and plan after a poll. */
    private void settle(QuestionQueue.Line line, PlannedQuestion question, Poll.Result polled, Instant now) {
        if (polled.failure().orElse(null) instanceof StoreFailure.TurnOver over) {
            throw over;
        }
        SearchResult result = polled.progress().result();
        if (Poll.isSettled(polled.progress())) {
            questionQueue.asked(line, now);
        } else {
            questionQueue.failed(line, clock.instant());
        }
        boolean isSurprising = false;
        if (result instanceof SearchResult.Found found) {
            double expected = line.planned().rows();
            market.compare(expected, found.rows());
            isSurprising = found.rows() > expected * SURPRISING + FEW;
        }
        // Offers that were sent are checked from now on, and excluded from probes where rows are limited.
        boolean isUnplanned = polled.updates().stream()
                .filter(each -> !each.sent().isEmpty() && (isLimited || !questionQueue.checks(each.watch())))
                .flatMap(each -> activeWatches.find(each.watch()).stream())
                .anyMatch(watch -> !question.showsAll(watch));
        if (isSurprising || isUnplanned) {
            plannedAt = Instant.MIN;
        }
        polled.failure().ifPresent(failure -> metrics.storeFailed());
        pollFailureLog.recorded(polled.watches(), polled.failure(), clock.instant());
        if (polled.progress().isAnswered()
                && polled.watches().size() < question.watches().size()) {
            Set<Watch> answered = Set.copyOf(polled.watches());
            question.watches().stream()
                    .filter(watch -> !answered.contains(watch))
                    .forEach(watch -> {
                        LOG.info("watch '{}' changed while it was polled; its answer is discarded", watch.name());
                        questionQueue.due(List.of(watch.name()), clock.instant());
                    });
        }
    }
}

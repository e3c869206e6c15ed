package io.github.vastwatch.poll;

import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.Memory;
import io.github.vastwatch.metrics.Numbers;
import io.github.vastwatch.offer.Question;
import io.github.vastwatch.plan.Part;
import io.github.vastwatch.plan.Plan;
import io.github.vastwatch.plan.PlannedQuestion;
import io.github.vastwatch.plan.Planner;
import io.github.vastwatch.store.Looked;
import io.github.vastwatch.store.Polls;
import io.github.vastwatch.store.Store;
import io.github.vastwatch.store.StoreFailure;
import io.github.vastwatch.vast.CompleteSearch;
import io.github.vastwatch.vast.SearchResult;
import io.github.vastwatch.vast.SearchResult.Cause;
import io.github.vastwatch.vast.VastClient;
import io.github.vastwatch.watch.Snapshot;
import io.github.vastwatch.watch.Watch;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks, evaluates, compares, decides and commits: one question at a time, for all the watches that its answer is for. */
public final class Poller {
    private static final Logger LOG = LoggerFactory.getLogger(Poller.class);
    /** By then what was seen of the market, and what is left of the budgets, is another. */
    private static final Duration PLAN_HOLDS = Duration.ofMinutes(1);
    /** An answer that is so many times as large as was planned for, and not small, needs another plan at once. */
    private static final int SURPRISING = 2;

    private static final int FEW = 10;

    private final VastClient vast;
    private final Store store;
    private final Roster roster;
    private final Logbook logbook;
    private final Numbers numbers;
    private final Clock clock;
    private final Complaints complaints = new Complaints();
    private final Agenda agenda = new Agenda();
    private final MarketReader market;
    private final PlanLog planLog;
    private List<Watch> planned = List.of();
    private Instant plannedAt = Instant.MIN;

    public Poller(VastClient vast, Store store, Roster roster, Numbers numbers, Clock clock) {
        this.vast = vast;
        this.store = store;
        this.roster = roster;
        this.logbook = new Logbook(store, numbers, clock);
        this.numbers = numbers;
        this.clock = clock;
        this.planLog = new PlanLog(store);
        this.market = new MarketReader(vast, store, numbers, complaints, clock);
    }

    /** What one round came to. */
    public record Round(int answered, int unanswered, List<Alert> alerts) {}

    /** Polls what is due, again and again, until interrupted; in a pause of Vast.ai's nothing is asked. */
    public void run(Due due) {
        try {
            while (true) {
                due(due.take(this::patience));
                step();
            }
        } catch (InterruptedException e) {
            LOG.info("polling stopped");
        } finally {
            // Whoever asks next, under other settings, finds them in line.
            due.addAll(waiting());
        }
    }

    List<String> waiting() {
        return agenda.waiting();
    }

    /** Watches that are due from now on. */
    void due(Collection<String> watches) {
        plan();
        agenda.due(watches, clock.instant());
    }

    /** Asks the question that is next, if one is and Vast.ai may be asked. */
    void step() throws InterruptedException {
        if (isPaused()) {
            return;
        }
        plan();
        List<Part> next = agenda.next(clock.instant());
        if (!next.isEmpty()) {
            guarded(next);
            greet(roster.all());
        }
    }

    /** How long nothing is to be asked from now on. */
    private Duration patience() {
        return isPaused() ? market.pause() : agenda.patience(clock.instant(), PLAN_HOLDS);
    }

    private boolean isPaused() {
        return market.pause().compareTo(Duration.ZERO) > 0;
    }

    /** Plans anew where the watches are others, or the plan is old. */
    private void plan() {
        Instant now = clock.instant();
        List<Watch> watches = roster.all();
        boolean isOld = Duration.between(plannedAt, now).abs().compareTo(PLAN_HOLDS) >= 0;
        if (isOld || !watches.equals(planned)) {
            planned = watches;
            plannedAt = now;
            Plan plan = plan(watches, now);
            agenda.take(plan);
            planLog.saw(plan);
        }
    }

    private Plan plan(List<Watch> watches, Instant now) {
        return Planner.plan(
                watches.stream()
                        .filter(watch -> watch.next(now).isPresent())
                        .map(watch -> memory(watch).need(watch))
                        .toList(),
                market.recent(now),
                market.budgets(now),
                now);
    }

    /** What cannot be read cannot be written either: the commit says what follows from it. */
    private Memory memory(Watch watch) {
        try {
            return store.memory(watch);
        } catch (StoreFailure e) {
            return Memory.EMPTY;
        }
    }

    private Set<String> paused() {
        try {
            return store.paused();
        } catch (StoreFailure e) {
            return Set.of();
        }
    }

    private void greet(Collection<Watch> watches) {
        try {
            new Greeting(store, clock.instant()).tell(watches);
        } catch (StoreFailure e) {
            numbers.storeFailed();
            LOG.error("what new watches see could not be told ({}); the next poll tries again", e.getMessage());
        }
    }

    /** A poll whose failure is a bug ends that poll and not the daemon. */
    private void guarded(List<Part> parts) throws InterruptedException {
        Instant now = clock.instant();
        try {
            poll(parts, now);
        } catch (RuntimeException e) {
            agenda.asked(parts, now);
            LOG.error(
                    "poll of watch '{}' failed unexpectedly (bug); nothing is sent, the next poll tries again",
                    String.join("', '", names(parts)),
                    e);
        }
    }

    private static List<String> names(Collection<Part> parts) {
        return parts.stream().map(part -> part.watch().name()).distinct().toList();
    }

    /** Asks for parts of one question as their watches are now. */
    private void poll(List<Part> parts, Instant now) throws InterruptedException {
        Set<String> paused = paused();
        List<Part> current = parts.stream()
                .filter(part -> !paused.contains(part.watch().name()))
                .flatMap(part -> roster.find(part.watch().name()).stream()
                        .flatMap(watch -> Part.of(memory(watch).need(watch)).stream())
                        .filter(each -> each.id().equals(part.id())))
                .toList();
        Optional<PlannedQuestion> question = current.isEmpty() ? Optional.empty() : PlannedQuestion.of(current);
        if (question.isEmpty()) {
            agenda.asked(parts, now);
            return;
        }
        CompleteSearch.Seen look = market.look(question.get());
        if (look.result() instanceof SearchResult.Found found) {
            agenda.asked(parts, now);
            if (found.rows() > agenda.rows(parts) * SURPRISING + FEW) {
                plannedAt = Instant.MIN;
            }
            decide(question.get().watches(), look, found);
            return;
        }
        roster.withCurrent(question.get().watches(), watches -> logbook.note(watches, look, vast.nextAttempt()));
        if (look.result() instanceof SearchResult.Failed failed && failed.cause() == Cause.QUESTION_REFUSED) {
            agenda.asked(parts, now);
        } else {
            agenda.failed(parts);
        }
    }

    /** Decides what an answer comes to for each of its watches, and commits all of it at once. */
    private void decide(List<Watch> watches, CompleteSearch.Seen look, SearchResult.Found found) {
        roster.withCurrent(watches, current -> {
            List<Decision> decisions = new ArrayList<>();
            try {
                for (Watch watch : current) {
                    decisions.add(decide(watch, look.question(), found));
                }
                commit(decisions, logbook.looks(current, decisions, look), look.requests());
                current.forEach(watch -> complaints.recorded(watch.name()));
            } catch (StoreFailure e) {
                numbers.storeFailed();
                current.forEach(watch -> complaints.unrecorded(watch.name(), e));
            }
            watches.stream().filter(watch -> !current.contains(watch)).forEach(watch -> {
                LOG.info("watch '{}' was changed while it was polled; the answer counts for nothing", watch.name());
                agenda.due(List.of(watch.name()), clock.instant());
            });
        });
    }

    /** Polls the given watches once, as far as Vast.ai answers; {@code dryRun} commits nothing. */
    public Round once(List<Watch> watches, boolean dryRun) throws InterruptedException {
        int answered = 0;
        int unanswered = 0;
        List<Alert> alerts = new ArrayList<>();
        for (Plan.Line line : plan(watches, clock.instant()).lines()) {
            Optional<CompleteSearch.Seen> look =
                    isPaused() ? Optional.empty() : Optional.of(market.look(line.question()));
            if (look.isPresent() && look.get().result() instanceof SearchResult.Found found) {
                answered++;
                List<Decision> decisions = new ArrayList<>();
                for (Watch watch : line.question().watches()) {
                    Decision decision = decide(watch, look.get().question(), found);
                    decisions.add(decision);
                    alerts.addAll(decision.record().alerts());
                }
                if (!dryRun) {
                    commit(
                            decisions,
                            logbook.looks(line.question().watches(), decisions, look.get()),
                            look.get().requests());
                }
            } else {
                unanswered++;
            }
        }
        if (!dryRun) {
            greet(watches);
        }
        return new Round(answered, unanswered, alerts);
    }

    private Decision decide(Watch watch, Question asked, SearchResult.Found found) {
        Snapshot snapshot = Snapshot.of(watch, asked, clock.instant(), found.whole(), found.offers());
        return Decision.of(watch, snapshot, store.memory(watch));
    }

    private void commit(List<Decision> decisions, List<Looked> looks, int requests) {
        Instant now = clock.instant();
        new Polls(store)
                .commit(
                        decisions.stream().map(Decision::record).toList(),
                        looks,
                        LocalDate.ofInstant(now, clock.getZone()),
                        requests,
                        Optional.of(vast.nextAttempt()).filter(now::isBefore));
        if (decisions.stream().anyMatch(each -> !each.record().told().isEmpty())) {
            // What was sent is checked from now on, and left out of probes.
            plannedAt = Instant.MIN;
        }
        decisions.forEach(logbook::report);
    }
}

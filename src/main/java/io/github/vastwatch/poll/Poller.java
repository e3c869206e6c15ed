package io.github.vastwatch.poll;

import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.metrics.Numbers;
import io.github.vastwatch.offer.Question;
import io.github.vastwatch.store.PollRecord;
import io.github.vastwatch.store.Store;
import io.github.vastwatch.store.StoreFailure;
import io.github.vastwatch.vast.SearchResult;
import io.github.vastwatch.vast.SearchResult.Cause;
import io.github.vastwatch.vast.VastClient;
import io.github.vastwatch.watch.Snapshot;
import io.github.vastwatch.watch.Watch;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks, evaluates, compares, decides and commits, for the watches that are due. */
public final class Poller {
    private static final Logger LOG = LoggerFactory.getLogger(Poller.class);
    /** Longer than this no round should take, though nothing else be due. */
    private static final double MOST_MINUTES = 5;

    private final VastClient vast;
    private final Store store;
    private final Roster roster;
    private final Logbook logbook;
    private final Numbers numbers;
    private final Clock clock;
    private final Complaints complaints = new Complaints();
    /** Those that parts of answers needed, beyond one a question. */
    private long requests;

    public Poller(VastClient vast, Store store, Roster roster, Numbers numbers, Clock clock) {
        this.vast = vast;
        this.store = store;
        this.roster = roster;
        this.logbook = new Logbook(store, numbers, clock);
        this.numbers = numbers;
        this.clock = clock;
    }

    /** What one round came to. */
    public record Round(int answered, int unanswered, List<Alert> alerts) {}

    /** Polls what is due, again and again, until interrupted; in a pause of Vast.ai's nothing is asked. */
    public void run(Due due) {
        try {
            while (true) {
                List<String> names = due.take(this::pause);
                Set<String> paused = paused();
                List<Watch> taken = names.stream()
                        .filter(name -> !paused.contains(name))
                        .flatMap(name -> roster.find(name).stream())
                        .toList();
                round(due, PollPlan.of(taken, vast.isAnonymous()).asks(), spare(roster.all()));
                greet(roster.all());
            }
        } catch (InterruptedException e) {
            LOG.info("polling stopped");
        }
    }

    private Set<String> paused() {
        try {
            return store.paused();
        } catch (StoreFailure e) {
            // What cannot be read cannot be written either: the commit says what follows from it.
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

    /** Asks in turn, at most {@code spare} requests more than questions; when a pause begins, the rest waits for its end, and whoever failed at the end of the line. */
    void round(Due due, List<PollPlan.Ask> asks, int spare) throws InterruptedException {
        List<String> failed = new ArrayList<>();
        long before = requests;
        int left = asks.size();
        // What failed last comes last: it may be this question alone that fails, and the others must not wait for it.
        List<PollPlan.Ask> order = asks.stream()
                .sorted(Comparator.comparing(complaints::hasFailed))
                .toList();
        Deque<PollPlan.Ask> open = new ArrayDeque<>(order);
        try {
            while (!open.isEmpty()) {
                PollPlan.Ask ask = open.element();
                int share = (spare - (int) (requests - before)) / left--;
                if (isPaused()) {
                    due.addAll(ask.names());
                } else {
                    failed.addAll(guarded(ask, share));
                }
                open.remove();
            }
        } finally {
            // Also when it is broken off: whoever asks next, under other settings, finds them in line.
            open.forEach(ask -> due.addAll(ask.names()));
            due.addAll(failed);
        }
    }

    private boolean isPaused() {
        return pause().compareTo(Duration.ZERO) > 0;
    }

    /** How long nothing is to be asked from now on. */
    private Duration pause() {
        return Duration.between(clock.instant(), vast.nextAttempt());
    }

    /** A poll whose failure is ours, not the world's, ends that poll and not the daemon; returns who is to be asked for again. */
    private List<String> guarded(PollPlan.Ask ask, int spare) throws InterruptedException {
        try {
            return poll(ask, spare);
        } catch (RuntimeException e) {
            LOG.error(
                    "poll of {} failed by a fault of this program; nothing is told, the next poll tries again", ask, e);
            return List.of();
        }
    }

    /** Polls the given watches once, as far as Vast.ai answers; {@code dryRun} commits nothing. */
    public Round once(List<Watch> watches, boolean dryRun) throws InterruptedException {
        int answered = 0;
        int unanswered = 0;
        List<Alert> alerts = new ArrayList<>();
        for (PollPlan.Ask ask : PollPlan.of(watches, vast.isAnonymous()).asks()) {
            Optional<Survey.Look> look =
                    isPaused() ? Optional.empty() : Optional.of(look(ask, Survey.allowance(vast.requestsPerMinute())));
            if (look.isPresent() && look.get().result() instanceof SearchResult.Found found) {
                answered++;
                Map<String, Integer> matches = new HashMap<>();
                for (Watch watch : ask.watches()) {
                    Decision decision = decide(watch, look.get().question(), found);
                    if (!dryRun) {
                        commit(watch, decision);
                    }
                    matches.put(watch.name(), decision.matching());
                    alerts.addAll(decision.record().alerts());
                }
                if (!dryRun) {
                    logbook.note(ask.watches(), look.get(), matches, vast.nextAttempt());
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

    /** One question for all that have the same; returns for whom it is to be asked again once Vast.ai may be. */
    private List<String> poll(PollPlan.Ask ask, int spare) throws InterruptedException {
        Survey.Look look = look(ask, spare);
        Map<String, Integer> matches = new HashMap<>();
        List<String> again = new ArrayList<>();
        if (look.result() instanceof SearchResult.Found found) {
            for (Watch watch : ask.watches()) {
                try {
                    boolean isCurrent = roster.ifCurrent(watch, () -> {
                        Decision decision = decide(watch, look.question(), found);
                        commit(watch, decision);
                        complaints.recorded(watch.name());
                        matches.put(watch.name(), decision.matching());
                    });
                    if (!isCurrent) {
                        LOG.info(
                                "watch '{}' was changed while it was polled; the answer counts for nothing",
                                watch.name());
                        again.add(watch.name());
                    }
                } catch (StoreFailure e) {
                    numbers.storeFailed();
                    complaints.unrecorded(watch.name(), e);
                }
            }
        }
        roster.withCurrent(ask.watches(), current -> logbook.note(current, look, matches, vast.nextAttempt()));
        boolean isFinal = look.isAnswered()
                || (look.result() instanceof SearchResult.Failed failed && failed.cause() == Cause.QUESTION_REFUSED);
        return isFinal ? again : ask.names();
    }

    private Survey.Look look(PollPlan.Ask ask, int spare) throws InterruptedException {
        Survey.Look look = Survey.at(vast, ask.question(), ask.threshold(), spare);
        requests += look.requests() - 1;
        SearchResult result = look.result();
        if (result instanceof SearchResult.Found found) {
            complaints.answered(ask, look);
            numbers.polled(found.whole() ? "found" : "truncated", "", found.rows());
            found.dropped().forEach(numbers::dropped);
            found.disagreed().forEach((field, rows) -> numbers.disagreed(field.wire(), rows));
            numbers.priced(found.computed());
            LOG.debug(
                    "search for watch '{}' found {} offers in {} requests, whole: {}",
                    ask.names(),
                    found.rows(),
                    look.requests(),
                    found.whole());
        } else if (result instanceof SearchResult.Throttled throttled) {
            numbers.polled("throttled", "", 0);
            complaints.throttled(ask, throttled, pause());
        } else if (result instanceof SearchResult.Failed failed) {
            numbers.polled("failed", failed.cause().name().toLowerCase(Locale.ROOT), 0);
            complaints.failed(ask, failed, pause());
        }
        return look;
    }

    /**
     * How many requests a round may add where answers lack rows: half of what the budget gives until a watch is due
     * again, so that none waits for long.
     */
    private int spare(Collection<Watch> watches) {
        Instant now = clock.instant();
        double minutes = watches.stream()
                .flatMap(watch -> watch.next(now).stream())
                .mapToDouble(next -> Duration.between(now, next).toMillis() / 60_000.0)
                .min()
                .orElse(1);
        return (int) (Survey.allowance(vast.requestsPerMinute()) * Math.min(MOST_MINUTES, Math.max(1, minutes)));
    }

    private Decision decide(Watch watch, Question asked, SearchResult.Found found) {
        Instant now = clock.instant();
        boolean whole = found.whole() && watch.isCoveredBy(asked);
        Snapshot snapshot = Snapshot.of(watch, asked, now, whole, found.offers());
        return Decision.of(watch, snapshot, store.memory(watch));
    }

    private void commit(Watch watch, Decision decision) {
        PollRecord record = decision.record();
        store.commit(record);
        decision.byReason().forEach((reason, count) -> {
            if (reason.isTold()) {
                numbers.alerted(watch.name(), reason.name(), count);
            } else if (reason.isHeld()) {
                numbers.held(watch.name(), reason.name(), count);
            }
        });
        record.alerts()
                .forEach(alert -> LOG.info(
                        "watch '{}' tells {}: {} of {} offers{}; told as {}",
                        watch.name(),
                        alert.kind(),
                        alert.matches().size(),
                        alert.matching(),
                        alert.best()
                                .map(best -> ", best "
                                        + watch.threshold().metric().words(best.value()) + ", "
                                        + best.reason().words())
                                .orElse(""),
                        alert.id()));
    }
}

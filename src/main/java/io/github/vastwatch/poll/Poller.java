package io.github.vastwatch.poll;

import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.metrics.Numbers;
import io.github.vastwatch.offer.Question;
import io.github.vastwatch.store.PollRecord;
import io.github.vastwatch.store.Store;
import io.github.vastwatch.store.StoreFailure;
import io.github.vastwatch.vast.SearchResult;
import io.github.vastwatch.vast.VastClient;
import io.github.vastwatch.watch.Snapshot;
import io.github.vastwatch.watch.Watch;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks, evaluates, compares, decides and commits, for the watches that are due. */
public final class Poller {
    private static final Logger LOG = LoggerFactory.getLogger(Poller.class);
    /** The vendor's own client waits for minutes; a minute is the interval of most watches. */
    private static final Duration THROTTLED_PAUSE = Duration.ofMinutes(1);

    private final VastClient vast;
    private final Store store;
    private final Numbers numbers;
    private final Clock clock;

    public Poller(VastClient vast, Store store, Numbers numbers, Clock clock) {
        this.vast = vast;
        this.store = store;
        this.numbers = numbers;
        this.clock = clock;
    }

    /** What one round came to. */
    public record Round(int answered, int unanswered, List<Alert> alerts) {}

    /** Polls what is due, again and again, until interrupted. */
    public void run(Due due, Map<String, Watch> watches) {
        try {
            while (true) {
                List<Watch> taken = due.take().stream()
                        .map(watches::get)
                        .filter(watch -> watch != null)
                        .toList();
                for (PollPlan.Ask ask : PollPlan.of(taken).asks()) {
                    guarded(ask).ifPresent(due::pause);
                }
            }
        } catch (InterruptedException e) {
            LOG.info("polling stopped");
        }
    }

    /** A poll whose failure is ours, not the world's, ends that poll and not the daemon. */
    private Optional<Duration> guarded(PollPlan.Ask ask) throws InterruptedException {
        try {
            return poll(ask);
        } catch (RuntimeException e) {
            LOG.error(
                    "poll of {} failed by a fault of this program; nothing is told, the next poll tries again", ask, e);
            return Optional.empty();
        }
    }

    /** Polls the given watches once; {@code dryRun} commits nothing. */
    public Round once(List<Watch> watches, boolean dryRun) throws InterruptedException {
        int answered = 0;
        int unanswered = 0;
        List<Alert> alerts = new ArrayList<>();
        for (PollPlan.Ask ask : PollPlan.of(watches).asks()) {
            SearchResult result = search(ask);
            if (result instanceof SearchResult.Found found) {
                answered++;
                for (Watch watch : ask.watches()) {
                    Decision decision = decide(watch, ask.question(), found);
                    if (!dryRun) {
                        commit(watch, decision);
                    }
                    decision.record().alert().ifPresent(alerts::add);
                }
            } else {
                unanswered++;
            }
        }
        return new Round(answered, unanswered, alerts);
    }

    /** One question for all that have the same; says how long to ask nothing, if the server wants that. */
    private Optional<Duration> poll(PollPlan.Ask ask) throws InterruptedException {
        SearchResult result = search(ask);
        if (result instanceof SearchResult.Found found) {
            for (Watch watch : ask.watches()) {
                try {
                    commit(watch, decide(watch, ask.question(), found));
                } catch (StoreFailure e) {
                    numbers.storeFailed();
                    LOG.error(
                            "poll of watch '{}' could not be recorded ({}); nothing is told, the next poll tries again",
                            watch.name(),
                            e.getMessage());
                }
            }
        }
        return result instanceof SearchResult.Throttled throttled
                ? Optional.of(throttled.after().orElse(THROTTLED_PAUSE))
                : Optional.empty();
    }

    private SearchResult search(PollPlan.Ask ask) throws InterruptedException {
        SearchResult result = vast.search(ask.question());
        String names =
                String.join("', '", ask.watches().stream().map(Watch::name).toList());
        if (result instanceof SearchResult.Found found) {
            numbers.polled(found.whole() ? "found" : "truncated", found.offers().size());
            LOG.debug(
                    "search for watch '{}' found {} offers, whole: {}",
                    names,
                    found.offers().size(),
                    found.whole());
        } else if (result instanceof SearchResult.Throttled throttled) {
            numbers.polled("throttled", 0);
            LOG.warn(
                    "search for watch '{}' was throttled ({}); keeping what is known, next try in {}",
                    names,
                    throttled.reason(),
                    throttled.after().orElse(THROTTLED_PAUSE));
        } else if (result instanceof SearchResult.Failed failed) {
            numbers.polled("failed", 0);
            LOG.warn("search for watch '{}' failed ({}); keeping what is known", names, failed.reason());
        }
        return result;
    }

    private Decision decide(Watch watch, Question asked, SearchResult.Found found) {
        Instant now = clock.instant();
        Snapshot snapshot = Snapshot.of(watch, asked, now, found.whole(), found.offers());
        return Decision.of(watch, snapshot, store.memory(watch.name()));
    }

    private void commit(Watch watch, Decision decision) {
        PollRecord record = decision.record();
        store.commit(record);
        decision.toldByReason().forEach((reason, count) -> numbers.alerted(watch.name(), reason.name(), count));
        record.alert()
                .ifPresent(alert -> LOG.info(
                        "watch '{}' matched {} new offers, best {} {}; told as {}",
                        watch.name(),
                        alert.matches().size(),
                        alert.threshold().metric(),
                        alert.best().value().toPlainString(),
                        alert.id()));
    }
}

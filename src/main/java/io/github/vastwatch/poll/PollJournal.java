package io.github.vastwatch.poll;

import io.github.vastwatch.alert.Reason;
import io.github.vastwatch.alert.WatchUpdate;
import io.github.vastwatch.metrics.Metrics;
import io.github.vastwatch.store.AskedQuestion;
import io.github.vastwatch.store.PollOutcome;
import io.github.vastwatch.store.PollOutcome.Result;
import io.github.vastwatch.store.Store;
import io.github.vastwatch.vast.CompleteSearch;
import io.github.vastwatch.vast.SearchResult;
import io.github.vastwatch.watch.Watch;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Commits updates, and records them in log and metrics. */
final class PollJournal {
    private static final Logger LOG = LoggerFactory.getLogger(PollJournal.class);

    private static final String UNKEYED =
            " cannot be identified: the row lacks machine_id, num_gpus or gpu_name; it is not sent, and nothing"
                    + " counts as missing";

    /** The watches whose unidentified match was logged. */
    private final Set<String> unkeyed = new HashSet<>();

    private final Store store;
    private final Metrics metrics;
    private final Clock clock;

    PollJournal(Store store, Metrics metrics, Clock clock) {
        this.store = store;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** Commits what is sent before all answers to a question are there. */
    void commit(WatchUpdate update) {
        store.commit(update);
        report(update);
    }

    /**
     * Commits the result of one question, as a whole or not at all.
     *
     * @param asked the question, if it is not asked again before it is due again
     * @param updates of the watches that the answer may change something for; none if there is no answer
     * @param nextAttempt when the market is asked again
     */
    void commit(
            Optional<AskedQuestion> asked,
            List<Watch> watches,
            CompleteSearch.Progress progress,
            List<WatchUpdate> updates,
            Instant nextAttempt) {
        Instant now = clock.instant();
        List<PollOutcome> outcomes = new ArrayList<>();
        Map<String, WatchUpdate> byWatch = new HashMap<>();
        updates.forEach(update -> byWatch.put(update.watch(), update));
        for (Watch watch : watches) {
            outcomes.add(pollOutcome(watch, now, progress, Optional.ofNullable(byWatch.get(watch.name()))));
        }
        updates.forEach(this::reportUnkeyed);
        Runnable commit = () -> store.commit(
                updates,
                outcomes,
                LocalDate.ofInstant(now, clock.getZone()),
                progress.requests(),
                Optional.of(nextAttempt).filter(now::isBefore));
        store.cluster().ifPresentOrElse(cluster -> cluster.commit(asked, commit), commit);
        updates.forEach(this::report);
    }

    private static PollOutcome pollOutcome(
            Watch watch, Instant now, CompleteSearch.Progress progress, Optional<WatchUpdate> update) {
        int unkeyed = update.map(WatchUpdate::unkeyed).orElse(0);
        boolean isComplete = progress.isComplete() && unkeyed == 0;
        Result result =
                progress.isAnswered() ? isComplete ? Result.COMPLETE : Result.TRUNCATED : unanswered(progress.result());
        String reason = progress.isAnswered() ? progress.stopReason() : progress.reason();
        if (result == Result.TRUNCATED && reason.isEmpty()) {
            reason = unkeyed > 0 ? matches(unkeyed) : "the answer may lack offers";
        }
        return new PollOutcome(watch.name(), now, result, reason, update.map(WatchUpdate::matching), next(watch, now));
    }

    /** A watch without a threshold is only scanned for. */
    private static Optional<Instant> next(Watch watch, Instant now) {
        return watch.isWaiting() ? watch.interval(now).map(now::plus).filter(watch::isActive) : watch.next(now);
    }

    /** Such rows are counted, and logged once until the watch has none. */
    private void reportUnkeyed(WatchUpdate update) {
        String watch = update.watch();
        if (update.unkeyed() == 0) {
            unkeyed.remove(watch);
            return;
        }
        metrics.dropped("row without machine_id, num_gpus or gpu_name", update.unkeyed());
        if (unkeyed.add(watch)) {
            LOG.atWarn().addKeyValue("watch", watch).log("watch '{}': {}", watch, matches(update.unkeyed()));
        }
    }

    private static String matches(int unkeyed) {
        return unkeyed + (unkeyed == 1 ? " match" : " matches") + UNKEYED;
    }

    private static Result unanswered(SearchResult result) {
        if (result instanceof SearchResult.Failed failed) {
            return failed.cause() == SearchResult.Cause.KEY_REFUSED ? Result.KEY_REFUSED : Result.FAILED;
        }
        return Result.THROTTLED;
    }

    private void report(WatchUpdate update) {
        String watch = update.watch();
        update.byReason().forEach((reason, count) -> {
            if (reason.isReasonToSend()) {
                metrics.sent(watch, name(reason), count);
            } else if (reason.isSuppressed()) {
                metrics.suppressed(watch, name(reason), count);
            }
        });
        update.alerts()
                .forEach(alert -> metrics.alerted(watch, alert.alertKind().wire()));
        update.alerts()
                .forEach(alert -> LOG.atInfo()
                        .addKeyValue("watch", watch)
                        .addKeyValue("alert", alert.id())
                        .log(
                                "watch '{}' sends {}: {} of {} offers{}; alert {}",
                                watch,
                                alert.alertKind(),
                                alert.count(),
                                alert.matching(),
                                alert.best()
                                        .map(best -> ", best "
                                                + alert.terms()
                                                        .orElseThrow()
                                                        .threshold()
                                                        .metric()
                                                        .words(best.value())
                                                + ", "
                                                + best.reason().words())
                                        .orElse(""),
                                alert.id()));
    }

    private static String name(Reason reason) {
        return reason.name().toLowerCase(Locale.ROOT);
    }
}

package io.github.vastwatch.poll;

import io.github.vastwatch.metrics.Metrics;
import io.github.vastwatch.store.PollOutcome;
import io.github.vastwatch.store.PollOutcome.Result;
import io.github.vastwatch.store.Polls;
import io.github.vastwatch.store.Store;
import io.github.vastwatch.vast.CompleteSearch;
import io.github.vastwatch.vast.SearchResult;
import io.github.vastwatch.watch.Watch;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Commits what polls come to, and says in the log and the metrics what was decided. */
final class PollJournal {
    private static final Logger LOG = LoggerFactory.getLogger(PollJournal.class);

    private static final String UNKEYED =
            " cannot be told from others: the row lacks machine_id, num_gpus or gpu_name; it is not told, and nothing"
                    + " counts as missing";

    /** The watches with a match that was said to be so. */
    private final Set<String> unkeyed = new HashSet<>();

    private final Store store;
    private final Metrics numbers;
    private final Clock clock;

    PollJournal(Store store, Metrics numbers, Clock clock) {
        this.store = store;
        this.numbers = numbers;
        this.clock = clock;
    }

    /** Commits what is told before all answers to a question are there. */
    void commit(Decision decision) {
        store.commit(decision.record());
        report(decision);
    }

    /**
     * Commits what one question came to, all of it or nothing.
     *
     * @param decisions what the answer comes to for each of the watches, in their order; empty where there is no answer
     * @param nextAttempt before when nothing is asked
     */
    void commit(List<Watch> watches, CompleteSearch.Progress progress, List<Decision> decisions, Instant nextAttempt) {
        Instant now = clock.instant();
        List<PollOutcome> looks = new ArrayList<>();
        for (int i = 0; i < watches.size(); i++) {
            Optional<Decision> decision = decisions.isEmpty() ? Optional.empty() : Optional.of(decisions.get(i));
            looks.add(pollOutcome(watches.get(i), now, progress, decision));
            decision.ifPresent(this::noticeUnkeyed);
        }
        new Polls(store)
                .commit(
                        decisions.stream().map(Decision::record).toList(),
                        looks,
                        LocalDate.ofInstant(now, clock.getZone()),
                        progress.requests(),
                        Optional.of(nextAttempt).filter(now::isBefore));
        decisions.forEach(this::report);
    }

    private static PollOutcome pollOutcome(
            Watch watch, Instant now, CompleteSearch.Progress progress, Optional<Decision> decision) {
        int unkeyed = decision.map(Decision::unkeyed).orElse(0);
        boolean isWhole = progress.isWhole() && unkeyed == 0;
        Result result = progress.isAnswered() ? isWhole ? Result.WHOLE : Result.PART : unanswered(progress.result());
        String reason = progress.isAnswered() ? progress.stopped() : progress.reason();
        if (result == Result.PART && reason.isEmpty()) {
            reason = unkeyed > 0 ? matches(unkeyed) : "the answer may lack offers";
        }
        return new PollOutcome(watch.name(), now, result, reason, decision.map(Decision::matching), watch.next(now));
    }

    /** Such a row is counted, and said once until the watch has none. */
    private void noticeUnkeyed(Decision decision) {
        String watch = decision.record().watch();
        if (decision.unkeyed() == 0) {
            unkeyed.remove(watch);
            return;
        }
        numbers.dropped("row without machine_id, num_gpus or gpu_name", decision.unkeyed());
        if (unkeyed.add(watch)) {
            LOG.warn("watch '{}': {}", watch, matches(decision.unkeyed()));
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

    private void report(Decision decision) {
        String watch = decision.record().watch();
        decision.byReason().forEach((reason, count) -> {
            if (reason.isTold()) {
                numbers.alerted(watch, reason.name(), count);
            } else if (reason.isHeld()) {
                numbers.held(watch, reason.name(), count);
            }
        });
        decision.record()
                .alerts()
                .forEach(alert -> LOG.info(
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
}

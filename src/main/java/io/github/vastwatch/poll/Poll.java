package io.github.vastwatch.poll;

import io.github.vastwatch.alert.AlertPolicy;
import io.github.vastwatch.alert.Memory;
import io.github.vastwatch.alert.WatchUpdate;
import io.github.vastwatch.plan.PlannedQuestion;
import io.github.vastwatch.plan.WatchQuestion;
import io.github.vastwatch.store.AskedQuestion;
import io.github.vastwatch.store.Store;
import io.github.vastwatch.store.StoreFailure;
import io.github.vastwatch.vast.CompleteSearch;
import io.github.vastwatch.vast.SearchResult;
import io.github.vastwatch.vast.VastClient;
import io.github.vastwatch.watch.Evaluation;
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

/** One poll: asks a question, evaluates the answer for each of its watches, decides what to send, and commits. */
record Poll(
        MarketReader market,
        VastClient vast,
        Store store,
        ActiveWatches activeWatches,
        PollJournal pollJournal,
        Decider decider,
        MarketRecorder marketRecorder,
        Clock clock) {
    private static final Logger LOG = LoggerFactory.getLogger(Poll.class);

    /**
     * The result of one question.
     *
     * @param watches its watches that were not edited meanwhile
     * @param updates the updates of its answers; empty if there is no answer, or the state failed
     * @param failure why the last answer could not be recorded, if so
     */
    record Result(
            CompleteSearch.Progress progress,
            List<Watch> watches,
            List<WatchUpdate> updates,
            Optional<StoreFailure> failure) {}

    /**
     * What an answer shows is sent at once; what it lacks counts once all answers to the question are there. If there is
     * no answer, only that is committed.
     *
     * @param interval how often the question is asked
     * @param dryRun whether nothing is committed
     */
    Result poll(PlannedQuestion question, Duration interval, boolean dryRun) throws InterruptedException {
        List<WatchUpdate> updates = new ArrayList<>();
        Instant began = clock.instant();
        CompleteSearch search = market.search(question);
        CompleteSearch.Progress progress = search.next();
        while (!search.isDone()) {
            if (!dryRun) {
                updates.addAll(sendAtOnce(question, progress));
            }
            progress = search.next();
        }
        market.record(question, progress);
        Result last = decide(question, began, progress, dryRun);
        updates.addAll(last.updates());
        if (!dryRun && last.failure().isEmpty() && progress.result() instanceof SearchResult.Found found) {
            marketRecorder.record(
                    progress.question(),
                    last.watches(),
                    found,
                    interval,
                    updates.stream().anyMatch(update -> !update.deliveries().isEmpty()));
        }
        return new Result(last.progress(), last.watches(), updates, last.failure());
    }

    private Result decide(PlannedQuestion question, Instant began, CompleteSearch.Progress progress, boolean dryRun) {
        return activeWatches.withCurrent(question.watches(), watches -> {
            List<WatchUpdate> updates = new ArrayList<>();
            try {
                if (progress.result() instanceof SearchResult.Found found) {
                    updates.addAll(decide(asked(question, began), watches, progress, found, dryRun));
                } else if (!dryRun) {
                    pollJournal.commit(
                            Optional.of(progress).filter(Poll::isSettled).map(settled -> asked(question, began)),
                            watches,
                            progress,
                            updates,
                            vast.nextAttempt());
                }
            } catch (StoreFailure e) {
                return new Result(progress, watches, List.of(), Optional.of(e));
            }
            return new Result(progress, watches, updates, Optional.empty());
        });
    }

    private static AskedQuestion asked(PlannedQuestion question, Instant at) {
        return new AskedQuestion(
                question.parts().stream().map(WatchQuestion::id).toList(), at);
    }

    /** Whether a question is not asked again before it is due again: it was answered, or asking again would not help. */
    static boolean isSettled(CompleteSearch.Progress progress) {
        return progress.isAnswered()
                || (progress.result() instanceof SearchResult.Failed failed
                        && failed.cause().isOfTheQuestion());
    }

    private List<WatchUpdate> decide(
            AskedQuestion asked,
            List<Watch> watches,
            CompleteSearch.Progress progress,
            SearchResult.Found found,
            boolean dryRun) {
        Decider.Decision decision = decider.decide(new Decider.Answer(
                progress.question(), clock.instant(), found.complete(), found.offers(), deciding(watches)));
        if (!dryRun) {
            List<WatchUpdate> updates = marketRecorder.explained(watches, decision.updates());
            pollJournal.commit(Optional.of(asked), watches, progress, updates, vast.nextAttempt());
            decider.committed(decision);
            return updates;
        }
        return decision.updates();
    }

    /** The watches that have a threshold. */
    private static List<Watch> deciding(List<Watch> watches) {
        return watches.stream().filter(watch -> !watch.isWaiting()).toList();
    }

    /** Returns what was committed. If a commit fails, the rest is decided again on all answers. */
    private List<WatchUpdate> sendAtOnce(PlannedQuestion question, CompleteSearch.Progress part) {
        return activeWatches.withCurrent(question.watches(), watches -> {
            List<WatchUpdate> committed = new ArrayList<>();
            if (!(part.result() instanceof SearchResult.Found found)) {
                return committed;
            }
            try {
                Evaluation evaluation = evaluation(part, found);
                List<Watch> deciding = deciding(watches);
                Map<String, Memory> memories = store.offers().memories(deciding);
                for (Watch watch : deciding) {
                    Memory memory = memories.getOrDefault(watch.name(), Memory.EMPTY);
                    AlertPolicy.decideAtOnce(watch, memory, evaluation.of(watch), Decider::id)
                            .map(update -> marketRecorder
                                    .explained(watches, List.of(update))
                                    .get(0))
                            .ifPresent(update -> {
                                pollJournal.commit(update);
                                committed.add(update);
                            });
                }
            } catch (StoreFailure e) {
                LOG.debug(
                        "what a part of an answer shows could not be committed ({}); all of it is decided again",
                        e.getMessage());
            }
            return committed;
        });
    }

    private Evaluation evaluation(CompleteSearch.Progress progress, SearchResult.Found found) {
        return new Evaluation(progress.question(), clock.instant(), found.complete(), found.offers());
    }
}

package io.github.vastwatch.poll;

import io.github.vastwatch.metrics.Numbers;
import io.github.vastwatch.store.Looked;
import io.github.vastwatch.store.Looked.Result;
import io.github.vastwatch.store.Store;
import io.github.vastwatch.store.StoreFailure;
import io.github.vastwatch.vast.SearchResult;
import io.github.vastwatch.watch.Watch;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Writes down in the state how each look at the market went, for whoever asks how the watches fare. */
final class Logbook {
    private static final Logger LOG = LoggerFactory.getLogger(Logbook.class);

    private final Store store;
    private final Numbers numbers;
    private final Clock clock;
    /** Whether the last note failed, and that was said. */
    private boolean fails;

    Logbook(Store store, Numbers numbers, Clock clock) {
        this.store = store;
        this.numbers = numbers;
        this.clock = clock;
    }

    /**
     * Notes a look.
     *
     * @param matches how many offers match, by watch; a watch that is not in it was not judged
     * @param nextAttempt before when nothing is asked
     */
    void note(List<Watch> watches, Survey.Look look, Map<String, Integer> matches, Instant nextAttempt) {
        Instant now = clock.instant();
        try {
            store.looked(
                    watches.stream()
                            .filter(watch -> !look.isAnswered() || matches.containsKey(watch.name()))
                            .map(watch -> looked(watch, look, Optional.ofNullable(matches.get(watch.name())), now))
                            .toList(),
                    LocalDate.ofInstant(now, clock.getZone()),
                    look.requests(),
                    Optional.of(nextAttempt).filter(now::isBefore));
            fails = false;
        } catch (StoreFailure e) {
            numbers.storeFailed();
            LOG.atLevel(fails ? Level.DEBUG : Level.ERROR)
                    .log("how the watches fare could not be noted ({})", e.getMessage());
            fails = true;
        }
    }

    private static Looked looked(Watch watch, Survey.Look look, Optional<Integer> matches, Instant now) {
        boolean whole = look.isWhole() && watch.isCoveredBy(look.question());
        Result result = look.isAnswered() ? whole ? Result.WHOLE : Result.PART : unanswered(look.result());
        String reason = look.isAnswered() ? look.stopped() : look.reason();
        return new Looked(
                watch.name(),
                now,
                result,
                result == Result.PART && reason.isEmpty() ? "the answer may lack offers" : reason,
                matches,
                watch.next(now));
    }

    private static Result unanswered(SearchResult result) {
        if (result instanceof SearchResult.Failed failed) {
            return failed.cause() == SearchResult.Cause.KEY_REFUSED ? Result.KEY_REFUSED : Result.FAILED;
        }
        return Result.THROTTLED;
    }
}

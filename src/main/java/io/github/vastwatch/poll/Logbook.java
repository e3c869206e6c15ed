package io.github.vastwatch.poll;

import io.github.vastwatch.metrics.Numbers;
import io.github.vastwatch.store.Looked;
import io.github.vastwatch.store.Looked.Result;
import io.github.vastwatch.store.Store;
import io.github.vastwatch.store.StoreFailure;
import io.github.vastwatch.vast.CompleteSearch;
import io.github.vastwatch.vast.SearchResult;
import io.github.vastwatch.watch.Watch;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
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

    /** Notes a look that was not answered. */
    void note(List<Watch> watches, CompleteSearch.Seen look, Instant nextAttempt) {
        Instant now = clock.instant();
        try {
            store.looked(
                    watches.stream()
                            .map(watch -> looked(watch, look, Optional.empty()))
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

    /** What an answer was to each of its watches, in the order of their decisions. */
    List<Looked> looks(List<Watch> watches, List<Decision> decisions, CompleteSearch.Seen look) {
        return IntStream.range(0, watches.size())
                .mapToObj(i -> looked(
                        watches.get(i), look, Optional.of(decisions.get(i).matching())))
                .toList();
    }

    private Looked looked(Watch watch, CompleteSearch.Seen look, Optional<Integer> matches) {
        Instant now = clock.instant();
        Result result = look.isAnswered() ? look.isWhole() ? Result.WHOLE : Result.PART : unanswered(look.result());
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

    /** Counts and logs what was decided and is committed. */
    void report(Decision decision) {
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
                        alert.kind(),
                        alert.matches().size(),
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

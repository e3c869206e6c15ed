package io.github.vastwatch.web;

import io.github.vastwatch.history.BestSteps;
import io.github.vastwatch.history.RecordedPoll;
import io.github.vastwatch.history.Spans.Span;
import io.github.vastwatch.store.History;
import io.github.vastwatch.watch.Watch;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The best value of each watch over the last seven days. It is read in the background, once for all watches. */
final class Week implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Week.class);
    static final Duration LENGTH = Duration.ofDays(7);
    /** One for two hours. */
    static final int STEPS = 84;

    private static final Duration HOLDS = Duration.ofMinutes(1);
    /** Reading takes at most this part of the time. */
    private static final int PART = 50;

    /** A small record is read within it, so that the first page is complete. */
    private static final Duration PATIENCE = Duration.ofMillis(150);

    private final ExecutorService reading = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "web-record");
        thread.setDaemon(true);
        return thread;
    });
    private Map<String, Best> last = Map.of();
    private Instant dueAt = Instant.EPOCH;
    private Instant startedAt = Instant.EPOCH;
    private Optional<CompletableFuture<Map<String, Best>>> pending = Optional.empty();

    /**
     * The best value in each step of the week.
     *
     * @param values {@link #STEPS} of them; empty where nothing is known, or nothing was there
     */
    record Best(List<Optional<BigDecimal>> values) {
        static final Best UNKNOWN = new Best(Collections.nCopies(STEPS, Optional.empty()));

        Best {
            values = List.copyOf(values);
        }

        /** The latest value of the last 24 hours. */
        Optional<BigDecimal> ofToday() {
            List<Optional<BigDecimal>> today =
                    values.subList(STEPS - (int) (Duration.ofDays(1).toMillis() * STEPS / LENGTH.toMillis()), STEPS);
            return today.stream().flatMap(Optional::stream).reduce((earlier, later) -> later);
        }
    }

    /** As of some minutes ago; of a watch that is missing nothing is known yet. */
    synchronized Map<String, Best> best(History history, List<Watch> watches, Instant now) {
        boolean isDue = !now.isBefore(dueAt) || dueAt.isAfter(now.plus(LENGTH));
        if (pending.isEmpty() && isDue) {
            startedAt = now;
            pending = Optional.of(CompletableFuture.supplyAsync(() -> read(history, watches, now), reading));
        }
        pending.ifPresent(future -> {
            try {
                last = future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
                Duration pause = Duration.between(startedAt, now).multipliedBy(PART);
                dueAt = now.plus(pause.compareTo(HOLDS) > 0 ? pause : HOLDS);
                pending = Optional.empty();
            } catch (TimeoutException e) {
                // The next page has it.
                LOG.debug("the record of the week is still being read");
            } catch (ExecutionException e) {
                LOG.warn("the record of the week could not be read: {}", e.getMessage());
                dueAt = now.plus(HOLDS);
                pending = Optional.empty();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        return last;
    }

    synchronized void forget() {
        dueAt = Instant.EPOCH;
        pending = Optional.empty();
    }

    private static Map<String, Best> read(History history, List<Watch> watches, Instant now) {
        Span span = new Span(now.minus(LENGTH), now);
        List<RecordedPoll> polls = history.polls(history.latest(span, Board.MOST_POLLS));
        List<BestSteps> steps = watches.stream()
                .map(watch -> new BestSteps(watch, span, STEPS, polls))
                .toList();
        history.runs(
                span,
                key -> steps.stream().anyMatch(each -> each.mayAdmit(key)),
                run -> steps.forEach(each -> each.accept(run)));
        Map<String, Best> best = new HashMap<>();
        steps.forEach(each -> best.put(each.watch().name(), new Best(each.values())));
        return best;
    }

    @Override
    public void close() {
        reading.shutdownNow();
    }
}

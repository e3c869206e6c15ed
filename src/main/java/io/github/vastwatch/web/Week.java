package io.github.vastwatch.web;

import io.github.vastwatch.history.RecordedPoll;
import io.github.vastwatch.history.Series;
import io.github.vastwatch.history.Spans.Span;
import io.github.vastwatch.history.WatchHistory;
import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.store.History;
import io.github.vastwatch.watch.Metric;
import io.github.vastwatch.watch.Watch;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The best value of each watch over the last seven days. It is read in the background, once for all watches. */
final class Week implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Week.class);
    static final Duration LENGTH = Duration.ofDays(7);
    /** One for two hours. */
    static final int STEPS = 84;

    private static final Duration HOLDS = Duration.ofMinutes(1);
    /** A small record is read within it, so that the first page is complete. */
    private static final Duration PATIENCE = Duration.ofMillis(150);

    private final ExecutorService reading = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "web-record");
        thread.setDaemon(true);
        return thread;
    });
    private Map<String, Best> last = Map.of();
    private Instant readAt = Instant.EPOCH;
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
    }

    /** As of some minutes ago; of a watch that is missing nothing is known yet. */
    synchronized Map<String, Best> best(History history, List<Watch> watches, Instant now) {
        if (pending.isEmpty() && Duration.between(readAt, now).abs().compareTo(HOLDS) > 0) {
            pending = Optional.of(CompletableFuture.supplyAsync(() -> read(history, watches, now), reading));
        }
        pending.ifPresent(future -> {
            try {
                last = future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
                readAt = now;
                pending = Optional.empty();
            } catch (TimeoutException e) {
                // The next page has it.
                LOG.debug("the record of the week is still being read");
            } catch (ExecutionException e) {
                LOG.warn("the record of the week could not be read: {}", e.getMessage());
                readAt = now;
                pending = Optional.empty();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        return last;
    }

    synchronized void forget() {
        readAt = Instant.EPOCH;
        pending = Optional.empty();
    }

    private static Map<String, Best> read(History history, List<Watch> watches, Instant now) {
        Span span = new Span(now.minus(LENGTH), now);
        List<RecordedPoll> polls = history.polls(span);
        List<WatchHistory.Reader> readers = watches.stream()
                .map(watch -> new WatchHistory.Reader(watch, span, polls))
                .toList();
        List<Predicate<OfferKey>> keys =
                readers.stream().map(WatchHistory.Reader::keys).toList();
        history.runs(span, key -> keys.stream().anyMatch(each -> each.test(key)), run -> {
            for (int i = 0; i < readers.size(); i++) {
                if (keys.get(i).test(run.key())) {
                    readers.get(i).accept(run);
                }
            }
        });
        Map<String, Best> best = new HashMap<>();
        readers.forEach(reader -> {
            WatchHistory each = reader.history();
            best.put(each.watch().name(), of(each));
        });
        return best;
    }

    private static Best of(WatchHistory history) {
        Metric metric = history.watch().threshold().metric();
        long start = history.span().from().toEpochMilli();
        long step = LENGTH.toMillis() / STEPS;
        List<Optional<BigDecimal>> values = new ArrayList<>(Best.UNKNOWN.values());
        for (Series.Step each : Series.of(history).steps()) {
            Optional<BigDecimal> value = each.figures().best();
            if (value.isEmpty()) {
                continue;
            }
            int first = (int) ((each.from().toEpochMilli() - start) / step);
            int end = (int) ((each.to().toEpochMilli() - 1 - start) / step);
            for (int i = Math.max(0, first); i <= Math.min(STEPS - 1, end); i++) {
                Optional<BigDecimal> before = values.get(i);
                if (before.isEmpty() || metric.compare(value.get(), before.get()) < 0) {
                    values.set(i, value);
                }
            }
        }
        return new Best(values);
    }

    @Override
    public void close() {
        reading.shutdownNow();
    }
}

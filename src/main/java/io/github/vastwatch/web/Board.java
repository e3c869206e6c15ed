package io.github.vastwatch.web;

import io.github.vastwatch.alert.Memory;
import io.github.vastwatch.alert.OpenIncident;
import io.github.vastwatch.alert.Silence;
import io.github.vastwatch.config.Config;
import io.github.vastwatch.history.CurrentMarket;
import io.github.vastwatch.history.CurrentMarket.Priced;
import io.github.vastwatch.history.Spans.Span;
import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.store.StateStatus;
import io.github.vastwatch.store.Store;
import io.github.vastwatch.store.WatchStatus;
import io.github.vastwatch.watch.Watch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the pages show: the config in force, what the daemon knows, and what is recorded of the market. The record is read
 * through a connection of its own, so that a page holds up no poll.
 */
final class Board implements AutoCloseable {
    /** So often a page asks, at most; many browsers cost no more than one. */
    private static final Duration STATUS_HOLDS = Duration.ofMillis(500);

    private static final Duration WRITTEN = Duration.ofSeconds(30);

    private static final Duration MARKET_HOLDS = Duration.ofSeconds(1);
    /** Answers that a chart reads: about 15 MB, for the daemon's memory is small and alerts need it. */
    static final int MOST_POLLS = 250_000;
    /** Answers that still say what the server filtered by. */
    private static final Duration LATEST = Duration.ofHours(1);

    private final Store store;
    private final Clock clock;
    private final Week week = new Week();
    private final Week models = new Week();
    private final Cached<StateStatus> status;
    private final Cached<CurrentMarket> market;
    private final AtomicLong changes = new AtomicLong();
    private final AtomicLong version = new AtomicLong();
    private volatile Config config;
    private @Nullable Store record;

    Board(Store store, Config config, Clock clock) {
        this.store = store;
        this.config = config;
        this.clock = clock;
        this.status = new Cached<>(STATUS_HOLDS, clock);
        this.market = new Cached<>(MARKET_HOLDS, clock);
    }

    void take(Config next) {
        config = next;
        week.forget();
        changed();
    }

    /** Makes the next page show what was just changed. */
    void changed() {
        changes.incrementAndGet();
        status.forget();
    }

    Config config() {
        return config;
    }

    Clock clock() {
        return clock;
    }

    Instant now() {
        return clock.instant();
    }

    /** The daemon's own state, to change it. */
    Store store() {
        return store;
    }

    StateStatus status() {
        return status.get(store::status);
    }

    /** Changes when a poll, the recorded market, an alert or a delivery does. What is read after that shows it. */
    long version() {
        StateStatus now = status();
        long next = Objects.hash(
                changes.get(),
                store.history().version(),
                now.watches().stream().map(WatchStatus::last).toList(),
                now.watches().stream().map(WatchStatus::paused).toList(),
                now.alerts(),
                now.channels(),
                NodeRow.all(now).stream().map(NodeRow::mark).toList());
        if (version.getAndSet(next) != next) {
            market.forget();
        }
        return next;
    }

    List<Silence> silences() {
        return store.silences().all().stream()
                .filter(each -> each.isActive(now()))
                .toList();
    }

    List<OpenIncident> incidents() {
        return store.incidents().open();
    }

    /** The watches of the config, each where its threshold is now. */
    List<Watch> watches() {
        Map<String, WatchStatus> states = statuses();
        return config.watches().stream()
                .map(watch -> Optional.ofNullable(states.get(watch.name()))
                        .flatMap(WatchStatus::market)
                        .map(moved -> moved.move(watch))
                        .orElse(watch))
                .toList();
    }

    Optional<Watch> watch(String name) {
        return watches().stream().filter(each -> each.name().equals(name)).findFirst();
    }

    Map<String, WatchStatus> statuses() {
        return status().watches().stream().collect(Collectors.toMap(WatchStatus::name, Function.identity()));
    }

    /** How late an answer may show here: another node writes at least this often how polls went that changed nothing. */
    Duration behind() {
        return NodeRow.own(this).filter(node -> !node.polling()).isPresent() ? WRITTEN : Duration.ZERO;
    }

    /** What is there now. */
    CurrentMarket market() {
        return market.get(() -> {
            Instant now = now();
            Store read = record();
            return new CurrentMarket(read.history().open(), read.history().polls(new Span(now.minus(LATEST), now)));
        });
    }

    /** What a watch admits now at any price, best first, without offers that the last answers to it no longer showed. */
    List<Priced> admitted(Watch watch, Memory memory) {
        return market().admitted(watch).stream()
                .filter(each -> {
                    OfferKey key = each.run().key();
                    return Stream.of(key, key.ofMachine())
                            .flatMap(one -> Stream.ofNullable(memory.tracked().get(one)))
                            .findFirst()
                            .map(tracked -> tracked.missed() == 0 && !tracked.isGone())
                            .orElse(true);
                })
                .toList();
    }

    /** The best value of each watch over the last seven days. */
    Map<String, Week.Best> week() {
        return week.best(record().history(), watches(), now());
    }

    /** The same by GPU model. */
    Week models() {
        return models;
    }

    /** The record, to read it. */
    synchronized Store record() {
        @Nullable Store open = record;
        if (open == null) {
            try {
                open = config.state().isMemory() ? store : Store.reading(config.state());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            record = open;
        }
        return open;
    }

    @Override
    public synchronized void close() {
        week.close();
        models.close();
        @Nullable Store open = record;
        if (open != null && open != store) {
            open.close();
        }
        record = null;
    }
}

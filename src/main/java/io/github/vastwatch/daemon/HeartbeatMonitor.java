package io.github.vastwatch.daemon;

import io.github.vastwatch.alert.Incident;
import io.github.vastwatch.config.Config;
import io.github.vastwatch.metrics.Metrics;
import io.github.vastwatch.notify.channel.Heartbeat;
import io.github.vastwatch.store.HeartbeatStatus;
import io.github.vastwatch.store.Store;
import io.github.vastwatch.store.StoreFailure;
import io.github.vastwatch.vast.Outage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls a dead man's switch while polls and deliveries work. */
final class HeartbeatMonitor {
    private static final Logger LOG = LoggerFactory.getLogger(HeartbeatMonitor.class);
    /** Longer than any send. */
    private static final Duration OVERDUE = Duration.ofMinutes(5);
    /** The first polls after a start and a short failure of a receiver take seconds and are not logged. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Store store;
    private final Metrics numbers;
    private final Instant startedAt;
    private final ObservedSince observedSince;
    private final Consumer<Heartbeat> call;
    private Optional<Heartbeat> last = Optional.empty();
    private Instant due = Instant.MIN;
    /** Whether the state contains the present target. */
    private boolean isRecorded;
    /** Why it is paused; empty if it is not. */
    private String held = "";

    /**
     * @param startedAt when each watch was first due
     * @param observedSince when continuous observation began
     * @param call calls the switch without waiting for it
     */
    HeartbeatMonitor(
            Store store, Metrics numbers, Instant startedAt, ObservedSince observedSince, Consumer<Heartbeat> call) {
        this.store = store;
        this.numbers = numbers;
        this.startedAt = startedAt;
        this.observedSince = observedSince;
        this.call = call;
    }

    /** Calls the switch if a heartbeat is due and everything works. */
    void look(Config config, Optional<Outage> outage, Instant now) {
        Instant since = observedSince.since(now);
        if (!config.heartbeat().equals(last)) {
            last = config.heartbeat();
            due = now;
            held = "";
            isRecorded = false;
        }
        isRecorded = isRecorded || record(last.map(each -> HeartbeatStatus.expected(each.toString())));
        // A clock that was set back must not delay it.
        if (last.isEmpty()
                || (now.isBefore(due) && !due.isAfter(now.plus(last.get().every())))) {
            return;
        }
        List<String> wrong = wrong(config, new MarketHealth(outage, now), since, now);
        if (wrong.isEmpty()) {
            call.accept(last.get());
            due = now.plus(last.get().every());
            if (!held.isEmpty()) {
                LOG.info("heartbeat resumed: polls and deliveries work again");
            }
            held = "";
        } else if (!now.isBefore(due.plus(PATIENCE))) {
            hold(last.get(), String.join("; ", wrong), now);
        }
    }

    private void hold(Heartbeat heartbeat, String why, Instant now) {
        if (held.isEmpty()) {
            numbers.heartbeat("held");
            LOG.warn("heartbeat paused until this is resolved: {}", why);
        }
        if (!held.equals(why)) {
            record(Optional.of(HeartbeatStatus.held(heartbeat.toString(), now, why)));
        }
        held = why;
    }

    private boolean record(Optional<HeartbeatStatus> status) {
        try {
            store.heartbeat(status);
            return true;
        } catch (StoreFailure e) {
            numbers.storeFailed();
            return false;
        }
    }

    private List<String> wrong(Config config, MarketHealth market, Instant since, Instant now) {
        try {
            store.probe(now);
            List<String> overdue = store.overdue(now.minus(OVERDUE));
            Health health = new Health(config.watches(), store.status(), market, startedAt, now);
            List<String> all = new ArrayList<>(new Health(config.watches(), health.status(), market, since, now)
                    .wrong().stream().map(Incident::words).toList());
            all.addAll(health.unseen());
            all.addAll(health.failing());
            overdue.stream()
                    .filter(config.channels()::containsKey)
                    .forEach(channel -> all.add("deliveries to channel '" + channel + "' are overdue"));
            return all.stream().distinct().toList();
        } catch (StoreFailure e) {
            numbers.storeFailed();
            return List.of(String.valueOf(e.getMessage()));
        }
    }
}

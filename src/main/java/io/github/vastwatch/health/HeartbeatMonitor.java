package io.github.vastwatch.health;

import io.github.vastwatch.alert.IncidentSource;
import io.github.vastwatch.metrics.Metrics;
import io.github.vastwatch.notify.channel.Heartbeat;
import io.github.vastwatch.store.HeartbeatStatus;
import io.github.vastwatch.store.StateStatus;
import io.github.vastwatch.store.Store;
import io.github.vastwatch.store.StoreFailure;
import io.github.vastwatch.vast.Outage;
import io.github.vastwatch.watch.Watch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls a dead man's switch while polls and deliveries work. */
public final class HeartbeatMonitor {
    private static final Logger LOG = LoggerFactory.getLogger(HeartbeatMonitor.class);
    /** Longer than any send. */
    private static final Duration OVERDUE = Duration.ofMinutes(5);
    /** The first polls after a start and a short failure of a receiver take seconds and are not logged. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Store store;
    private final Metrics metrics;
    private final Instant startedAt;
    private final MonitoringStart monitoringStart;
    private final Consumer<Heartbeat> call;
    private Optional<Heartbeat> last = Optional.empty();
    private Instant due = Instant.MIN;
    /** Whether the state contains the present target. */
    private boolean isRecorded;
    /** Why it is paused; empty if it is not. */
    private String pauseReason = "";

    /**
     * @param startedAt when each watch was first due
     * @param monitoringStart when continuous observation began
     * @param call calls the switch without waiting for it
     */
    public HeartbeatMonitor(
            Store store,
            Metrics metrics,
            Instant startedAt,
            MonitoringStart monitoringStart,
            Consumer<Heartbeat> call) {
        this.store = store;
        this.metrics = metrics;
        this.startedAt = startedAt;
        this.monitoringStart = monitoringStart;
        this.call = call;
    }

    /**
     * Calls the switch where it is due and nothing is wrong.
     *
     * @param wanted empty where the config has none
     * @param channels the names of those that the config has
     */
    public void check(
            Optional<Heartbeat> wanted,
            List<Watch> watches,
            Collection<String> channels,
            Optional<Outage> outage,
            Instant now) {
        Instant since = monitoringStart.since(now);
        if (!wanted.equals(last)) {
            last = wanted;
            due = now;
            pauseReason = "";
            isRecorded = false;
        }
        isRecorded = isRecorded || record(last.map(each -> HeartbeatStatus.expected(each.toString())));
        // A clock that was set back must not delay it.
        if (last.isEmpty()
                || (now.isBefore(due) && !due.isAfter(now.plus(last.get().every())))) {
            return;
        }
        List<String> wrong = wrong(watches, channels, outage, since, now);
        if (wrong.isEmpty()) {
            call.accept(last.get());
            due = now.plus(last.get().every());
            if (!pauseReason.isEmpty()) {
                LOG.info("heartbeat resumed: polls and deliveries work again");
            }
            pauseReason = "";
        } else if (!now.isBefore(due.plus(PATIENCE))) {
            pause(last.get(), String.join("; ", wrong), now);
        }
    }

    private void pause(Heartbeat heartbeat, String why, Instant now) {
        if (pauseReason.isEmpty()) {
            metrics.heartbeat("paused");
            LOG.warn("heartbeat paused until this is resolved: {}", why);
        }
        if (!pauseReason.equals(why)) {
            record(Optional.of(HeartbeatStatus.suspended(heartbeat.toString(), now, why)));
        }
        pauseReason = why;
    }

    private boolean record(Optional<HeartbeatStatus> status) {
        try {
            store.daemon().heartbeat(status);
            return true;
        } catch (StoreFailure.TurnOver e) {
            throw e;
        } catch (StoreFailure e) {
            metrics.storeFailed();
            return false;
        }
    }

    private List<String> wrong(
            List<Watch> watches, Collection<String> channels, Optional<Outage> outage, Instant since, Instant now) {
        try {
            store.daemon().testWrite(now);
            List<String> overdue = store.outbox().overdue(now.minus(OVERDUE));
            StateStatus status = store.status();
            Health observed = new Health(watches, status, outage, Optional.empty(), since, now);
            Health sinceStart = new Health(watches, status, outage, Optional.empty(), startedAt, now);
            List<String> all = new ArrayList<>();
            observed.checks().stream()
                    // Where a changed config was rejected, the one before works.
                    .filter(check -> !check.source().equals(IncidentSource.CONFIG))
                    .flatMap(check -> check.incident().stream())
                    .forEach(incident -> all.add(incident.sentences().get(0)));
            all.addAll(sinceStart.unseen());
            all.addAll(sinceStart.failing());
            overdue.stream()
                    .filter(channels::contains)
                    .forEach(channel -> all.add("deliveries to channel '" + channel + "' are overdue"));
            return all.stream().distinct().toList();
        } catch (StoreFailure.TurnOver e) {
            throw e;
        } catch (StoreFailure e) {
            metrics.storeFailed();
            return List.of(String.valueOf(e.getMessage()));
        }
    }
}

package io.github.vastwatch.daemon;

import io.github.vastwatch.metrics.Metrics;
import io.github.vastwatch.poll.ActiveWatches;
import io.github.vastwatch.poll.DueQueue;
import io.github.vastwatch.poll.Poller;
import io.github.vastwatch.store.Cluster;
import io.github.vastwatch.store.Store;
import io.github.vastwatch.vast.VastClient;
import io.github.vastwatch.vast.VastSettings;
import java.time.Clock;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** The client, the poller and its thread, for one set of settings. */
final class PollLoop implements AutoCloseable {
    private final VastSettings settings;
    private final VastClient vast;
    private final DueQueue dueQueue;
    private final Supplier<Poller> pollers;
    private Poller poller;
    private final Thread thread;

    PollLoop(
            VastClient vast,
            VastSettings settings,
            DueQueue dueQueue,
            ActiveWatches activeWatches,
            Store store,
            Metrics metrics,
            Clock clock) {
        this.settings = settings;
        this.vast = vast;
        this.dueQueue = dueQueue;
        this.pollers = () -> new Poller(vast, store, activeWatches, metrics, clock);
        this.poller = pollers.get();
        this.thread = CriticalThreads.thread(() -> poller.run(dueQueue), "poll");
    }

    VastSettings settings() {
        return settings;
    }

    VastClient vast() {
        return vast;
    }

    Thread thread() {
        return thread;
    }

    /**
     * How long ago it last waited for what is due, or sent a request: for the limit of requests it waits a minute, for an
     * answer half a minute.
     */
    Duration sinceProgress() {
        Duration waited = dueQueue.sinceTake();
        return vast.sinceLastRequest()
                .filter(asked -> asked.compareTo(waited) < 0)
                .orElse(waited);
    }

    void start() {
        thread.start();
    }

    /** Polls on this thread until a turn is over; where others have polled since, with nothing in memory. */
    void turn(Cluster cluster, Cluster.Turn turn, BooleanSupplier isOver) {
        if (!turn.followsOwn()) {
            poller = pollers.get();
        }
        poller.turn(dueQueue, cluster, isOver);
    }

    /** Stops once the current answer is recorded or given up. */
    void stop() {
        thread.interrupt();
    }

    @Override
    public void close() {
        vast.close();
    }
}

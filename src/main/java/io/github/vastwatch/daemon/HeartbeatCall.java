package io.github.vastwatch.daemon;

import io.github.vastwatch.metrics.Metrics;
import io.github.vastwatch.notify.channel.Heartbeat;
import io.github.vastwatch.store.HeartbeatStatus;
import io.github.vastwatch.store.Store;
import io.github.vastwatch.store.StoreFailure;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls the heartbeat URL on a thread of its own, one call at a time, so that a hanging service delays nothing. */
final class HeartbeatCall {
    private static final Logger LOG = LoggerFactory.getLogger(HeartbeatCall.class);
    private final Store store;
    private final Metrics numbers;
    private final Clock clock;
    private final AtomicBoolean isUnderWay = new AtomicBoolean();
    private volatile boolean hasFailed;

    HeartbeatCall(Store store, Metrics numbers, Clock clock) {
        this.store = store;
        this.numbers = numbers;
        this.clock = clock;
    }

    void start(Heartbeat heartbeat) {
        if (isUnderWay.compareAndSet(false, true)) {
            CriticalThreads.thread(() -> ended(heartbeat, heartbeat.call().orElse("")), "heartbeat")
                    .start();
        }
    }

    private void ended(Heartbeat heartbeat, String failure) {
        if (!failure.isEmpty() && !hasFailed) {
            LOG.warn(
                    "heartbeat to {} failed ({}); trying again with the next one",
                    heartbeat,
                    failure);
        } else if (failure.isEmpty() && hasFailed) {
            LOG.info("heartbeat to {} works again", heartbeat);
        }
        record(heartbeat.toString(), failure);
        hasFailed = !failure.isEmpty();
        isUnderWay.set(false);
        numbers.heartbeat(failure.isEmpty() ? "sent" : "failed");
    }

    private void record(String target, String failure) {
        Instant now = clock.instant();
        try {
            store.heartbeat(Optional.of(
                    failure.isEmpty()
                            ? HeartbeatStatus.taken(target, now)
                            : HeartbeatStatus.failing(target, now, failure)));
        } catch (StoreFailure e) {
            numbers.storeFailed();
        }
    }
}

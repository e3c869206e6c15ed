package io.github.vastwatch.health;

import io.github.vastwatch.metrics.Metrics;
import io.github.vastwatch.notify.channel.Heartbeat;
import io.github.vastwatch.store.HeartbeatStatus;
import io.github.vastwatch.store.Store;
import io.github.vastwatch.store.StoreFailure;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls the heartbeat URL on a thread of its own, one call at a time, so that a hanging service delays nothing. */
public final class HeartbeatCall {
    private static final Logger LOG = LoggerFactory.getLogger(HeartbeatCall.class);
    private final Store store;
    private final Metrics metrics;
    private final Clock clock;
    private final ThreadFactory threads;
    private final AtomicBoolean isUnderWay = new AtomicBoolean();
    private volatile boolean hasFailed;

    /** @param threads makes the thread of a call */
    public HeartbeatCall(Store store, Metrics metrics, Clock clock, ThreadFactory threads) {
        this.threads = threads;
        this.store = store;
        this.metrics = metrics;
        this.clock = clock;
    }

    public void start(Heartbeat heartbeat) {
        if (isUnderWay.compareAndSet(false, true)) {
            threads.newThread(() -> ended(heartbeat, heartbeat.call().orElse("")))
                    .start();
        }
    }

    private void ended(Heartbeat heartbeat, String failure) {
        if (!failure.isEmpty() && !hasFailed) {
            LOG.warn("heartbeat to {} failed ({}); trying again with the next one", heartbeat, failure);
        } else if (failure.isEmpty() && hasFailed) {
            LOG.info("heartbeat to {} works again", heartbeat);
        }
        record(heartbeat.toString(), failure);
        hasFailed = !failure.isEmpty();
        isUnderWay.set(false);
        metrics.heartbeat(failure.isEmpty() ? "sent" : "failed");
    }

    private void record(String target, String failure) {
        Instant now = clock.instant();
        try {
            store.daemon()
                    .heartbeat(Optional.of(
                            failure.isEmpty()
                                    ? HeartbeatStatus.accepted(target, now)
                                    : HeartbeatStatus.failing(target, now, failure)));
        } catch (StoreFailure e) {
            metrics.storeFailed();
        }
    }
}

package io.github.vastwatch.daemon;

import io.github.vastwatch.metrics.Numbers;
import io.github.vastwatch.notify.Heartbeat;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls a heartbeat's address on a thread of its own, one call at a time: whoever hangs there holds up nothing. */
final class HeartbeatCall {
    private static final Logger LOG = LoggerFactory.getLogger(HeartbeatCall.class);
    private final Numbers numbers;
    private final AtomicBoolean isUnderWay = new AtomicBoolean();
    private volatile boolean hasFailed;

    HeartbeatCall(Numbers numbers) {
        this.numbers = numbers;
    }

    void start(Heartbeat heartbeat) {
        if (isUnderWay.compareAndSet(false, true)) {
            Daemon.thread(() -> ended(heartbeat, heartbeat.call().orElse("")), "heartbeat")
                    .start();
        }
    }

    private void ended(Heartbeat heartbeat, String failure) {
        if (!failure.isEmpty() && !hasFailed) {
            LOG.warn(
                    "the heartbeat to {} failed ({}); the next one tries again, nothing else waits for it",
                    heartbeat,
                    failure);
        } else if (failure.isEmpty() && hasFailed) {
            LOG.info("the heartbeat to {} is taken again", heartbeat);
        }
        hasFailed = !failure.isEmpty();
        isUnderWay.set(false);
        numbers.heartbeat(failure.isEmpty() ? "sent" : "failed");
    }
}

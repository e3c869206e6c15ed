package io.github.vastwatch.daemon;

import io.github.vastwatch.metrics.Metrics;
import io.github.vastwatch.store.StateLock;
import io.github.vastwatch.store.Store;
import io.github.vastwatch.store.StoreFailure;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Notices that the state cannot be written, or that its file was moved or deleted. */
final class StateMonitor {
    private static final Logger LOG = LoggerFactory.getLogger(StateMonitor.class);
    /** Each writes to the disk. */
    private static final Duration PROBE = Duration.ofSeconds(30);

    private final Store store;
    private final Optional<StateLock> lock;
    private final Metrics metrics;
    private Instant probedAt = Instant.EPOCH;
    private boolean isWritable = true;
    private Optional<String> lost = Optional.empty();

    /** @param lock empty if the state is in memory */
    StateMonitor(Store store, Optional<StateLock> lock, Metrics metrics) {
        this.store = store;
        this.lock = lock;
        this.metrics = metrics;
    }

    void check(Instant now) {
        lock.ifPresent(this::check);
        if (Duration.between(probedAt, now).abs().compareTo(PROBE) >= 0) {
            probedAt = now;
            probe(now);
        }
    }

    /** What happened to the state file, if it is no longer in place. */
    Optional<String> lost() {
        return lost;
    }

    private void check(StateLock held) {
        Optional<String> now = held.lost();
        if (!now.equals(lost)) {
            now.ifPresentOrElse(
                    what -> LOG.error("{}; the daemon continues with the open file, which is lost when it stops", what),
                    () -> LOG.info("the state file is back in its place"));
        }
        lost = now;
        try {
            held.renew();
        } catch (IOException e) {
            LOG.error("a second vastwatch could start with this state: {}", e.getMessage());
        }
    }

    private void probe(Instant now) {
        try {
            store.daemon().testWrite(now);
            if (!isWritable) {
                LOG.info("the state can be written again");
            }
            isWritable = true;
        } catch (StoreFailure.TurnOver e) {
            throw e;
        } catch (StoreFailure e) {
            metrics.storeFailed();
            if (isWritable) {
                LOG.error("{}; nothing is sent until it can be written", e.getMessage());
            }
            isWritable = false;
        }
    }
}

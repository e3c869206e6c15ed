package io.github.vastwatch.daemon;

import io.github.vastwatch.history.Retention;
import io.github.vastwatch.metrics.Metrics;
import io.github.vastwatch.store.History;
import io.github.vastwatch.store.StoreFailure;
import io.github.vastwatch.text.Amount;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes the oldest of the record, a little at a time, so that a poll never waits for long. */
final class RecordPruner {
    private static final Logger LOG = LoggerFactory.getLogger(RecordPruner.class);
    /** A second or two of work, and twenty times what a large market adds in an hour. */
    private static final int MOST_BATCHES = 300;

    private final History history;
    private final Metrics metrics;
    private boolean hasFailed;

    RecordPruner(History history, Metrics metrics) {
        this.history = history;
        this.metrics = metrics;
    }

    void prune(Retention retention, Instant now) {
        try {
            long rows = 0;
            boolean isTooLarge = false;
            History.Pruned last;
            int batches = 0;
            do {
                last = history.prune(now.minus(retention.keep()), retention.maxBytes());
                rows += last.rows();
                isTooLarge |= last.isTooLarge();
            } while (last.isMore() && ++batches < MOST_BATCHES);
            metrics.pruned(rows);
            if (rows > 0) {
                LOG.info(
                        "deleted the oldest {} of what is recorded of the market{}",
                        Amount.count(rows, "row", "rows"),
                        isTooLarge ? ", because the state is larger than history: max_size" : "");
            }
            hasFailed = false;
        } catch (StoreFailure.TurnOver e) {
            throw e;
        } catch (StoreFailure e) {
            metrics.storeFailed();
            if (!hasFailed) {
                LOG.error("the oldest of the record could not be deleted ({}); trying again each hour", e.getMessage());
            }
            hasFailed = true;
        }
    }
}

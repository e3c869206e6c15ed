package io.github.vastwatch.poll;

import io.github.vastwatch.history.Observation;
import io.github.vastwatch.history.Recorder;
import io.github.vastwatch.history.Recording;
import io.github.vastwatch.metrics.Metrics;
import io.github.vastwatch.offer.Question;
import io.github.vastwatch.store.History;
import io.github.vastwatch.store.StoreFailure;
import io.github.vastwatch.vast.SearchResult;
import io.github.vastwatch.watch.Watch;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Records what answers show of the market, after what they send is committed, so that no alert waits for it. */
final class MarketRecorder {
    private static final Logger LOG = LoggerFactory.getLogger(MarketRecorder.class);

    private final History history;
    private final Metrics metrics;
    private final Clock clock;
    /** Null until the first answer: the runs that were open are not read at start. */
    private @Nullable Recorder recorder;

    private boolean hasFailed;

    MarketRecorder(History history, Metrics metrics, Clock clock) {
        this.history = history;
        this.metrics = metrics;
        this.clock = clock;
    }

    /**
     * Records an answer. If that fails, the time since the last one counts as not seen.
     *
     * @param interval how often the question is asked
     */
    void record(Question asked, List<Watch> watches, SearchResult.Found found, Duration interval) {
        if (!Recorder.records(asked)) {
            return;
        }
        try {
            Recorder open = recorder == null ? new Recorder(history.open()) : recorder;
            recorder = open;
            Recording recording = open.record(
                    Observation.of(asked, watches, clock.instant(), found.complete(), interval, found.offers()));
            history.write(recording);
            open.committed(recording);
            hasFailed = false;
        } catch (StoreFailure e) {
            metrics.storeFailed();
            if (!hasFailed) {
                LOG.error("the market could not be recorded ({}); alerts are not affected", e.getMessage());
            }
            hasFailed = true;
        }
    }
}

package io.github.vastwatch.poll;

import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.AlertKind;
import io.github.vastwatch.alert.Match;
import io.github.vastwatch.alert.WatchUpdate;
import io.github.vastwatch.history.MarketContext;
import io.github.vastwatch.history.Observation;
import io.github.vastwatch.history.Recorder;
import io.github.vastwatch.history.Recording;
import io.github.vastwatch.history.Spans.Span;
import io.github.vastwatch.history.Visibility;
import io.github.vastwatch.history.WatchHistory;
import io.github.vastwatch.metrics.Metrics;
import io.github.vastwatch.offer.Question;
import io.github.vastwatch.store.History;
import io.github.vastwatch.store.StoreFailure;
import io.github.vastwatch.vast.SearchResult;
import io.github.vastwatch.watch.Metric;
import io.github.vastwatch.watch.Watch;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Records what answers show of the market, after what they send is committed, so that no alert waits for it. */
final class MarketRecorder {
    private static final Logger LOG = LoggerFactory.getLogger(MarketRecorder.class);

    /** Medians of a week move slowly. */
    private static final Duration CONTEXT_HOLDS = Duration.ofHours(1);

    /** So that polls at intervals of a second cost little. */
    private static final Duration READ_EVERY = Duration.ofSeconds(3);

    /** Watches whose alerts wait until the record is read, some milliseconds each: those of a first answer. */
    private static final int MOST_READ = 3;

    /** Offers whose runs are read: those of a query for nearly everything would hold up the polls. */
    private static final int MOST_OFFERS = 1_000;

    private final History history;
    private final MarketThresholds thresholds;
    private final Metrics metrics;
    private final Clock clock;
    /** Null until the first answer: the runs that were open are not read at start. */
    private @Nullable Recorder recorder;

    private final Map<String, Context> contexts = new HashMap<>();
    private Instant lastRead = Instant.EPOCH;
    private boolean hasFailed;
    private Instant failedAt = Instant.EPOCH;

    /** What is known of the market of a watch, and at what time; nothing of a market that is too large to be read. */
    private record Context(Watch watch, Optional<MarketContext> market, Instant at) {}

    MarketRecorder(History history, MarketThresholds thresholds, Metrics metrics, Clock clock) {
        this.history = history;
        this.thresholds = thresholds;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** Updates with what the record says of their alerts' best offers. */
    List<WatchUpdate> explained(List<Watch> watches, List<WatchUpdate> updates) {
        List<Watch> unknown = watches.stream()
                .filter(watch -> !contexts.containsKey(watch.name()))
                .filter(watch -> updates.stream()
                        .anyMatch(update -> update.watch().equals(watch.name())
                                && !update.deliveries().isEmpty()))
                .limit(MOST_READ)
                .toList();
        try {
            unknown.forEach(this::read);
            return updates.stream().map(this::explained).toList();
        } catch (StoreFailure e) {
            LOG.debug("alerts say nothing of the market, because its record could not be read ({})", e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("alerts say nothing of the market (bug); they are sent all the same", e);
        }
        return updates;
    }

    private WatchUpdate explained(WatchUpdate update) {
        @Nullable Context context = contexts.get(update.watch());
        return update.deliveries().isEmpty() || context == null
                ? update
                : context.market()
                        .map(market -> explained(update, context, market))
                        .orElse(update);
    }

    private WatchUpdate explained(WatchUpdate update, Context context, MarketContext market) {
        // What is sent now counts for the next alert at once, not only when the record is read again.
        update.alerts().stream()
                .filter(alert -> isAbout(alert, market.metric()))
                .flatMap(alert -> alert.best().stream())
                .map(Match::value)
                .min(market.metric()::compare)
                .ifPresent(best -> contexts.put(
                        update.watch(),
                        new Context(context.watch(), Optional.of(market.after(update.at(), best)), context.at())));
        return update.withAlerts(alert -> explained(alert, market));
    }

    private static boolean isAbout(Alert alert, Metric metric) {
        return alert.alertKind() == AlertKind.OFFERS_MATCHED
                && alert.best().isPresent()
                && alert.terms().map(terms -> terms.threshold().metric()).equals(Optional.of(metric));
    }

    private static Alert explained(Alert alert, MarketContext market) {
        if (!isAbout(alert, market.metric())) {
            return alert;
        }
        Alert explained = alert;
        Map<String, String> facts = market.facts(alert.best().orElseThrow().value(), alert.at());
        for (Map.Entry<String, String> fact : facts.entrySet()) {
            explained = explained.with(fact.getKey(), fact.getValue());
        }
        return explained;
    }

    /** Reads the record for the watch whose market was looked at longest ago: one a poll, so that none is held up. */
    private void refresh(List<Watch> watches) {
        Instant now = clock.instant();
        if (Duration.between(lastRead, now).abs().compareTo(READ_EVERY) < 0) {
            return;
        }
        lastRead = now;
        watches.stream()
                .filter(watch -> !isFresh(watch, now))
                .min(Comparator.comparing(watch -> Optional.ofNullable(contexts.get(watch.name()))
                        .map(Context::at)
                        .orElse(Instant.MIN)))
                .ifPresent(this::read);
    }

    private void read(Watch watch) {
        Instant now = clock.instant();
        history.since().ifPresent(since -> {
            Span span = new Span(now.minus(MarketContext.MONTH), now);
            Optional<MarketContext> market = Optional.empty();
            List<Long> offers = history.numbers(WatchHistory.keys(watch));
            if (offers.size() <= MOST_OFFERS) {
                WatchHistory.Reader reader = new WatchHistory.Reader(
                        watch, span, history.polls(span, question -> Visibility.isOf(watch, question)));
                history.runs(span, offers, reader);
                market = Optional.of(MarketContext.of(reader.history(), since));
            }
            contexts.put(watch.name(), new Context(watch, market, now));
        });
    }

    private boolean isFresh(Watch watch, Instant now) {
        @Nullable Context context = contexts.get(watch.name());
        return context != null
                && context.watch().question().equals(watch.question())
                && context.watch().threshold().metric().equals(watch.threshold().metric())
                && Duration.between(context.at(), now).abs().compareTo(CONTEXT_HOLDS) < 0;
    }

    /**
     * Records an answer. If that fails, the time since the last one counts as not seen.
     *
     * @param interval how often the question is asked
     * @param isNews whether it caused alerts, which are being delivered now
     */
    void record(Question asked, List<Watch> watches, SearchResult.Found found, Duration interval, boolean isNews) {
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
            thresholds.add(recording);
            noticeThatItWorks();
            if (!isNews) {
                refresh(watches);
            }
        } catch (StoreFailure.TurnOver e) {
            recorder = null;
            throw e;
        } catch (StoreFailure e) {
            // Where the connection broke, it may have been recorded.
            recorder = null;
            metrics.storeFailed();
            if (!hasFailed) {
                LOG.error("the market could not be recorded ({}); alerts are not affected", e.getMessage());
            }
            noticeThatItFails();
        } catch (RuntimeException e) {
            if (!hasFailed) {
                LOG.error("the market could not be recorded (bug); alerts are not affected", e);
            }
            noticeThatItFails();
        }
    }

    private void noticeThatItFails() {
        hasFailed = true;
        failedAt = clock.instant();
    }

    private void noticeThatItWorks() {
        if (hasFailed && Duration.between(failedAt, clock.instant()).abs().compareTo(PollFailureLog.QUIET) >= 0) {
            hasFailed = false;
            LOG.info("the market is recorded again");
        }
    }
}

package io.github.vastwatch.web;

import io.github.vastwatch.history.CurrentMarket;
import io.github.vastwatch.history.CurrentMarket.Priced;
import io.github.vastwatch.metrics.MetricFamily;
import io.github.vastwatch.store.PollOutcome;
import io.github.vastwatch.store.WatchStatus;
import io.github.vastwatch.watch.Watch;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The watches and what is on the market for them, as Prometheus reads them. */
final class WatchMetrics {
    private static final String WATCH = "watch";
    private static final String METRIC = "metric";

    /** A thousand watches take 0.4 s of processor time. */
    private static final Duration HOLDS = Duration.ofSeconds(10);

    private final Board board;
    private List<Watch> seen = List.of();
    private Instant seenAt = Instant.EPOCH;
    private Map<String, Figures> last = Map.of();

    WatchMetrics(Board board) {
        this.board = board;
    }

    List<MetricFamily> families() {
        Gauges gauges = new Gauges();
        List<Watch> watches = board.watches();
        polls(gauges, watches);
        market(gauges, watches);
        return gauges.families();
    }

    private void polls(Gauges gauges, List<Watch> watches) {
        MetricFamily complete = gauges.gauge(
                "watch_complete_timestamp_seconds", "When an answer last showed a watch the complete market");
        MetricFamily due = gauges.gauge(
                "watch_due_timestamp_seconds", "When the next complete answer is due; missing if none is expected");
        MetricFamily matches = gauges.gauge("watch_matches", "Offers that matched in the last answer");
        MetricFamily paused = gauges.gauge("watch_paused", "1 if the watch is paused or disabled");
        MetricFamily interval =
                gauges.gauge("watch_interval_seconds", "The configured time between the next two polls of a watch");
        Map<String, WatchStatus> statuses = board.statuses();
        Instant now = board.now();
        for (Watch watch : watches) {
            String name = watch.name();
            Optional<WatchStatus> status = Optional.ofNullable(statuses.get(name));
            boolean isPaused =
                    !watch.enabled() || status.flatMap(WatchStatus::paused).isPresent();
            paused.add(isPaused ? 1 : 0, WATCH, name);
            watch.interval(now).ifPresent(length -> interval.add(length.toMillis() / 1e3, WATCH, name));
            status.flatMap(WatchStatus::completeAt).ifPresent(at -> complete.add(at, WATCH, name));
            status.filter(each -> !isPaused).flatMap(WatchStatus::dueAt).ifPresent(at -> due.add(at, WATCH, name));
            status.flatMap(WatchStatus::last)
                    .flatMap(PollOutcome::matches)
                    .ifPresent(count -> matches.add(count, WATCH, name));
        }
    }

    private void market(Gauges gauges, List<Watch> watches) {
        MetricFamily threshold = gauges.gauge("watch_threshold", "The threshold of a watch, where it is now");
        MetricFamily offers = gauges.gauge(
                "watch_offers", "Offers that are there, as far as recorded, and that the query admits at any price");
        MetricFamily best = gauges.gauge("watch_best", "The best value of the offers that the query admits");
        MetricFamily p10 = gauges.gauge("watch_p10", "The value that a tenth of those offers are not worse than");
        MetricFamily median = gauges.gauge("watch_median", "The value that half of those offers are not worse than");
        MetricFamily p90 = gauges.gauge("watch_p90", "The value that nine tenths of those offers are not worse than");
        Map<String, Figures> all = figures(watches);
        for (Watch watch : watches) {
            String[] labels = {
                WATCH, watch.name(), METRIC, watch.threshold().metric().wire()
            };
            if (!watch.threshold().isNone() && !watch.isWaiting()) {
                threshold.add(watch.threshold().value().doubleValue(), labels);
            }
            Optional<Figures> own = Optional.ofNullable(all.get(watch.name()));
            offers.add(own.map(Figures::offers).orElse(0), WATCH, watch.name());
            own.ifPresent(figures -> {
                best.add(figures.best(), labels);
                p10.add(figures.p10(), labels);
                median.add(figures.median(), labels);
                p90.add(figures.p90(), labels);
            });
        }
    }

    /** Those of each watch whose query admits an offer. */
    private synchronized Map<String, Figures> figures(List<Watch> watches) {
        Instant now = board.now();
        if (!watches.equals(seen) || Duration.between(seenAt, now).abs().compareTo(HOLDS) >= 0) {
            CurrentMarket market = board.market();
            Map<String, Figures> next = new HashMap<>();
            for (Watch watch : watches) {
                Figures.of(market.admitted(watch)).ifPresent(figures -> next.put(watch.name(), figures));
            }
            last = next;
            seen = watches;
            seenAt = now;
        }
        return last;
    }

    /** What is on the market for a watch. */
    private record Figures(int offers, double best, double p10, double median, double p90) {
        /** @param offers the best first */
        static Optional<Figures> of(List<Priced> offers) {
            return offers.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Figures(
                            offers.size(),
                            offers.get(0).value().doubleValue(),
                            rank(offers, 1),
                            rank(offers, 5),
                            rank(offers, 9)));
        }

        /** The nearest rank of some tenths. */
        private static double rank(List<Priced> offers, int tenths) {
            return offers.get((offers.size() * tenths + 9) / 10 - 1).value().doubleValue();
        }
    }
}

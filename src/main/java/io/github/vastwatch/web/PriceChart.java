package io.github.vastwatch.web;

import io.github.vastwatch.history.Series;
import io.github.vastwatch.history.Spans;
import io.github.vastwatch.history.Spans.Span;
import io.github.vastwatch.history.WatchHistory;
import io.github.vastwatch.store.Store;
import io.github.vastwatch.text.Share;
import io.github.vastwatch.watch.Metric;
import io.github.vastwatch.watch.Watch;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The prices of a watch over time, as the API gives them and the page draws them: steps, each from its time to the next.
 *
 * @param metric what the values are, as {@code dph_total}
 * @param at the start of each step, in seconds since 1970; the last one is the end of the chart
 * @param best the best value from then on; null where none is known, as in the other lists
 * @param threshold null if there is none
 * @param seen the share of the time in which all offers were seen, 0 to 1
 * @param matched the share of the time in which something matched, of that in which matches were seen, 0 to 1
 * @param matching when something matched, as pairs of seconds since 1970
 */
record PriceChart(
        String metric,
        boolean money,
        Instant from,
        Instant to,
        List<Long> at,
        List<@Nullable BigDecimal> best,
        List<@Nullable BigDecimal> p10,
        List<@Nullable BigDecimal> median,
        List<@Nullable BigDecimal> p90,
        @Nullable BigDecimal threshold,
        List<Mark> alerts,
        double seen,
        double matched,
        List<List<Long>> matching) {

    /** Finer than any screen; a zoom asks again. */
    private static final int MOST_STEPS = 1_500;
    /** Alerts that are marked, the latest. */
    private static final int MOST_ALERTS = 200;

    /** An alert at the best value that it reported. */
    record Mark(long at, BigDecimal value) {}

    static PriceChart of(Store store, Watch watch, Span wanted) {
        Span span = store.history().latest(wanted, Board.MOST_POLLS);
        WatchHistory.Reader reader =
                new WatchHistory.Reader(watch, span, store.history().polls(span));
        store.history().runs(span, reader.keys(), reader);
        WatchHistory history = reader.history();
        List<Series.Step> steps =
                coarse(Series.of(history).steps(), span, watch.threshold().metric());
        List<Long> at = new ArrayList<>();
        List<@Nullable BigDecimal> best = new ArrayList<>();
        List<@Nullable BigDecimal> p10 = new ArrayList<>();
        List<@Nullable BigDecimal> median = new ArrayList<>();
        List<@Nullable BigDecimal> p90 = new ArrayList<>();
        for (Series.Step step : steps) {
            at.add(step.from().getEpochSecond());
            best.add(step.figures().best().orElse(null));
            p10.add(step.figures().p10().orElse(null));
            median.add(step.figures().median().orElse(null));
            p90.add(step.figures().p90().orElse(null));
        }
        if (!steps.isEmpty()) {
            at.add(span.to().getEpochSecond());
            List.of(best, p10, median, p90).forEach(values -> values.add(values.get(values.size() - 1)));
        }
        List<Span> matching = steps.stream()
                .filter(step -> step.figures().matches().orElse(0) > 0)
                .map(step -> new Span(step.from(), step.to()))
                .toList();
        Duration looked = history.matching().and(history.whole()).length();
        return new PriceChart(
                watch.threshold().metric().toString(),
                watch.threshold().metric().isMoney(),
                span.from(),
                span.to(),
                at,
                best,
                p10,
                median,
                p90,
                watch.threshold().isNone() || watch.isWaiting()
                        ? null
                        : watch.threshold().value(),
                alerts(store, watch, span),
                share(history.whole().length(), span.length()),
                share(matching.stream().map(Span::length).reduce(Duration.ZERO, Duration::plus), looked),
                Spans.of(matching).list().stream()
                        .map(each ->
                                List.of(each.from().getEpochSecond(), each.to().getEpochSecond()))
                        .toList());
    }

    private static double share(Duration part, Duration whole) {
        return whole.isZero() ? 0 : Math.min(1, (double) part.toMillis() / whole.toMillis());
    }

    /** Steps of equal length with the best of each, where there are more changes than a chart can show. */
    private static List<Series.Step> coarse(List<Series.Step> steps, Span span, Metric metric) {
        if (steps.size() <= MOST_STEPS) {
            return steps;
        }
        long length = span.length().toMillis() / MOST_STEPS + 1;
        List<Series.Step> coarse = new ArrayList<>();
        for (Series.Step step : steps) {
            int last = coarse.size() - 1;
            long bucket = (step.from().toEpochMilli() - span.from().toEpochMilli()) / length;
            boolean isSame = last >= 0
                    && (coarse.get(last).from().toEpochMilli() - span.from().toEpochMilli()) / length == bucket
                    && coarse.get(last).figures().median().isPresent()
                            == step.figures().median().isPresent();
            if (isSame) {
                coarse.set(last, joined(coarse.get(last), step, metric));
            } else {
                coarse.add(step);
            }
        }
        return coarse;
    }

    private static Series.Step joined(Series.Step one, Series.Step next, Metric metric) {
        Series.Figures a = one.figures();
        Series.Figures b = next.figures();
        return new Series.Step(
                one.from(),
                next.to(),
                new Series.Figures(
                        b.offers(),
                        a.matches().orElse(0) > 0 ? a.matches() : b.matches(),
                        better(a.best(), b.best(), metric),
                        better(a.p10(), b.p10(), metric),
                        b.median(),
                        better(b.p90(), a.p90(), metric).equals(a.p90()) ? b.p90() : a.p90()));
    }

    private static Optional<BigDecimal> better(Optional<BigDecimal> one, Optional<BigDecimal> other, Metric metric) {
        if (one.isEmpty() || other.isEmpty()) {
            return one.or(() -> other);
        }
        return metric.compare(one.get(), other.get()) <= 0 ? one : other;
    }

    private static List<Mark> alerts(Store store, Watch watch, Span span) {
        Deque<Mark> marks = new ArrayDeque<>();
        store.outbox().alerts(watch.name(), span.from(), alert -> {
            if (!alert.matches().isEmpty() && alert.at().isBefore(span.to())) {
                marks.add(new Mark(
                        alert.at().getEpochSecond(), alert.matches().get(0).value()));
                if (marks.size() > MOST_ALERTS) {
                    marks.remove();
                }
            }
        });
        return List.copyOf(marks);
    }

    /** {@code Something matched in 34 % of the time that was seen, 98 % of 7 days.} */
    String sentence(String range) {
        if (at.isEmpty() || (matched == 0 && seen == 0)) {
            return "Nothing of this watch is recorded in the last " + range + " yet.";
        }
        return "Something was within the threshold in " + percent(matched)
                + " of the time that was looked at; other offers were seen in " + percent(seen) + " of the last "
                + range + ".";
    }

    private static String percent(double share) {
        return Share.percent(BigDecimal.valueOf(share), share < 0.1 ? 1 : 0);
    }
}

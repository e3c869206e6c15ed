package io.github.vastwatch.history;

import io.github.vastwatch.history.Spans.Span;
import io.github.vastwatch.history.WatchHistory.Offered;
import io.github.vastwatch.watch.Metric;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How good an offer is beside what was recorded of its watch's market.
 *
 * @param since when the record begins
 * @param seen the share of the time since then, of a month at most, in which all matches were recorded
 * @param median of a week; empty while less than a quarter of it was seen
 * @param bests for each time the best value since then, the newest first, each better than the one before
 * @param lifetime the median time that offers within the threshold stayed, of those that were seen from start to end
 * @param sparkline the best values of a week, the oldest first; empty where nothing was seen or offered
 */
public record MarketContext(
        Metric metric,
        Instant since,
        BigDecimal seen,
        Optional<BigDecimal> median,
        List<Best> bests,
        Optional<Duration> lifetime,
        List<Optional<BigDecimal>> sparkline) {
    /** The time of which a median and a sparkline are made. */
    public static final Duration WEEK = Duration.ofDays(7);

    /** The time of which lows are known. */
    public static final Duration MONTH = Duration.ofDays(30);

    public static final String SINCE = "recorded_since";
    public static final String SEEN = "recorded_share";
    public static final String MEDIAN = "median_7d";
    public static final String LAST_AS_GOOD = "last_as_good";
    public static final String LIFETIME = "usual_lifetime_s";
    public static final String SPARKLINE = "best_7d";

    private static final Duration DAY = Duration.ofDays(1);
    /** Fewer offers say nothing about others. */
    private static final int FEWEST = 3;

    private static final int COLUMNS = 28;
    private static final BigDecimal HALF = new BigDecimal("0.5");
    private static final String BARS = "▁▂▃▄▅▆▇█";
    private static final char GAP = '·';

    /** The best value that was offered at a time or after. */
    public record Best(Instant at, BigDecimal value) {}

    /**
     * What the record of a watch says at the end of its span.
     *
     * @param since when the record begins
     */
    public static MarketContext of(WatchHistory history, Instant since) {
        Instant now = history.span().to();
        Metric metric = history.watch().threshold().metric();
        Span week = new Span(now.minus(WEEK), now);
        Spans seen = history.whole().within(week);
        boolean isSeen = seen.length().multipliedBy(4).compareTo(WEEK) >= 0;
        return new MarketContext(
                metric,
                since,
                seen(history, since),
                isSeen ? Prices.of(history.offered(), seen, metric::compare).quantile(HALF) : Optional.empty(),
                bests(history, metric),
                lifetime(history),
                sparkline(history, week, metric));
    }

    private static BigDecimal seen(WatchHistory history, Instant since) {
        Span span = history.span();
        Instant from = since.isAfter(span.from()) ? since : span.from();
        long time = Math.max(1, Duration.between(from, span.to()).toSeconds());
        long seen = history.whole().and(history.matching()).length().toSeconds();
        return BigDecimal.valueOf(Math.min(seen, time)).divide(BigDecimal.valueOf(time), 3, RoundingMode.DOWN);
    }

    private static List<Best> bests(WatchHistory history, Metric metric) {
        List<Offered> newest = history.offered().stream()
                .sorted(Comparator.comparing(Offered::to).reversed())
                .toList();
        List<Best> bests = new ArrayList<>();
        for (Offered each : newest) {
            int last = bests.size() - 1;
            if (last < 0 || metric.compare(each.value(), bests.get(last).value()) < 0) {
                bests.add(new Best(each.to(), each.value()));
            }
        }
        return List.copyOf(bests);
    }

    /** This after something was offered. */
    public MarketContext after(Instant at, BigDecimal value) {
        List<Best> now = new ArrayList<>(List.of(new Best(at, value)));
        bests.stream().filter(best -> metric.compare(best.value(), value) < 0).forEach(now::add);
        return new MarketContext(metric, since, seen, median, List.copyOf(now), lifetime, sparkline);
    }

    private static Optional<Duration> lifetime(WatchHistory history) {
        List<Duration> lifetimes = Lifetimes.of(history);
        return lifetimes.size() < FEWEST ? Optional.empty() : Lifetimes.median(lifetimes);
    }

    private static List<Optional<BigDecimal>> sparkline(WatchHistory history, Span week, Metric metric) {
        Duration width = WEEK.dividedBy(COLUMNS);
        Spans seen = history.whole().and(history.matching());
        List<Optional<BigDecimal>> columns = new ArrayList<>();
        for (int i = 0; i < COLUMNS; i++) {
            Instant from = week.from().plus(width.multipliedBy(i));
            Span column = new Span(from, from.plus(width));
            columns.add(history.offered().stream()
                    .filter(each ->
                            each.from().isBefore(column.to()) && each.to().isAfter(column.from()))
                    .filter(each -> !seen.within(column)
                            .within(new Span(each.from(), each.to()))
                            .list()
                            .isEmpty())
                    .map(Offered::value)
                    .min(metric::compare));
        }
        return List.copyOf(columns);
    }

    /**
     * What there is to say of an offer, by name, for programs. Nothing is said of a record shorter than a day.
     *
     * @param value of the offer
     */
    public Map<String, String> facts(BigDecimal value, Instant now) {
        Map<String, String> facts = new LinkedHashMap<>();
        if (Duration.between(since, now).compareTo(DAY) < 0) {
            return facts;
        }
        facts.put(SINCE, since.toString());
        facts.put(SEEN, seen.toPlainString());
        median.ifPresent(each -> facts.put(MEDIAN, each.toPlainString()));
        bests.stream()
                .filter(best -> metric.compare(best.value(), value) <= 0)
                .findFirst()
                .ifPresent(best -> facts.put(LAST_AS_GOOD, best.at().toString()));
        lifetime.ifPresent(each -> facts.put(LIFETIME, String.valueOf(each.toSeconds())));
        if (sparkline.stream().anyMatch(Optional::isPresent)) {
            facts.put(SPARKLINE, bars());
        }
        return facts;
    }

    private String bars() {
        BigDecimal least = sparkline.stream()
                .flatMap(Optional::stream)
                .min(Comparator.naturalOrder())
                .orElseThrow();
        BigDecimal most = sparkline.stream()
                .flatMap(Optional::stream)
                .max(Comparator.naturalOrder())
                .orElseThrow();
        double range = most.subtract(least).doubleValue();
        StringBuilder bars = new StringBuilder();
        for (Optional<BigDecimal> column : sparkline) {
            bars.append(column.map(value -> range == 0
                            ? BARS.charAt(0)
                            : BARS.charAt((int)
                                    Math.round(value.subtract(least).doubleValue() / range * (BARS.length() - 1))))
                    .orElse(GAP));
        }
        return bars.toString();
    }

    /** The heights of a sparkline, from 1 to 8, and 0 for gaps. */
    public static List<Integer> heights(String sparkline) {
        return sparkline.chars().map(bar -> BARS.indexOf(bar) + 1).boxed().toList();
    }
}

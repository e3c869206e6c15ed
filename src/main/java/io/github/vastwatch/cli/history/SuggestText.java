package io.github.vastwatch.cli.history;

import io.github.vastwatch.history.Lifetimes;
import io.github.vastwatch.history.Prices;
import io.github.vastwatch.history.Spans;
import io.github.vastwatch.history.Spans.Span;
import io.github.vastwatch.history.Suggestion;
import io.github.vastwatch.history.WatchHistory;
import io.github.vastwatch.text.RelativeTime;
import io.github.vastwatch.watch.Metric;
import io.github.vastwatch.watch.Watch;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A suggestion as text.
 *
 * @param isNarrow whether a looser threshold is not recorded well enough to be counted
 * @param history of the time that was replayed
 * @param all of all that is recorded
 * @param since when recording began
 */
record SuggestText(
        Watch watch,
        double wanted,
        Suggestion.Rate rate,
        boolean isNarrow,
        WatchHistory history,
        WatchHistory all,
        Instant since) {
    private static final BigDecimal TENTH = new BigDecimal("0.1");
    private static final BigDecimal HALF = new BigDecimal("0.5");

    /** With less, nothing is called lowest. */
    private static final Duration ENOUGH = Duration.ofDays(1);

    /** The JSON has these components. */
    record View(
            String watch,
            String threshold,
            double alertsPerDay,
            int alerts,
            double daysSeen,
            Optional<Long> medianLifetimeSeconds,
            int lifetimes,
            Optional<Figures> today,
            List<Best> best,
            boolean tooNarrow,
            Instant recordingSince) {}

    /** The figures of a day. */
    record Figures(BigDecimal best, BigDecimal p10, BigDecimal median) {}

    /**
     * The best of a time.
     *
     * @param of its name
     * @param value absent where less than a day was seen
     */
    record Best(String of, Optional<BigDecimal> value, double daysSeen) {}

    View view() {
        List<Duration> lifetimes = lifetimes();
        return new View(
                watch.name(),
                rate.threshold().toString(),
                rate.perDay(),
                rate.alerts(),
                rate.days(),
                Lifetimes.median(lifetimes).map(Duration::toSeconds),
                lifetimes.size(),
                today(),
                best(),
                isNarrow,
                since);
    }

    private Metric metric() {
        return watch.threshold().metric();
    }

    private List<Duration> lifetimes() {
        return Lifetimes.of(new WatchHistory(
                watch.with(rate.threshold()), history.span(), history.offered(), history.whole(), rate.seen()));
    }

    /** Of the last day that was recorded. */
    private Optional<Figures> today() {
        Instant to = all.whole().list().isEmpty()
                ? all.span().to()
                : all.whole().list().get(all.whole().list().size() - 1).to();
        Prices prices = prices(all.whole().within(new Span(to.minus(Duration.ofDays(1)), to)));
        return prices.quantile(TENTH)
                .flatMap(p10 -> prices.quantile(HALF)
                        .map(median -> new Figures(prices.values().get(0).value(), p10, median)));
    }

    private Prices prices(Spans seen) {
        return Prices.of(all.offered(), seen, metric()::compare);
    }

    private List<Best> best() {
        return List.of(
                best("7 d", all.span().to().minus(Duration.ofDays(7))),
                best("30 d", all.span().to().minus(Duration.ofDays(30))),
                best("all", all.span().from()));
    }

    private Best best(String name, Instant from) {
        Spans seen = all.matching().within(new Span(from, all.span().to()));
        Prices prices = prices(seen);
        Optional<BigDecimal> best = seen.length().compareTo(ENOUGH) < 0
                ? Optional.empty()
                : prices.values().stream().findFirst().map(Prices.Weighted::value);
        return new Best(name, best, seen.length().toSeconds() / 86_400.0);
    }

    List<String> lines() {
        List<Duration> lifetimes = lifetimes();
        List<String> lines = new ArrayList<>();
        lines.add("with " + rate.threshold() + ", " + watch.name() + " would have alerted "
                + (rate.alerts() == 1 ? "once" : rate.alerts() + " times") + " in "
                + String.format(Locale.ROOT, "%.1f days that were seen: %.1f a day", rate.days(), rate.perDay()));
        if (!isNarrow && rate.perDay() < wanted / 2) {
            lines.add("no threshold would have alerted more often: the record has so few answers, or the market so few"
                    + " changes");
        }
        lines.add(Lifetimes.median(lifetimes)
                .map(median -> "such offers last " + RelativeTime.span(median) + " (median of " + lifetimes.size()
                        + " that were seen to appear and to leave)")
                .orElse("how long such offers last is not known: none was seen to appear and to leave"));
        lines.add(today().map(each -> "the last day: best " + metric().words(each.best()) + ", p10 "
                        + metric().words(each.p10()) + ", median " + metric().words(each.median()))
                .orElse("the last day: not all offers were asked for, so p10 and median are not known"));
        best().forEach(each -> lines.add("best of "
                + (each.of().equals("all") ? "all that is recorded" : "the last " + each.of()) + ": "
                + each.value().map(metric()::words).orElse("not said, with less than a day seen")
                + String.format(Locale.ROOT, " (%.1f d seen)", each.daysSeen())));
        lines.add("recording since " + since.truncatedTo(ChronoUnit.SECONDS));
        if (isNarrow) {
            lines.add("too narrow: looser thresholds were not asked for, so that their alerts cannot be counted; to"
                    + " widen the record, set a looser threshold for some days, or 'threshold: none' with 'notify' of a"
                    + " channel that is not read");
        }
        lines.add("");
        lines.add("watches:");
        lines.add("  - name: " + watch.name());
        lines.add("    threshold: " + rate.threshold());
        return lines;
    }
}

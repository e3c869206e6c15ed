package io.github.vastwatch.cli.history;

import io.github.vastwatch.cli.console.Json;
import io.github.vastwatch.cli.console.TextTable;
import io.github.vastwatch.history.Prices;
import io.github.vastwatch.history.Series;
import io.github.vastwatch.history.Spans;
import io.github.vastwatch.history.Spans.Span;
import io.github.vastwatch.history.WatchHistory;
import io.github.vastwatch.text.Amount;
import io.github.vastwatch.text.Share;
import io.github.vastwatch.watch.Metric;
import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The history of a watch as text.
 *
 * @param since when recording began
 */
record HistoryText(WatchHistory history, Series series, Instant since) {
    /** The lengths of the rows of the table, and how many rows read well. */
    private static final List<Duration> LENGTHS = List.of(
            Duration.ofMinutes(1),
            Duration.ofMinutes(10),
            Duration.ofHours(1),
            Duration.ofDays(1),
            Duration.ofDays(7),
            Duration.ofDays(28));

    private static final int MOST_ROWS = 32;

    private static final List<BigDecimal> SHARES =
            List.of(new BigDecimal("0.1"), new BigDecimal("0.5"), new BigDecimal("0.9"));

    /** What is missing. */
    private static final String NONE = "-";

    /** Prices are binary fractions: more digits are rounding errors. */
    private static final MathContext DIGITS = new MathContext(12);

    /** A step; its CSV and JSON have these components. */
    record Row(
            Instant from,
            Instant to,
            Optional<Integer> offers,
            Optional<Integer> matches,
            Optional<BigDecimal> best,
            Optional<BigDecimal> p10,
            Optional<BigDecimal> median,
            Optional<BigDecimal> p90) {
        static final String NAMES = "from,to,offers,matches,best,p10,median,p90";

        static Row of(Series.Step step) {
            Series.Figures figures = step.figures();
            return new Row(
                    step.from(),
                    step.to(),
                    figures.offers(),
                    figures.matches(),
                    figures.best().map(Row::plain),
                    figures.p10().map(Row::plain),
                    figures.median().map(Row::plain),
                    figures.p90().map(Row::plain));
        }

        private static BigDecimal plain(BigDecimal value) {
            BigDecimal rounded = value.round(DIGITS).stripTrailingZeros();
            return rounded.scale() < 0 ? rounded.setScale(0) : rounded;
        }

        String csv() {
            Stream<String> figures = Stream.of(offers, matches, best, p10, median, p90)
                    .map(each -> each.map(Object::toString).orElse(""));
            return Stream.concat(Stream.of(from.toString(), to.toString()), figures)
                    .collect(Collectors.joining(","));
        }
    }

    void csv(PrintWriter out) {
        out.print(Row.NAMES + "\r\n");
        series.steps().forEach(step -> out.print(Row.of(step).csv() + "\r\n"));
        out.flush();
    }

    void json(PrintWriter out) throws IOException {
        Json.Rows rows = new Json.Rows(out);
        series.steps().forEach(step -> rows.add(Row.of(step)));
        rows.end();
    }

    /** {@code cheap-4090: gpu_name=RTX_4090 num_gpus=1}. */
    String title() {
        return (history.watch().threshold().isNone() ? "" : history.watch().name() + ": ")
                + history.watch().query();
    }

    /** {@code on-demand, $/h with 20 GB of disk}. */
    String unit() {
        return history.watch().type().wire() + ", "
                + (metric().isWholePrice()
                        ? "$/h with " + history.watch().diskGb() + " GB of disk"
                        : metric().toString());
    }

    /** What was seen, and since when it is recorded. */
    String coverage() {
        String all = "all offers were seen " + share(history.whole(), history.span()) + " of the time";
        String within =
                history.watch().threshold().isNone() || history.matching().equals(history.whole())
                        ? ""
                        : ", all within the threshold " + share(history.matching(), history.span());
        return all + within + " since " + history.span().from().truncatedTo(ChronoUnit.SECONDS) + "; recording since "
                + since.truncatedTo(ChronoUnit.SECONDS);
    }

    /** Figures of days, or of shorter or longer times where these read better. */
    List<String> table() {
        Duration length = LENGTHS.stream()
                .filter(each -> history.span().length().dividedBy(each) < MOST_ROWS)
                .findFirst()
                .orElse(LENGTHS.get(LENGTHS.size() - 1));
        boolean isDays = length.toDays() > 0;
        boolean hasThreshold = !history.watch().threshold().isNone();
        List<List<String>> rows = new ArrayList<>();
        List<String> names = new ArrayList<>(List.of(
                length.toDays() == 1 ? "day (UTC)" : "from (UTC)", "seen", "offers", "best", "p10", "median", "p90"));
        if (hasThreshold) {
            names.add("within threshold");
        }
        rows.add(names);
        long millis = length.toMillis();
        // The first day of the epoch is a Thursday, and weeks begin on Mondays.
        long offset = length.toDays() < 7 ? 0 : Duration.ofDays(4).toMillis();
        long first = Math.floorDiv(history.span().from().toEpochMilli() - offset, millis) * millis + offset;
        for (Instant at = Instant.ofEpochMilli(first);
                at.isBefore(history.span().to());
                at = at.plus(length)) {
            Span span = new Span(
                    at.isBefore(history.span().from()) ? history.span().from() : at,
                    at.plus(length).isAfter(history.span().to())
                            ? history.span().to()
                            : at.plus(length));
            rows.add(row(isDays ? at.toString().substring(0, 10) : clock(at), span, hasThreshold));
        }
        return new TextTable(1, 2, 3, 4, 5, 6, 7).lines(rows);
    }

    private static String clock(Instant at) {
        return at.atZone(ZoneOffset.UTC).toLocalDateTime().toString().replace('T', ' ');
    }

    private List<String> row(String name, Span span, boolean hasThreshold) {
        Spans seen = history.whole().within(span);
        Prices prices = Prices.of(
                history.offered().stream()
                        .filter(each ->
                                each.from().isBefore(span.to()) && each.to().isAfter(span.from()))
                        .toList(),
                seen,
                metric()::compare);
        List<String> row = new ArrayList<>(List.of(name, share(seen, span), offers(prices, seen), best(span)));
        SHARES.forEach(
                share -> row.add(prices.quantile(share).map(metric()::amount).orElse(NONE)));
        if (hasThreshold) {
            row.add(within(span));
        }
        return row;
    }

    /** How many offers there were on average. */
    private static String offers(Prices prices, Spans seen) {
        long offered = prices.values().stream()
                .mapToLong(Prices.Weighted::milliseconds)
                .sum();
        return seen.length().isZero()
                ? NONE
                : Amount.number((double) offered / seen.length().toMillis());
    }

    private String best(Span span) {
        return steps(span)
                .flatMap(step -> step.figures().best().stream())
                .min(metric()::compare)
                .map(metric()::amount)
                .orElse(NONE);
    }

    /** For which share of the time there were offers within the threshold. */
    private String within(Span span) {
        Spans known = history.matching().within(span);
        Spans within = Spans.of(steps(span)
                .filter(step ->
                        step.figures().matches().filter(count -> count > 0).isPresent())
                .map(step -> new Span(step.from(), step.to()))
                .toList());
        return known.equals(Spans.NONE) ? NONE : percent(known.within(within).length(), known.length());
    }

    private Stream<Series.Step> steps(Span span) {
        return series.steps().stream()
                .filter(step -> step.from().isBefore(span.to()) && step.to().isAfter(span.from()));
    }

    private static String share(Spans seen, Span span) {
        return percent(seen.within(span).length(), span.length());
    }

    private static String percent(Duration part, Duration all) {
        return Share.percent(
                BigDecimal.valueOf(part.toMillis()).divide(BigDecimal.valueOf(all.toMillis()), MathContext.DECIMAL64),
                0);
    }

    private Metric metric() {
        return history.watch().threshold().metric();
    }
}

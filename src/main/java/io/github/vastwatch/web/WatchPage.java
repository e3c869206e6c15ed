package io.github.vastwatch.web;

import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.Match;
import io.github.vastwatch.alert.Memory;
import io.github.vastwatch.history.CurrentMarket.Priced;
import io.github.vastwatch.history.Spans.Span;
import io.github.vastwatch.store.Listing.AlertFilter;
import io.github.vastwatch.text.Amount;
import io.github.vastwatch.text.SafeText;
import io.github.vastwatch.watch.Explanation;
import io.github.vastwatch.watch.Metric;
import io.github.vastwatch.watch.Watch;
import io.github.vastwatch.web.Route.Call;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** One watch: its prices over time, what is offered now, what matches, what it sent, and what nearly matches. */
final class WatchPage {
    /** How far back a chart can look, by its name in the URL. */
    private static final Map<String, Duration> RANGES = ranges();

    private static final String USUAL_RANGE = "7d";
    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofDays(366);
    /** Matches of one page, which are sorted before they are cut. */
    private static final int MOST_MATCHES = 1_000;

    private static final int USUAL_MATCHES = 20;

    private static final int MOST_ALERTS = 10;
    private static final Duration RECENT = Duration.ofDays(30);

    private final Pages pages;
    private final Board board;
    private final Charts charts;

    WatchPage(Pages pages) {
        this.pages = pages;
        this.board = pages.board();
        this.charts = new Charts(board);
    }

    private static Map<String, Duration> ranges() {
        Map<String, Duration> ranges = new LinkedHashMap<>();
        ranges.put("1h", Duration.ofHours(1));
        ranges.put("6h", Duration.ofHours(6));
        ranges.put("1d", Duration.ofDays(1));
        ranges.put("7d", Duration.ofDays(7));
        ranges.put("30d", Duration.ofDays(30));
        ranges.put("90d", Duration.ofDays(90));
        return ranges;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/watches/" + Route.NAME, this::show),
                Route.get("/api/v1/watches/" + Route.NAME + "/history", this::history));
    }

    /** An offer that does not match, and what it lacks. */
    record Miss(String gpu, String place, String value, String lacks) {}

    /** An alert in the list. */
    record Sent(String id, Age age, String words, String reasons) {}

    private Response show(Call call) {
        Optional<Watch> found = board.watch(call.part());
        if (found.isEmpty()) {
            return pages.missing(call, "The config has no watch called '" + call.part() + "'.");
        }
        Watch watch = found.get();
        Instant now = board.now();
        String range =
                call.request().parameter("range").filter(RANGES::containsKey).orElse(USUAL_RANGE);
        MatchRow.Sort sort =
                MatchRow.Sort.parse(call.request().parameter("sort").orElse(""));
        Memory memory = board.store().offers().memory(watch);
        List<Priced> admitted = board.admitted(watch, memory);
        List<MatchRow> matches = MatchRow.all(watch, memory.tracked().values(), admitted, sort, now);
        PriceChart chart = charts.get(watch, new Span(now.minus(RANGES.getOrDefault(range, LONGEST)), now));
        Map<String, Object> values = new HashMap<>();
        values.put("watch", watch);
        values.put("row", WatchRow.one(board, watch, admitted));
        values.put("query", watch.query().toString());
        values.put("schedule", watch.schedule().toString());
        values.put("channels", String.join(", ", watch.channels()));
        values.put("type", watch.type().wire());
        values.put("unit", watch.threshold().metric().toString());
        values.put("range", range);
        values.put("ranges", List.copyOf(RANGES.keySet()));
        values.put(
                "chart",
                ChartDrawing.of(chart, watch.threshold().metric(), board.clock().getZone()));
        values.put("chartSentence", chart.sentence(range));
        values.put("strip", strip(chart));
        values.put("histogram", Histogram.of(admitted, watch));
        int shown = call.request().parameter("all").isPresent() ? MOST_MATCHES : USUAL_MATCHES;
        values.put("matches", matches.subList(0, Math.min(matches.size(), shown)));
        values.put("hasPrice", !watch.threshold().metric().isWholePrice());
        values.put("matchCount", matches.size());
        values.put("sort", sort.name().toLowerCase(Locale.ROOT));
        values.put("misses", misses(watch));
        values.put("alerts", alerts(watch, now));
        values.put("actions", WatchActions.of(board, watch.name()));
        return pages.show(call, "watch", "overview", watch.name(), values);
    }

    /** The times in which something matched, as places and widths in a bar of 1000 units. */
    record Stretch(String x, String width) {}

    static List<Stretch> strip(PriceChart chart) {
        double scale =
                1000.0 / Math.max(1, chart.to().getEpochSecond() - chart.from().getEpochSecond());
        return chart.matching().stream()
                .map(each -> new Stretch(
                        String.format(
                                Locale.ROOT, "%.1f", (each.get(0) - chart.from().getEpochSecond()) * scale),
                        String.format(Locale.ROOT, "%.1f", Math.max(1, (each.get(1) - each.get(0)) * scale))))
                .toList();
    }

    private List<Miss> misses(Watch watch) {
        Metric metric = watch.threshold().metric();
        return Explanation.of(watch, board.market().offers(watch)).nearest().stream()
                .map(near -> new Miss(
                        near.offer().key().map(MatchRow::gpu).orElse(""),
                        MatchRow.place(near.offer()),
                        metric.valueOf(near.offer()).map(metric::words).orElse(""),
                        near.fails().stream()
                                .map(condition ->
                                        condition + " (it is " + SafeText.line(condition.valueIn(near.offer())) + ")")
                                .collect(Collectors.joining("; "))))
                .toList();
    }

    private List<Sent> alerts(Watch watch, Instant now) {
        AlertFilter own =
                new AlertFilter(Optional.of(watch.name()), Optional.empty(), now.minus(RECENT), Optional.empty());
        return board.record().listing().alerts(own, MOST_ALERTS).stream()
                .map(alert -> sent(alert, now))
                .toList();
    }

    private static Sent sent(Alert alert, Instant now) {
        Optional<Match> best = alert.matches().stream().findFirst();
        String words = best.flatMap(match -> alert.terms()
                        .map(terms -> Amount.count(alert.count(), "offer", "offers") + ", best "
                                + terms.threshold().metric().words(match.value()) + ", "
                                + MatchRow.gpu(match.key())))
                .orElseGet(() -> String.join(" ", alert.sentences()));
        return new Sent(
                alert.id(),
                Age.of(Optional.of(alert.at()), Optional.empty(), now),
                words,
                alert.matches().stream()
                        .map(match -> match.reason().words())
                        .distinct()
                        .collect(Collectors.joining(", ")));
    }

    /** The steps of a chart, for {@code range=7d}, or {@code from=} and {@code to=} in seconds since 1970. */
    private Response history(Call call) {
        Optional<Watch> watch = board.watch(call.part());
        if (watch.isEmpty()) {
            return Response.refusal(404, "the config has no watch called '" + call.part() + "'");
        }
        Instant now = board.now();
        Optional<Instant> from = call.request().parameter("from").flatMap(WatchPage::instant);
        Optional<Instant> to =
                call.request().parameter("to").flatMap(WatchPage::instant).filter(now::isAfter);
        Duration range = call.request()
                .parameter("range")
                .map(text -> RANGES.getOrDefault(text, Duration.ZERO))
                .orElse(Duration.ofDays(7));
        Instant end = to.orElse(now);
        Instant start = from.orElse(end.minus(range));
        if (Duration.between(start, end).compareTo(SHORTEST) < 0
                || Duration.between(start, end).compareTo(LONGEST) > 0) {
            return Response.refusal(
                    400,
                    "write range=" + String.join(", ", RANGES.keySet()) + ", or from= and to= in seconds since 1970");
        }
        return Response.json(charts.get(watch.get(), new Span(start, end)));
    }

    private static Optional<Instant> instant(String seconds) {
        return seconds.matches("\\d{1,11}")
                ? Optional.of(Instant.ofEpochSecond(Long.parseLong(seconds)))
                : Optional.empty();
    }
}

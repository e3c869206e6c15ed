package io.github.vastwatch.web;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.github.vastwatch.history.CurrentMarket.Priced;
import io.github.vastwatch.history.Run;
import io.github.vastwatch.history.Spans.Span;
import io.github.vastwatch.offer.Clause;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.offer.Operator;
import io.github.vastwatch.offer.Query;
import io.github.vastwatch.offer.RentalType;
import io.github.vastwatch.offer.Value;
import io.github.vastwatch.text.Amount;
import io.github.vastwatch.text.SafeText;
import io.github.vastwatch.watch.Metric;
import io.github.vastwatch.watch.Rent;
import io.github.vastwatch.watch.Schedule;
import io.github.vastwatch.watch.Threshold;
import io.github.vastwatch.watch.Watch;
import io.github.vastwatch.web.Route.Call;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What is offered by GPU model, and what a watch that is not written yet would find. */
final class MarketPage {
    private static final int DISK_GB = 8;
    private static final Duration INTERVAL = Duration.ofMinutes(1);
    private static final int SHOWN = 20;
    private static final Threshold PER_GPU = new Threshold(Metric.DPH_PER_GPU, Operator.LTE, Threshold.NONE.value());

    private final Pages pages;
    private final Board board;
    private final Charts charts;
    private final Week models;

    MarketPage(Pages pages) {
        this.pages = pages;
        this.board = pages.board();
        this.charts = new Charts(board);
        this.models = board.models();
    }

    List<Route> routes() {
        return List.of(
                Route.get("/market", this::show),
                Route.get("/api/v1/market", call -> Response.json(Map.of("models", models(false)))));
    }

    /**
     * The offers of one GPU model, on demand, by their price per GPU.
     *
     * @param offers how many there are, of any number of GPUs
     */
    record Model(
            String name,
            int offers,
            int gpus,
            BigDecimal best,
            BigDecimal p10,
            BigDecimal median,
            @JsonIgnore Sparkline sparkline) {
        public String words(BigDecimal value) {
            return Amount.dollars(value.doubleValue());
        }

        public String query() {
            return "gpu_name=" + name.replace(' ', '_');
        }
    }

    private List<Model> models(boolean hasHistory) {
        Map<String, List<Run>> byName = board.market().runs().stream()
                .filter(run -> run.key().type() == RentalType.ON_DEMAND)
                .collect(Collectors.groupingBy(run -> run.key().gpuName()));
        Map<String, Week.Best> week = hasHistory
                ? models.best(
                        board.record().history(),
                        byName.keySet().stream().sorted().map(MarketPage::watch).toList(),
                        board.now())
                : Map.of();
        List<Model> all = new ArrayList<>();
        byName.forEach((name, runs) -> {
            Watch watch = watch(name);
            List<Priced> admitted = board.market().only(runs).admitted(watch);
            if (!admitted.isEmpty()) {
                Week.Best best = week.getOrDefault(watch.name(), Week.Best.UNKNOWN);
                all.add(new Model(
                        SafeText.line(name),
                        admitted.size(),
                        admitted.stream()
                                .mapToInt(each -> each.run().key().numGpus())
                                .sum(),
                        rank(admitted, 0),
                        rank(admitted, 0.1),
                        rank(admitted, 0.5),
                        Sparkline.of(
                                best.values(),
                                Optional.empty(),
                                "Best price per GPU of " + SafeText.line(name) + ", 7 days.")));
            }
        });
        all.sort(Comparator.comparing(Model::name));
        return all;
    }

    /** The nearest rank, as in the history. */
    private static BigDecimal rank(List<Priced> sorted, double share) {
        return sorted.get(Math.max(0, (int) Math.ceil(sorted.size() * share) - 1))
                .value();
    }

    private static Watch watch(String gpuName) {
        Query query = new Query(List.of(new Clause(Field.GPU_NAME, Operator.EQ, List.of(Value.of(gpuName)))));
        return watch("model-" + Integer.toHexString(gpuName.hashCode()), query, RentalType.ON_DEMAND, PER_GPU);
    }

    private static Watch watch(String name, Query query, RentalType type, Threshold threshold) {
        return new Watch(
                name,
                true,
                query,
                type,
                DISK_GB,
                threshold,
                Schedule.every(INTERVAL, name),
                Optional.empty(),
                List.of(),
                Rent.DEFAULT);
    }

    /**
     * What a watch would do.
     *
     * @param rows {@code about 12 rows a search, 17,280 a day at one a minute}
     * @param yaml the watch, to copy into a config
     */
    record Trial(
            int matching,
            int admitted,
            String nearly,
            List<Found> found,
            String past,
            List<WatchPage.Stretch> strip,
            String rows,
            String yaml,
            Optional<Histogram> histogram) {}

    /** An offer that would match. */
    record Found(String gpu, String place, String value, String price) {}

    private Response show(Call call) {
        String query = call.request().parameter("query").orElse("");
        String threshold = call.request().parameter("threshold").orElse("");
        String type = call.request().parameter("type").orElse(RentalType.ON_DEMAND.wire());
        Map<String, Object> values = new HashMap<>();
        values.put("query", query);
        values.put("threshold", threshold);
        values.put("type", type);
        values.put("models", models(true));
        values.put("problem", "");
        values.put("warnings", List.of());
        values.put("trial", Optional.empty());
        values.put("offers", board.market().runs().size());
        if (!query.isEmpty() || !threshold.isEmpty()) {
            try {
                Query.Reading reading = Query.read(query, Query.DEFAULTS);
                values.put(
                        "warnings",
                        reading.warnings().stream()
                                .map(InvalidInput::getMessage)
                                .toList());
                Threshold limit = threshold.isEmpty() ? Threshold.NONE : Threshold.parse(threshold);
                values.put(
                        "trial",
                        Optional.of(trial(
                                watch("trial", reading.query(), RentalType.parse(type), limit), query, threshold)));
            } catch (InvalidInput e) {
                values.put("problem", e.getMessage() + (e.advice().isEmpty() ? "" : " – " + e.advice()));
            }
        }
        return pages.show(call, "market", "market", "Market", values);
    }

    private Trial trial(Watch watch, String query, String threshold) {
        Instant now = board.now();
        Metric metric = watch.threshold().metric();
        List<Priced> admitted = board.market().admitted(watch);
        List<Priced> matching = admitted.stream()
                .filter(each -> watch.threshold().matches(each.value()))
                .toList();
        long asked = admitted.stream()
                .filter(each -> watch.reach().matches(each.value()))
                .count();
        long searches = Duration.ofDays(1).dividedBy(INTERVAL);
        PriceChart chart = charts.get(watch, new Span(now.minus(Week.LENGTH), now));
        return new Trial(
                matching.size(),
                admitted.size(),
                matching.isEmpty() ? WatchRow.nearly(admitted, metric) : "",
                matching.stream()
                        .limit(SHOWN)
                        .map(each -> new Found(
                                MatchRow.gpu(each.run().key()),
                                MatchRow.place(each.offer()),
                                metric.words(each.value()),
                                each.offer()
                                        .number(Field.DPH_TOTAL)
                                        .map(Amount::perHour)
                                        .orElse("")))
                        .toList(),
                chart.sentence("7 days"),
                WatchPage.strip(chart),
                String.format(
                        Locale.ROOT,
                        "about %,d rows a search, %,d a day at one search a minute; watches that ask alike share searches",
                        asked,
                        asked * searches),
                yaml(watch, query, threshold),
                Histogram.of(admitted, watch));
    }

    private static String yaml(Watch watch, String query, String threshold) {
        return "  - name: my-watch\n    query: " + quoted(query) + "\n"
                + (threshold.isEmpty() ? "    threshold: none\n" : "    threshold: " + quoted(threshold) + "\n")
                + (watch.type() == RentalType.ON_DEMAND
                        ? ""
                        : "    type: " + watch.type().wire() + "\n")
                + "    notify: [me]\n";
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}

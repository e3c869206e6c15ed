package io.github.vastwatch.config;

import static io.github.vastwatch.config.Key.key;
import static io.github.vastwatch.config.ScalarCodec.FLAG;
import static io.github.vastwatch.config.ScalarCodec.RHYTHM;
import static io.github.vastwatch.config.ScalarCodec.ZONE;
import static io.github.vastwatch.config.ScalarCodec.duration;
import static io.github.vastwatch.config.ScalarCodec.either;
import static io.github.vastwatch.config.ScalarCodec.matching;
import static io.github.vastwatch.config.ScalarCodec.text;
import static io.github.vastwatch.config.ScalarCodec.whole;
import static io.github.vastwatch.config.ScalarCodec.word;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.vastwatch.offer.Clause;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.GpuSlices;
import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.offer.Operator;
import io.github.vastwatch.offer.Query;
import io.github.vastwatch.offer.RentalType;
import io.github.vastwatch.offer.Sla;
import io.github.vastwatch.offer.Value;
import io.github.vastwatch.watch.AlertSettings;
import io.github.vastwatch.watch.Digest;
import io.github.vastwatch.watch.Metric;
import io.github.vastwatch.watch.Rent;
import io.github.vastwatch.watch.Schedule;
import io.github.vastwatch.watch.Threshold;
import io.github.vastwatch.watch.Watch;
import io.github.vastwatch.watch.Workload;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The keys of a watch and of the defaults, and what they make. */
final class WatchKeys {
    private static final ListCodec<String> NAMES = new ListCodec<>(Channels.NAME);
    private static final ZoneId UTC = ZoneId.of("UTC");

    private static final Key<String> IMAGE =
            key("rent.image", text(Rent::parseImage)).fallback(Rent.DEFAULT.image());
    private static final Key<String> OPTIONS =
            key("rent.options", text(Rent::parseOptions)).fallback(Rent.DEFAULT.options());
    private static final Key<BigDecimal> BID = key(
                    "rent.bid",
                    text("^\\s*min_bid(\\s*\\+\\s*\\d{1,3}(\\.\\d+)?\\s*%)?\\s*$", Rent::parseBid)
                            .as(above -> "min_bid+"
                                    + above.movePointRight(2)
                                            .stripTrailingZeros()
                                            .toPlainString() + "%"))
            .fallback(Rent.DEFAULT.bidAbove())
            .examples("min_bid", "min_bid+10%");

    static final Section RENT = Section.of("rent", IMAGE, OPTIONS, BID).optional();

    private static final Key<String> TO =
            key("route.to", Channels.NAME).needed("write to: CHANNEL").examples("me");
    private static final Key<Digest> DIGEST = key("route.digest", RHYTHM)
            .needed("write digest: weekly Mon 08:00")
            .examples("weekly Mon 08:00", "daily 08:00");
    private static final Key<ZoneId> ROUTE_TIMEZONE =
            key("route.timezone", ZONE).examples("Europe/Berlin");

    private static final Section ROUTE =
            Section.of("route", "a route", TO, DIGEST, ROUTE_TIMEZONE).orJust(TO);

    static final Key<String> NAME = key("watch.name", text("^" + Watch.NAME_SHAPE + "$", WatchKeys::name))
            .needed("write name: cheap-4090")
            .examples("cheap-4090");
    static final Key<Query> QUERY = key("watch.query", new QueryCodec())
            .needed("write query: gpu_name=RTX_4090 num_gpus=1")
            .examples("gpu_name=RTX_4090 num_gpus=1 reliability>0.98");
    private static final Key<ThresholdCodec.Limit> THRESHOLD = key("watch.threshold", new ThresholdCodec())
            .needed("write threshold: dph_total <= 0.40, or threshold: none for every match")
            .examples("dph_total <= 0.40", "dph_total <= 85% of median(7d)");
    private static final Key<List<Route>> NOTIFY = key(
                    "watch.notify", new Codec.Formed<>(new ListCodec<>(ROUTE), WatchKeys::routes))
            .needed("write notify: [CHANNEL], here or in defaults")
            .examples("me");
    static final Key<String> RENAMED_FROM = key("watch.renamed_from", text("^" + Watch.NAME_SHAPE + "$", text -> text))
            .examples("4090-old");
    private static final Key<Boolean> ENABLED = key("watch.enabled", FLAG).fallback(true);
    private static final Key<RentalType> TYPE = key(
                    "watch.type",
                    word(Stream.of(RentalType.values()).map(RentalType::wire).toList(), RentalType::parse)
                            .as(RentalType::wire))
            .fallback(RentalType.ON_DEMAND);
    private static final Key<Integer> DISK = key(
                    "watch.disk",
                    text(Amounts::gigabytes).as(size -> size + "GB").like(() -> size(1)))
            // The vendor's command line prices 5 GB; few images fit into that.
            .fallback(20);
    private static final Key<BigDecimal> HOURS = key("workload.hours", ScalarCodec.decimal("20 or 0.5"))
            .needed("write hours: 20")
            .examples("20");
    private static final Key<Integer> JOB_DISK =
            key("workload.disk", DISK.codec()).examples("200GB");
    private static final Key<BigDecimal> DOWNLOAD =
            key("workload.download", traffic()).fallback(BigDecimal.ZERO).examples("100GB");
    private static final Key<BigDecimal> UPLOAD =
            key("workload.upload", traffic()).fallback(BigDecimal.ZERO).examples("10GB");
    private static final Key<Integer> GPUS =
            key("workload.gpus", whole(1, 1000)).fallback(1);

    static final Section WORKLOAD = Section.of("workload", HOURS, JOB_DISK, DOWNLOAD, UPLOAD, GPUS);

    private static final Key<Values> WORKLOAD_KEY = key("watch.workload", WORKLOAD);
    private static final Key<Sla> TARGET_RELIABILITY = key(
                    "watch.target_reliability",
                    new ScalarCodec<>(
                            (value, text) -> Sla.parse(text),
                            Sla::toString,
                            text -> JsonNodeFactory.instance.numberNode(new BigDecimal(text.strip())),
                            WatchKeys::fraction))
            .examples("0.995");
    private static final Key<Duration> EVERY =
            key("watch.every", duration(WatchKeys::interval)).examples("1m", "90s", "1h30m");
    private static final Key<String> CRON = key(
                    "watch.cron", text("^\\s*(\\S+(\\s+\\S+){4,6}|@[a-z]+)\\s*$", WatchKeys::cron))
            .examples("*/5 7-22 * * *", "@hourly");
    private static final Key<ZoneId> TIMEZONE = key("watch.timezone", ZONE).examples("Europe/Berlin");
    private static final Key<LocalDate> UNTIL =
            key("watch.until", text("^\\d{4}-\\d\\d-\\d\\d$", WatchKeys::date)).examples("2026-12-31");
    private static final Key<Values> RENT_KEY = key("watch.rent", RENT);

    static final Section WATCH = Section.of(
                    "watch",
                    NAME,
                    QUERY,
                    THRESHOLD,
                    NOTIFY,
                    RENAMED_FROM,
                    ENABLED,
                    TYPE,
                    DISK,
                    WORKLOAD_KEY,
                    TARGET_RELIABILITY,
                    EVERY,
                    CRON,
                    TIMEZONE,
                    UNTIL,
                    RENT_KEY)
            .with(AlertKeys.ALL.toArray(Key<?>[]::new))
            .oneOf(EVERY, CRON);

    /** All that a watch takes but its names, and nothing of it is needed. */
    static final Section DEFAULTS = WATCH.with(
                    "defaults",
                    WATCH.keys().stream()
                            .filter(key ->
                                    !List.of(NAME.name(), RENAMED_FROM.name()).contains(key.name()))
                            .<Key<?>>map(Key::optional)
                            .toList())
            .optional();

    private WatchKeys() {}

    /** Reports what is wrong between the defaults, where every watch overrides them too. */
    static void check(Values defaults) {
        alerts(defaults, Query.EVERYTHING, Metric.DPH_TOTAL, Optional.empty(), List.of());
    }

    /**
     * The watch that was read, unless something is wrong with it.
     *
     * @param interval how often it is polled where it does not say
     * @param seed decides when in its interval it is due
     */
    static Optional<Watch> make(Values watch, Optional<String> name, Duration interval, String seed) {
        Optional<Values> job = watch.find(WORKLOAD_KEY);
        Optional<Workload> workload = job.flatMap(WatchKeys::workload);
        Optional<Query> query = watch.find(QUERY).map(asked -> forJob(watch, asked));
        Optional<ThresholdCodec.Limit> threshold = watch.find(THRESHOLD).map(limit -> limit.of(workload));
        job.flatMap(given -> given.find(JOB_DISK)).ifPresent(size -> setDisk(watch, size));
        if (watch.written(WORKLOAD_KEY).isEmpty()) {
            AlertKeys.refuseJob(watch, watch, THRESHOLD, ThresholdCodec.Limit::metric);
            AlertKeys.refuseJobs(watch);
        }
        threshold.ifPresent(limit -> warn(watch, query, limit));
        threshold
                .flatMap(ThresholdCodec.Limit::moving)
                .filter(market -> watch.find(TARGET_RELIABILITY).isPresent())
                .ifPresent(market -> watch.problem(
                        THRESHOLD,
                        "'" + market + "' follows the market, where prices with the fee of target_reliability are not"
                                + " recorded",
                        "write a number, or leave out target_reliability"));
        query.flatMap(GpuSlices::warning).ifPresent(doubt -> watch.warn(QUERY, doubt.getMessage(), doubt.advice()));
        ZoneId zone = watch.find(TIMEZONE).orElse(ZoneId.systemDefault());
        List<Route> routes = watch.find(NOTIFY).orElse(List.of());
        AlertSettings alerts = alerts(
                watch,
                query.orElse(Query.EVERYTHING),
                threshold.map(ThresholdCodec.Limit::metric).orElse(Metric.DPH_TOTAL),
                workload,
                routes);
        if (watch.find(CRON).isEmpty()) {
            watch.assume(EVERY, interval);
        }
        Schedule schedule = watch.find(EVERY)
                .map(time -> Schedule.every(time, seed))
                .orElseGet(() -> Schedule.cron(watch.get(CRON), zone));
        return name.flatMap(called -> query.flatMap(asked -> threshold.map(limit -> new Watch(
                called,
                watch.get(ENABLED),
                asked,
                watch.get(TYPE),
                watch.get(DISK),
                watch.find(TARGET_RELIABILITY),
                workload,
                limit.threshold(),
                limit.moving(),
                schedule,
                watch.find(UNTIL).map(day -> day.plusDays(1).atStartOfDay(zone).toInstant()),
                routes.stream().map(Route::channel).toList(),
                rent(watch.get(RENT_KEY)),
                alerts))));
    }

    private static Optional<Workload> workload(Values job) {
        return job.find(HOURS)
                .flatMap(hours -> job.make(HOURS, () -> new Workload(hours, job.get(DOWNLOAD), job.get(UPLOAD))));
    }

    /** A query for offers with the GPUs that the workload needs. */
    private static Query forJob(Values watch, Query query) {
        int gpus = watch.find(WORKLOAD_KEY).map(job -> job.get(GPUS)).orElse(1);
        query.upperBound(Field.NUM_GPUS)
                .filter(most -> most < gpus)
                .ifPresent(most -> watch.problem(
                        WORKLOAD_KEY,
                        "the workload needs " + gpus + " GPUs, and the query allows " + most.intValue(),
                        "write num_gpus>=" + gpus + " in the query, or fewer gpus"));
        boolean isAsked = query.lowerBound(Field.NUM_GPUS).orElse(1.0) >= gpus;
        return isAsked ? query : query.with(new Clause(Field.NUM_GPUS, Operator.GTE, List.of(Value.of((double) gpus))));
    }

    /** The workload's disk is the watch's, so that prices include it and offers with less space do not match. */
    private static void setDisk(Values watch, int gigabytes) {
        if (watch.has(DISK) && watch.get(DISK) != gigabytes) {
            watch.problem(
                    DISK,
                    "disk: " + watch.get(DISK) + "GB, and a workload with disk: " + gigabytes + "GB",
                    "write the disk once");
        }
        watch.set(DISK, gigabytes);
    }

    private static AlertSettings alerts(
            Values watch, Query query, Metric metric, Optional<Workload> workload, List<Route> routes) {
        ZoneId zone = watch.find(TIMEZONE).orElse(ZoneId.systemDefault());
        Map<String, Digest> digests = new LinkedHashMap<>();
        routes.forEach(route -> route.digest()
                .ifPresent(digest -> digests.put(
                        route.channel(),
                        new Digest(digest.day(), digest.at(), route.zone().orElse(zone)))));
        return AlertKeys.read(
                watch,
                AlertSettings.usual(query, watch.get(TYPE)),
                metric,
                workload,
                watch.find(TIMEZONE),
                routes.stream().map(Route::channel).toList(),
                digests);
    }

    private static Rent rent(Values rent) {
        return new Rent(rent.get(IMAGE), rent.get(OPTIONS), rent.get(BID));
    }

    private static void warn(Values watch, Optional<Query> query, ThresholdCodec.Limit threshold) {
        query.stream()
                .flatMap(asked -> asked.clauses().stream())
                .filter(clause -> clause.operator().isOrdering()
                        && List.of(threshold.metric().field(), Field.DPH_TOTAL, Field.MIN_BID)
                                .contains(clause.field()))
                .forEach(clause -> watch.warn(
                        QUERY,
                        clause + " in the query, beside the threshold " + threshold,
                        "leave it to the threshold: what the query hides is not compared"));
        if (threshold.threshold().isUpsideDown()) {
            watch.warn(
                    THRESHOLD,
                    threshold + " matches the worse offers, not the better ones",
                    threshold.moving().isPresent()
                            ? "turn its sign around unless that is intended"
                            : "write " + threshold.threshold().withSignReversed() + " unless that is intended");
        }
        // Where it is now is not known here.
        AlertKeys.warnOfUrgent(watch, threshold.moving().isPresent() ? Threshold.NONE : threshold.threshold());
    }

    private static String name(String text) {
        Watch.checkName(text);
        return text;
    }

    private static Duration interval(Duration time) {
        Schedule.every(time, "");
        return time;
    }

    private static String cron(String text) {
        Schedule.cron(text, UTC);
        return text;
    }

    private static LocalDate date(String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeException e) {
            throw new InvalidInput("not a date: '" + text + "'", "write it as 2026-12-31; that day still counts");
        }
    }

    private static ScalarCodec<BigDecimal> traffic() {
        return text(Amounts::traffic).as(size -> size.toPlainString() + "GB").like(() -> size(0));
    }

    /** @param least in GB */
    private static ObjectNode size(int least) {
        return either(
                matching("^\\s*\\d+(\\.\\d+)?\\s*([gGtT][bB]?)?\\s*$"),
                JsonNodeFactory.instance.objectNode().put("type", "number").put("minimum", least));
    }

    private static ObjectNode fraction() {
        return either(
                JsonNodeFactory.instance
                        .objectNode()
                        .put("type", "number")
                        .put("exclusiveMinimum", 0)
                        .put("exclusiveMaximum", 1),
                matching("^\\s*" + Sla.SHAPE + "\\s*$"));
    }

    /** A channel of a watch, with the times of its digest where it gets one in place of alerts. */
    private record Route(String channel, Optional<Digest> digest, Optional<ZoneId> zone) {}

    /** The channels of a watch: names, or mappings that say more. */
    private static Optional<List<Route>> routes(YamlValue value) {
        return value.isMapping() || value.items().isEmpty()
                ? NAMES.read(value).map(names -> List.of())
                : Optional.of(value.items().stream().flatMap(WatchKeys::route).toList());
    }

    private static Stream<Route> route(YamlValue item) {
        return item.isMapping()
                ? ROUTE.read(item).stream()
                        .flatMap(route -> route.find(TO).stream()
                                .map(name -> new Route(name, route.find(DIGEST), route.find(ROUTE_TIMEZONE))))
                : NAMES.items(item).map(name -> new Route(name, Optional.empty(), Optional.empty()));
    }
}

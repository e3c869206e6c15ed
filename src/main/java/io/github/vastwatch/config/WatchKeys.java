package io.github.vastwatch.config;

import io.github.vastwatch.config.Shape.Several;
import io.github.vastwatch.config.Shape.Text;
import io.github.vastwatch.config.Shape.Told;
import io.github.vastwatch.config.Shape.Word;
import io.github.vastwatch.offer.RentalType;
import io.github.vastwatch.offer.Sla;
import io.github.vastwatch.watch.Metric;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The part of the {@link Vocabulary} that tells watches. */
final class WatchKeys {
    private static final Text THRESHOLD =
            new Text("^\\s*(none|(" + metrics() + ")\\s*[<>]=?\\s*\\$?(?=\\S*[1-9])\\d*\\.?\\d+([eE][+-]?\\d+)?)\\s*$");

    static final Keys RENT = Keys.of(
            Key.of("image", Text.ANY, "The container image.").otherwise("pytorch/pytorch:latest"),
            Key.of("options", Text.ANY, "Further options of the vendor's command line.")
                    .otherwise("--ssh --direct"),
            Key.of(
                            "bid",
                            new Text("^\\s*min_bid(\\s*\\+\\s*\\d{1,3}(\\.\\d+)?\\s*%)?\\s*$"),
                            "What to bid for an interruptible offer.")
                    .otherwise("min_bid+5%")
                    .as("min_bid", "min_bid+10%"));

    static final Keys WATCH = AlertKeys.after(
                    Key.of("name", Vocabulary.NAME, "What it is called; no two are alike.")
                            .required()
                            .as("cheap-4090"),
                    Key.of(
                                    "query",
                                    new Told(QuerySchema::query),
                                    "What to search for: the vendor's query language, or a mapping of fields to values."
                                            + " verified=true external=false rentable=true are added; '=any' removes one.")
                            .required()
                            .as("gpu_name=RTX_4090 num_gpus=1 reliability>0.98"),
                    Key.of(
                                    "threshold",
                                    THRESHOLD,
                                    "When an offer is good enough: < <= > or >= on dph_total, dph_per_gpu, min_bid,"
                                            + " dlperf_per_dphtotal, flops_per_dphtotal, dlperf or reliability; or none to be told"
                                            + " of every match.")
                            .required()
                            .as("dph_total <= 0.40"),
                    Key.of(
                                    "notify",
                                    new Several(new Told(AlertKeys::route)),
                                    "The channels that are told, at once or by a digest.")
                            .required()
                            .as("me"),
                    Key.of(
                                    "renamed_from",
                                    Vocabulary.NAME,
                                    "What it was called before: what is known and was told stays with it.")
                            .as("4090-old"),
                    Key.of("enabled", new Shape.Flag(), "Whether it is watched at all.")
                            .otherwise("true"),
                    Key.of(
                                    "type",
                                    new Word(Arrays.stream(RentalType.values())
                                            .map(RentalType::wire)
                                            .toList()),
                                    "How to rent; bid is interruptible.")
                            .otherwise("on-demand"),
                    Key.of("disk", new Shape.Size(), "Prices include so much disk; offers with less are left out.")
                            .otherwise("20GB"),
                    Key.of(
                                    "target_reliability",
                                    new Shape.Fraction(Sla.SHAPE),
                                    "Prices include the fee for an SLA of this share of time, above 0 and below 1.")
                            .as("0.995"),
                    Key.of(
                                    "every",
                                    Text.DURATION,
                                    "How often; without it and cron each minute with a key, else each 5.")
                            .as("1m", "90s", "1h30m"),
                    Key.of(
                                    "cron",
                                    new Text("^\\s*(\\S+(\\s+\\S+){4,6}|@[a-z]+)\\s*$"),
                                    "When, instead of every: five fields are Unix cron, six or seven Quartz's; @hourly, @daily,"
                                            + " @weekly, @monthly, @yearly.")
                            .as("*/5 7-22 * * *", "@hourly"),
                    Key.of("timezone", Text.ANY, "For cron and until; otherwise the machine's.")
                            .as("Europe/Berlin"),
                    Key.of("until", new Text("^\\d{4}-\\d\\d-\\d\\d$"), "The last day on which it counts.")
                            .as("2026-12-31"),
                    Key.of(
                            "rent",
                            new Told(() -> JsonSchema.optional(JsonSchema.section(RENT))),
                            "What the command to rent holds."))
            .oneOf("every", "cron");

    /** Whatever a watch takes but its names. */
    static final Keys DEFAULTS = WATCH.without(List.of("name", "renamed_from"));

    private WatchKeys() {}

    /** The names of metrics, and of their fields where a query has others. */
    private static String metrics() {
        return Arrays.stream(Metric.values())
                .flatMap(metric -> Stream.concat(
                        Stream.of(metric.wire()),
                        metric.wire().equals(metric.field().wire())
                                ? metric.field().aliases().stream()
                                : Stream.empty()))
                .collect(Collectors.joining("|"));
    }
}

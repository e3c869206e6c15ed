package io.github.vastwatch.config;

import static io.github.vastwatch.config.Key.key;
import static io.github.vastwatch.config.ScalarCodec.text;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.vastwatch.watch.Metric;
import io.github.vastwatch.watch.MovingThreshold;
import io.github.vastwatch.watch.Threshold;
import io.github.vastwatch.watch.Workload;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A threshold: one with a number, one that follows the market, or such a one with what holds until its figure is known. */
final class ThresholdCodec implements Codec<ThresholdCodec.Limit> {
    private static final String METRIC_AND_OPERATOR = "(" + metrics() + ")\\s*[<>]=?\\s*";
    private static final String NUMBER = "\\$?(?=\\S*[1-9])\\d*\\.?\\d+([eE][+-]?\\d+)?";
    private static final String FIGURE =
            "(\\d+(\\.\\d+)?\\s*%\\s*of\\s+)?(median|lowest|highest|p\\d\\d?)\\s*\\(\\s*\\d+\\s*[hdw]\\s*\\)";

    /** A capped figure may have the number before or behind it. */
    private static final String CAPPED =
            "(min|max)\\s*\\(\\s*(" + NUMBER + "\\s*,\\s*" + FIGURE + "|" + FIGURE + "\\s*,\\s*" + NUMBER + ")\\s*\\)";

    private static final String PLAIN_PATTERN = METRIC_AND_OPERATOR + NUMBER;
    private static final String MOVING_PATTERN = METRIC_AND_OPERATOR + "(" + FIGURE + "|" + CAPPED + ")";

    private static final Codec<Limit> SCALAR =
            text("^\\s*(none|" + PLAIN_PATTERN + "|" + MOVING_PATTERN + ")\\s*$", ThresholdCodec::parse);

    private static final Key<MovingThreshold> IS = key(
                    "threshold.is", text("^\\s*" + MOVING_PATTERN + "\\s*$", MovingThreshold::parse))
            .needed("write is: dph_total <= 85% of median(7d)")
            .examples("dph_total <= 85% of median(7d)");
    private static final Key<Threshold> UNTIL_KNOWN = key(
                    "threshold.until_known", text("^\\s*" + PLAIN_PATTERN + "\\s*$", Threshold::parse))
            .examples("dph_total <= 0.30");

    static final Section SECTION = Section.of("threshold", IS, UNTIL_KNOWN);

    /**
     * What a watch has for its threshold.
     *
     * @param threshold of one that follows the market, where it is while its figure is not known
     */
    record Limit(Threshold threshold, Optional<MovingThreshold> moving) {
        Limit of(Optional<Workload> workload) {
            return new Limit(threshold.of(workload), moving.map(market -> market.of(workload)));
        }

        Metric metric() {
            return threshold.metric();
        }

        /** As it is written. */
        @Override
        public String toString() {
            return moving.map(MovingThreshold::toString).orElseGet(threshold::toString);
        }
    }

    private static Limit parse(String text) {
        return MovingThreshold.isMeant(text)
                ? limit(MovingThreshold.parse(text))
                : new Limit(Threshold.parse(text), Optional.empty());
    }

    private static Limit limit(MovingThreshold moving) {
        return new Limit(moving.unresolved(), Optional.of(moving));
    }

    @Override
    public Optional<Limit> read(YamlValue value) {
        if (!value.isMapping()) {
            return SCALAR.read(value);
        }
        Values values = SECTION.read(value, "threshold", Optional.empty());
        Optional<MovingThreshold> moving = values.find(IS);
        return values.find(UNTIL_KNOWN)
                .flatMap(plain -> moving.flatMap(market -> values.make(UNTIL_KNOWN, () -> market.until(plain))))
                .or(() -> moving)
                .map(ThresholdCodec::limit);
    }

    @Override
    public ObjectNode schema() {
        return ScalarCodec.either(SCALAR.schema(), SECTION.schema());
    }

    /** The names of metrics, and of their fields where a query has others. */
    private static String metrics() {
        return Metric.ALL.stream()
                .flatMap(metric -> Stream.concat(
                        Stream.of(metric.wire()),
                        metric.isField() ? metric.field().aliases().stream() : Stream.empty()))
                .collect(Collectors.joining("|"));
    }
}

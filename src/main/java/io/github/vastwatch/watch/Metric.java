package io.github.vastwatch.watch;

import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.Spelling;
import io.github.vastwatch.text.Amount;
import io.github.vastwatch.text.Share;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a threshold is set on, and by which offers are ranked. */
public enum Metric {
    DPH_TOTAL("dph_total", Field.DPH_TOTAL),
    DPH_PER_GPU("dph_per_gpu", Field.DPH_TOTAL),
    MIN_BID("min_bid", Field.MIN_BID),
    DLPERF_PER_DPHTOTAL("dlperf_per_dphtotal", Field.DLPERF_PER_DPHTOTAL),
    FLOPS_PER_DPHTOTAL("flops_per_dphtotal", Field.FLOPS_PER_DPHTOTAL),
    DLPERF("dlperf", Field.DLPERF),
    RELIABILITY("reliability", Field.RELIABILITY);

    private final String wire;
    private final Field field;

    Metric(String wire, Field field) {
        this.wire = wire;
        this.field = field;
    }

    public String wire() {
        return wire;
    }

    /** The field that the market is asked to sort by, so that the best come first. */
    public Field field() {
        return field;
    }

    /** Whether less is better: prices; everything else is better when it is more. */
    public boolean lowerIsBetter() {
        return field.better() == Field.Better.LOWER;
    }

    /** Whether it is an amount of dollars an hour. */
    public boolean isPrice() {
        return lowerIsBetter();
    }

    /**
     * The offer's value, as a decimal: money is not compared in binary. Empty where the row does not say, or says a price
     * that cannot be true.
     */
    public Optional<BigDecimal> of(Offer offer) {
        if (!offer.isPriced()) {
            return Optional.empty();
        }
        Optional<BigDecimal> value = offer.number(field)
                .filter(Double::isFinite)
                .filter(number -> !isPrice() || number > 0)
                .map(BigDecimal::valueOf);
        return this == DPH_PER_GPU
                ? value.flatMap(total -> offer.number(Field.NUM_GPUS)
                        .filter(gpus -> gpus >= 1)
                        .map(gpus -> total.divide(BigDecimal.valueOf(gpus), MathContext.DECIMAL64)))
                : value;
    }

    /** Negative when {@code left} is better than {@code right}. */
    public int compare(BigDecimal left, BigDecimal right) {
        return lowerIsBetter() ? left.compareTo(right) : right.compareTo(left);
    }

    /** A value in four digits; reliability in more where it would read as certain. */
    public String number(BigDecimal value) {
        BigDecimal rounded = this == RELIABILITY ? Share.round(value, 4) : value.round(new MathContext(4));
        return rounded.stripTrailingZeros().toPlainString();
    }

    /** A value as people read it: {@code $0.412/h}, {@code 412.5 dlperf_per_dphtotal}. */
    public String words(BigDecimal value) {
        return amount(value) + (isPrice() ? "/h" : "") + (this == DPH_TOTAL ? "" : " " + wire);
    }

    /** A value beside another that has the unit: {@code $0.412}, {@code 412.5}. */
    public String amount(BigDecimal value) {
        return isPrice() ? Amount.dollars(value.doubleValue()) : number(value);
    }

    /** The metric of a wire name or of the field's alias, as in a query. */
    public static Metric parse(String name) {
        String wire = Field.named(name).map(Field::wire).orElse(name);
        List<String> names = Arrays.stream(values()).map(Metric::wire).toList();
        return Arrays.stream(values())
                .filter(metric -> metric.wire.equals(wire))
                .findFirst()
                .orElseThrow(() -> new InvalidInput(
                        "a threshold cannot be set on '" + name + "'",
                        meant(name)
                                .map(Metric::wire)
                                .or(() -> Spelling.closest(name, names))
                                .map(near -> "did you mean '" + near + "'?")
                                .orElse("it can be on " + String.join(", ", names))));
    }

    /** The metric that people call so. */
    private static Optional<Metric> meant(String name) {
        return name.toLowerCase(Locale.ROOT).matches(".*per_?(gpu|card).*")
                ? Optional.of(DPH_PER_GPU)
                : Arrays.stream(values())
                        .filter(metric ->
                                metric != DPH_PER_GPU && Field.forSynonym(name).contains(metric.field))
                        .findFirst();
    }

    @Override
    public String toString() {
        return wire;
    }
}

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
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** The value that a threshold compares and that offers are ranked by. */
public enum Metric {
    DPH_TOTAL("dph_total", Field.DPH_TOTAL, Basis.PRICE),
    DPH_PER_GPU("dph_per_gpu", Field.DPH_TOTAL, Basis.PRICE) {
        @Override
        public Optional<Field> divisor() {
            return Optional.of(Field.NUM_GPUS);
        }

        @Override
        boolean isCalled(String name) {
            return name.toLowerCase(Locale.ROOT).matches(".*per_?(gpu|card).*");
        }
    },
    MIN_BID("min_bid", Field.MIN_BID, Basis.OTHER),
    DLPERF_PER_DPHTOTAL("dlperf_per_dphtotal", Field.DLPERF_PER_DPHTOTAL, Basis.PER_DOLLAR),
    FLOPS_PER_DPHTOTAL("flops_per_dphtotal", Field.FLOPS_PER_DPHTOTAL, Basis.PER_DOLLAR),
    DLPERF("dlperf", Field.DLPERF, Basis.OTHER),
    RELIABILITY("reliability", Field.RELIABILITY, Basis.OTHER) {
        @Override
        Optional<BigDecimal> most() {
            return Optional.of(BigDecimal.ONE);
        }

        /** In more digits where it would read as certain. */
        @Override
        public String number(BigDecimal value) {
            return Share.round(value, 4).stripTrailingZeros().toPlainString();
        }
    };

    /** How a metric depends on the price of an offer, which includes its disk. */
    private enum Basis {
        PRICE,
        PER_DOLLAR,
        OTHER
    }

    private final String wire;
    private final Field field;
    private final Basis basis;

    Metric(String wire, Field field, Basis basis) {
        this.wire = wire;
        this.field = field;
        this.basis = basis;
    }

    /** The field by which {@link #field()} is divided, as the server does not; empty where the value is the field's. */
    public Optional<Field> divisor() {
        return Optional.empty();
    }

    /** The largest value that there is, if there is one. */
    Optional<BigDecimal> most() {
        return Optional.empty();
    }

    /** Whether it is meant by a colloquial name. */
    boolean isCalled(String name) {
        return Field.forSynonym(name).contains(field);
    }

    /** Whether its values read as prices do that need no name beside them. */
    public boolean isWholePrice() {
        return field == Field.DPH_TOTAL && divisor().isEmpty();
    }

    public String wire() {
        return wire;
    }

    /** The field by which the market sorts best first. */
    public Field field() {
        return field;
    }

    /** Whether lower is better, as for prices. */
    public boolean lowerIsBetter() {
        return field.better() == Field.Better.LOWER;
    }

    /** Whether it is in dollars per hour. */
    public boolean isPrice() {
        return lowerIsBetter();
    }

    /**
     * The offer's value, as a decimal, because money is not compared in binary. Empty if the row lacks it or has a price
     * that cannot be true.
     */
    public Optional<BigDecimal> valueOf(Offer offer) {
        double number = positive(offer);
        if (Double.isNaN(number)) {
            return Optional.empty();
        }
        BigDecimal value = BigDecimal.valueOf(number);
        return divisor().isEmpty()
                ? Optional.of(value)
                : units(offer::number).map(units -> value.divide(units, MathContext.DECIMAL64));
    }

    /** Whether an offer has a value. */
    boolean hasValue(Offer offer) {
        return !Double.isNaN(positive(offer))
                && (divisor().isEmpty()
                        || divisor()
                                .flatMap(offer::number)
                                .filter(units -> units >= 1)
                                .isPresent());
    }

    /** The number of the field; NaN if it is missing or cannot be true. */
    private double positive(Offer offer) {
        double number = offer.isPriced() ? offer.number(field, Double.NaN) : Double.NaN;
        return Double.isFinite(number) && (number > 0 || !isPrice()) ? number : Double.NaN;
    }

    private Optional<BigDecimal> units(Function<Field, Optional<Double>> fields) {
        return divisor().flatMap(fields).filter(units -> units >= 1).map(BigDecimal::valueOf);
    }

    /**
     * The value of {@link #field()} that stands for a value of this metric.
     *
     * @param fields the value of a field, as that of the {@link #divisor()}
     */
    public Optional<BigDecimal> fieldValue(BigDecimal value, Function<Field, Optional<Double>> fields) {
        return divisor().isEmpty()
                ? Optional.of(value)
                : divisor().flatMap(fields).map(units -> value.multiply(BigDecimal.valueOf(units)));
    }

    /**
     * The value after an offer's price rises, as with a larger disk; empty where the offer does not say enough.
     *
     * @param more $/h, below 0 where the price falls
     */
    public Optional<BigDecimal> afterPriceRise(BigDecimal value, Offer offer, BigDecimal more) {
        return switch (basis) {
            case OTHER -> Optional.of(value);
            case PRICE ->
                divisor().isEmpty()
                        ? Optional.of(value.add(more))
                        : units(offer::number).map(units -> value.add(more.divide(units, MathContext.DECIMAL64)));
            case PER_DOLLAR -> perDollar(value, offer, more);
        };
    }

    /** Derives the old price from today's score, adds the rise, and recomputes the ratio. */
    private Optional<BigDecimal> perDollar(BigDecimal value, Offer offer, BigDecimal more) {
        Optional<BigDecimal> points = valueOf(offer)
                .flatMap(now -> offer.number(Field.DPH_TOTAL).map(price -> now.multiply(BigDecimal.valueOf(price))));
        return points.filter(all -> all.signum() > 0 && value.signum() > 0)
                .map(all -> all.divide(value, MathContext.DECIMAL64).add(more))
                .filter(price -> price.signum() > 0)
                .flatMap(price -> points.map(all -> all.divide(price, MathContext.DECIMAL64)));
    }

    /** Negative when {@code left} is better than {@code right}. */
    public int compare(BigDecimal left, BigDecimal right) {
        return lowerIsBetter() ? left.compareTo(right) : right.compareTo(left);
    }

    /** A value in four digits. */
    public String number(BigDecimal value) {
        return value.round(new MathContext(4)).stripTrailingZeros().toPlainString();
    }

    /** A value as people read it: {@code $0.412/h}, {@code 412.5 dlperf_per_dphtotal}. */
    public String words(BigDecimal value) {
        return amount(value) + (isPrice() ? "/h" : "") + (isWholePrice() ? "" : " " + wire);
    }

    /** A value beside another that has the unit: {@code $0.412}, {@code 412.5}. */
    public String amount(BigDecimal value) {
        return isPrice() ? Amount.dollars(value.doubleValue()) : number(value);
    }

    /** The metric of a wire name or its alias, as in a query. */
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

    /** The metric for a colloquial name; per-GPU metrics first, because their names contain the field's. */
    private static Optional<Metric> meant(String name) {
        return Arrays.stream(values())
                .filter(metric -> metric.isCalled(name))
                .min(Comparator.comparing(metric -> metric.divisor().isEmpty()));
    }

    @Override
    public String toString() {
        return wire;
    }
}

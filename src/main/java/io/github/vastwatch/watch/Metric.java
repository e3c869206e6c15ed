package io.github.vastwatch.watch;

import io.github.vastwatch.offer.Clause;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.Operator;
import io.github.vastwatch.offer.Query;
import io.github.vastwatch.offer.Spelling;
import io.github.vastwatch.offer.Value;
import io.github.vastwatch.text.Amount;
import io.github.vastwatch.text.Share;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The value that a threshold compares and that offers are ranked by: a field of a row, or a figure that follows from one.
 *
 * @param field what the market filters and sorts by in its place
 * @param formula how its value follows from that field
 * @param meaning what it is, in a few words
 * @param called a pattern of what people call it, besides the synonyms of the field where it is the field's value
 */
public record Metric(String wire, Field field, Unit unit, Formula formula, String meaning, String called) {
    public static final Metric DPH_TOTAL = of(Field.DPH_TOTAL, Unit.DOLLARS_PER_HOUR);
    public static final Metric DPH_PER_GPU = new Metric(
            "dph_per_gpu",
            Field.DPH_TOTAL,
            Unit.DOLLARS_PER_HOUR,
            new Formula.Per(Field.NUM_GPUS, 1, 1, 8),
            "price of each GPU",
            ".*per_?(gpu|card).*");
    public static final Metric DPH_PER_VRAM = new Metric(
            "dph_per_vram",
            Field.DPH_TOTAL,
            Unit.DOLLARS_PER_SHARE,
            // From one "24 GB" card, which has 24564 MB, to 32 of them.
            new Formula.Per(Field.GPU_TOTAL_RAM, 1000, 24_564, 786_048),
            "price of each GB of GPU memory",
            ".*per_?(v?ram|gb|gigabyte|gpu_?(ram|mem)).*");
    public static final Metric MIN_BID = of(Field.MIN_BID, Unit.DOLLARS_PER_HOUR);
    public static final Metric DLPERF_PER_DPHTOTAL = of(Field.DLPERF_PER_DPHTOTAL, Unit.NUMBER);
    public static final Metric PRICE_PER_DLPERF = new Metric(
            "price_per_dlperf",
            Field.DLPERF_PER_DPHTOTAL,
            Unit.DOLLARS_PER_SHARE,
            new Formula.Reciprocal(),
            "price of each point of DLPerf",
            ".*per_?dlperf");
    public static final Metric FLOPS_PER_DPHTOTAL = of(Field.FLOPS_PER_DPHTOTAL, Unit.NUMBER);
    public static final Metric DLPERF = of(Field.DLPERF, Unit.NUMBER);
    public static final Metric RELIABILITY = of(Field.RELIABILITY, Unit.SHARE);
    public static final Metric JOB_COST = new Metric(
            "job_cost",
            Field.DPH_TOTAL,
            Unit.DOLLARS,
            new Formula.Job(Optional.empty(), true),
            "price of the workload",
            ".*(job|total|work(load)?)_?(cost|price).*|(cost|price)_?of_?(job|work).*");
    public static final Metric EFFECTIVE_DPH = new Metric(
            "effective_dph",
            Field.DPH_TOTAL,
            Unit.DOLLARS_PER_HOUR,
            new Formula.Job(Optional.empty(), false),
            "price of the workload for each of its hours",
            "(effective|real|true)_.*");

    /** All of them; those of a workload without one. */
    public static final List<Metric> ALL = List.of(
            DPH_TOTAL,
            DPH_PER_GPU,
            DPH_PER_VRAM,
            MIN_BID,
            DLPERF_PER_DPHTOTAL,
            PRICE_PER_DLPERF,
            FLOPS_PER_DPHTOTAL,
            DLPERF,
            RELIABILITY,
            JOB_COST,
            EFFECTIVE_DPH);

    /** Its name, and its workload where it has one. */
    private static final Pattern SHAPE = Pattern.compile("(\\w+)(?:\\((.*)\\))?");

    /** Below it, dollars with four decimals would hide what differs. */
    private static final BigDecimal CENT = new BigDecimal("0.01");

    private static final BigDecimal LEAST = new BigDecimal("0.0001");

    /** What its values are, which says how they read and which are better. */
    public enum Unit {
        DOLLARS_PER_HOUR,
        /** For a small part of a machine: far below a cent. */
        DOLLARS_PER_SHARE,
        DOLLARS,
        NUMBER,
        /** From 0 to 1. */
        SHARE;

        boolean isMoney() {
            return this == DOLLARS_PER_HOUR || this == DOLLARS_PER_SHARE || this == DOLLARS;
        }

        String suffix() {
            return isMoney() && this != DOLLARS ? "/h" : "";
        }

        /** {@code $/h}, {@code $}; empty for a number. */
        @Override
        public String toString() {
            return isMoney() ? "$" + suffix() : "";
        }
    }

    private static Metric of(Field field, Unit unit) {
        return new Metric(field.wire(), field, unit, new Formula.Itself(), field.meaning(), "");
    }

    /** This for the workload of a watch, if it needs one and there is one. */
    public Metric of(Optional<Workload> workload) {
        return workload.map(formula::of)
                .map(job -> new Metric(wire, field, unit, job, meaning, called))
                .orElse(this);
    }

    /** Those that are not fields of a row, for the workload of a watch. */
    public static List<Metric> figures(Optional<Workload> workload) {
        return ALL.stream()
                .filter(metric -> !metric.isField())
                .map(metric -> metric.of(workload))
                .toList();
    }

    /** Whether it has no value without a workload. */
    public boolean needsWorkload() {
        return formula instanceof Formula.Job;
    }

    /** Whether it is a field of the row. */
    public boolean isField() {
        return formula instanceof Formula.Itself;
    }

    /** The largest value that there is, if there is one. */
    Optional<BigDecimal> most() {
        return unit == Unit.SHARE ? Optional.of(BigDecimal.ONE) : Optional.empty();
    }

    /** The smallest difference that messages show, so that a share of a tiny price is not an improvement. */
    BigDecimal leastStep() {
        return unit == Unit.DOLLARS_PER_SHARE ? BigDecimal.ZERO : LEAST;
    }

    /** Whether its values read as prices do that need no name beside them. */
    public boolean isWholePrice() {
        return field == Field.DPH_TOTAL && isField();
    }

    /** Whether lower is better, as for prices. */
    public boolean lowerIsBetter() {
        return unit.isMoney();
    }

    /** Whether it is an amount of money. */
    public boolean isMoney() {
        return unit.isMoney();
    }

    /** The fields of a row that determine its value. */
    public Set<Field> sources() {
        Set<Field> sources = EnumSet.copyOf(Offer.sources(field));
        formula.others().forEach(other -> sources.addAll(Offer.sources(other)));
        return sources;
    }

    /** The units that each have the price, of which the server knows only that of all; empty if it has no such. */
    public Optional<Formula.Per> units() {
        return formula instanceof Formula.Per per ? Optional.of(per) : Optional.empty();
    }

    /**
     * The offer's value, as a decimal, because money is not compared in binary. Empty if the row lacks it or has a price
     * that cannot be true.
     */
    public Optional<BigDecimal> valueOf(Offer offer) {
        double number = number(offer);
        return Double.isNaN(number) ? Optional.empty() : formula.value(BigDecimal.valueOf(number), offer);
    }

    /** Whether an offer has a value. */
    boolean hasValue(Offer offer) {
        return !Double.isNaN(number(offer)) && formula.isKnown(offer);
    }

    /** The number of the field; NaN if it is missing or cannot be true. */
    private double number(Offer offer) {
        double number = offer.isPriced() ? offer.number(field, Double.NaN) : Double.NaN;
        return Double.isFinite(number) && (number > 0 || !isMoney()) ? number : Double.NaN;
    }

    /** The value of {@link #field()} with which an offer would have a value of this. */
    public Optional<BigDecimal> fieldValue(BigDecimal value, Offer offer) {
        return formula.number(value, offer);
    }

    /**
     * The clause that every offer of a query satisfies whose value is at most, or at least, a limit; empty if the server has
     * no such filter.
     */
    Optional<Clause> clause(Operator bound, BigDecimal limit, Query query) {
        Operator turned = formula instanceof Formula.Reciprocal ? Operator.GTE : bound;
        return formula.bound(bound, limit, query)
                .map(number -> new Clause(field, turned, List.of(Value.of(number.doubleValue()))));
    }

    /**
     * The value after an offer's price rises, as with a larger disk; empty where the offer does not say enough.
     *
     * @param more $/h, below 0 where the price falls
     */
    public Optional<BigDecimal> afterPriceRise(BigDecimal value, Offer offer, BigDecimal more) {
        return switch (field) {
            case DPH_TOTAL -> formula.number(value, offer).flatMap(price -> formula.value(price.add(more), offer));
            case DLPERF_PER_DPHTOTAL, FLOPS_PER_DPHTOTAL ->
                formula.number(value, offer)
                        .flatMap(ratio -> perDollar(ratio, offer, more))
                        .flatMap(ratio -> formula.value(ratio, offer));
            default -> Optional.of(value);
        };
    }

    /** Derives the old price from today's score, adds the rise, and recomputes the ratio. */
    private Optional<BigDecimal> perDollar(BigDecimal ratio, Offer offer, BigDecimal more) {
        Optional<BigDecimal> points = offer.number(field)
                .filter(now -> valueOf(offer).isPresent())
                .flatMap(now -> offer.number(Field.DPH_TOTAL)
                        .map(price -> BigDecimal.valueOf(now).multiply(BigDecimal.valueOf(price))));
        return points.filter(all -> all.signum() > 0 && ratio.signum() > 0)
                .map(all -> all.divide(ratio, MathContext.DECIMAL64).add(more))
                .filter(price -> price.signum() > 0)
                .flatMap(price -> points.map(all -> all.divide(price, MathContext.DECIMAL64)));
    }

    /** Negative when {@code left} is better than {@code right}. */
    public int compare(BigDecimal left, BigDecimal right) {
        return lowerIsBetter() ? left.compareTo(right) : right.compareTo(left);
    }

    /** Nothing of it, with its unit. */
    String zero() {
        return isMoney() ? "$0" + unit.suffix() : "0";
    }

    /** A value in four digits; a share in more where it would read as certain. */
    public String number(BigDecimal value) {
        return (unit == Unit.SHARE ? Share.round(value, 4) : value.round(new MathContext(4)))
                .stripTrailingZeros()
                .toPlainString();
    }

    /** A value as people read it: {@code $0.412/h}, {@code 412.5 dlperf_per_dphtotal}. */
    public String words(BigDecimal value) {
        return amount(value) + unit.suffix() + (isWholePrice() ? "" : " " + wire);
    }

    /** A value beside another that has the unit: {@code $0.412}, {@code 412.5}; of a whole job in cents. */
    public String amount(BigDecimal value) {
        return switch (unit) {
            case NUMBER, SHARE -> number(value);
            case DOLLARS_PER_HOUR -> Amount.dollars(value.doubleValue());
            case DOLLARS_PER_SHARE ->
                value.compareTo(CENT) < 0 ? "$" + number(value) : Amount.dollars(value.doubleValue());
            case DOLLARS ->
                Amount.dollars(value.setScale(value.compareTo(BigDecimal.ONE) < 0 ? 4 : 2, RoundingMode.HALF_EVEN)
                        .doubleValue());
        };
    }

    /** The metric of a wire name or its alias, as in a query, or of what {@link #toString} writes. */
    public static Metric parse(String text) {
        Matcher matcher = SHAPE.matcher(text);
        String name = matcher.matches() ? matcher.group(1) : text;
        String wire = Field.named(name).map(Field::wire).orElse(name);
        Metric found = ALL.stream()
                .filter(metric -> metric.wire.equals(wire))
                .findFirst()
                .orElseThrow(() -> unknown(name));
        return matcher.matches() && matcher.group(2) != null
                ? found.of(Optional.of(Workload.parse(matcher.group(2))))
                : found;
    }

    private static InvalidInput unknown(String name) {
        List<String> names = ALL.stream().map(Metric::wire).toList();
        return new InvalidInput(
                "a threshold cannot be set on '" + name + "'",
                meant(name)
                        .map(Metric::wire)
                        .or(() -> Spelling.closest(name, names))
                        .map(near -> "did you mean '" + near + "'?")
                        .orElse("it can be on " + String.join(", ", names)));
    }

    /** The metric for a colloquial name; those with a pattern first, because their names contain a field's. */
    private static Optional<Metric> meant(String name) {
        return ALL.stream()
                .filter(metric ->
                        !metric.isField() && name.toLowerCase(Locale.ROOT).matches(metric.called))
                .findFirst()
                .or(() -> ALL.stream()
                        .filter(metric ->
                                metric.isField() && Field.forSynonym(name).contains(metric.field))
                        .findFirst());
    }

    /** Its name, and its workload: {@code job_cost(20h, 100GB down)}; parses back to the same metric. */
    @Override
    public String toString() {
        return wire + formula.terms();
    }
}

package io.github.vastwatch.watch;

import io.github.vastwatch.offer.Clause;
import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.Operator;
import io.github.vastwatch.offer.Query;
import io.github.vastwatch.offer.Question;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** When an offer is worth an alert: a metric, {@code < <= > >=}, and a value above 0. */
public record Threshold(Metric metric, Operator operator, BigDecimal value) {
    /** How far outside the threshold questions still reach, so that an offer that slips out is still seen. */
    public static final BigDecimal SLACK = new BigDecimal("0.02");

    /** Matches every offer that has a price. */
    public static final Threshold NONE = new Threshold(Metric.DPH_TOTAL, Operator.LTE, new BigDecimal("1e9"));

    /** A bare price as users write it: {@code 0.31}, {@code $0.31/h}, {@code <= 0,31}. */
    private static final Pattern PRICE = Pattern.compile(
            "\\s*([<>]=?)?\\s*(?:\\$|USD)?\\s*(\\d*[.,]?\\d+)\\s*(?:\\$|USD)?\\s*(?:(?:/|per)\\s*h(?:r|our)?)?\\s*");

    private static final Pattern SHAPE = Pattern.compile("\\s*(\\w+(?:\\([^)]*\\))?)\\s*([<>=!]+)\\s*\\$?(\\S+)\\s*");

    public Threshold {
        if (!operator.isOrdering()) {
            throw new InvalidInput(
                    "a threshold cannot compare with '" + operator.symbol().trim() + "'", "use < <= > or >=");
        }
        if (value.signum() <= 0) {
            throw new InvalidInput("threshold must be above " + metric.zero() + ": " + value);
        }
        if (isAboveAll(metric, operator, value)) {
            throw new InvalidInput(
                    "reliability is a share from 0 to 1, never " + operator.symbol() + " " + value,
                    value.compareTo(BigDecimal.TEN) > 0 && value.compareTo(BigDecimal.valueOf(100)) <= 0
                            ? "did you mean " + value.movePointLeft(2).toPlainString() + "?"
                            : "write it as reliability >= 0.98");
        }
    }

    private static boolean isAboveAll(Metric metric, Operator operator, BigDecimal value) {
        return metric.most()
                .map(value::compareTo)
                .filter(order -> order > 0 || (order == 0 && operator == Operator.GT))
                .isPresent();
    }

    /** Reads {@code dph_total <= 0.40} or {@code none}. */
    public static Threshold parse(String text) {
        if (text.strip().equals("none")) {
            return NONE;
        }
        Matcher matcher = SHAPE.matcher(text);
        if (!matcher.matches()) {
            Matcher price = PRICE.matcher(text);
            throw new InvalidInput(
                    "not a threshold: '" + text + "'",
                    price.matches()
                            ? "write dph_total " + (price.group(1) == null ? "<=" : price.group(1)) + " "
                                    + price.group(2).replace(',', '.')
                            : "write it as dph_total <= 0.40");
        }
        Metric metric = InvalidInput.inPart(matcher.start(1), () -> Metric.parse(matcher.group(1)));
        Operator operator = Operator.of(matcher.group(2))
                .orElseThrow(() -> new InvalidInput(
                        "unknown operator '" + matcher.group(2) + "'", matcher.start(2), "use < <= > or >="));
        BigDecimal value = InvalidInput.inPart(matcher.start(3), () -> decimal(matcher.group(3)));
        return InvalidInput.inPart(matcher.start(2), () -> new Threshold(metric, operator, value));
    }

    private static BigDecimal decimal(String text) {
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException e) {
            throw new InvalidInput(
                    "a threshold takes a number: '" + text + "'",
                    text.matches("\\d+,\\d+")
                            ? "write a point, not a comma: " + text.replace(',', '.')
                            : text.matches("\\d*\\.?\\d+(\\$|/h.*)") ? "write " + text.replaceAll("[$/].*", "") : "");
        }
    }

    /** Whether an offer meets it; one without the metric never does. */
    public boolean matches(Offer offer) {
        return metric.valueOf(offer).map(this::matches).orElse(false);
    }

    /** Whether a value of its metric meets it. */
    public boolean matches(BigDecimal actual) {
        return operator.accepts(actual.compareTo(value));
    }

    /** This for the workload of a watch, if it has one. */
    public Threshold of(Optional<Workload> workload) {
        return new Threshold(metric.of(workload), operator, value);
    }

    /** Whether it matches everything. */
    public boolean isNone() {
        return equals(NONE);
    }

    /** This threshold, relaxed by a share. */
    public Threshold loosened(BigDecimal share) {
        BigDecimal one = BigDecimal.ONE;
        BigDecimal bound = value.multiply(isUpperBound() ? one.add(share) : one.subtract(share));
        return isNone()
                ? this
                : new Threshold(metric, operator, metric.most().map(bound::min).orElse(bound));
    }

    /** Whether lower values are better. */
    public boolean isUpperBound() {
        return operator == Operator.LT || operator == Operator.LTE;
    }

    /** Whether this matches everything that {@code other} does; only for the same metric and direction. */
    public boolean isLooserThan(Threshold other) {
        return metric.equals(other.metric)
                && isUpperBound() == other.isUpperBound()
                && (isUpperBound() ? value.compareTo(other.value) >= 0 : value.compareTo(other.value) <= 0);
    }

    /**
     * The clause that returns every offer of {@code query} within {@link #SLACK} of this threshold; empty if the
     * server has no such filter.
     */
    public Optional<Clause> clauseWithSlack(Query query) {
        return bound(query, SLACK);
    }

    /**
     * The clause that returns every offer of {@code query} within this threshold; empty if the server has no such
     * filter: it has no price per GPU, for example, so the query must limit the number of GPUs.
     */
    public Optional<Clause> exactClause(Query query) {
        return bound(query, BigDecimal.ZERO);
    }

    private Optional<Clause> bound(Query query, BigDecimal slack) {
        if (isNone()) {
            return Optional.empty();
        }
        BigDecimal one = BigDecimal.ONE;
        return metric.clause(
                isUpperBound() ? Operator.LTE : Operator.GTE,
                value.multiply(isUpperBound() ? one.add(slack) : one.subtract(slack)),
                query);
    }

    /** A question without the rows outside of this and its {@link #SLACK}, as far as the server can filter them. */
    public Question narrow(Question question) {
        return clauseWithSlack(question.query())
                .map(clause -> question.with(question.query().narrowedBy(clause)))
                .orElse(question);
    }

    /** Whether it matches worse offers and rejects better ones, which is rarely intended. */
    public boolean isUpsideDown() {
        boolean isFloor = operator == Operator.GT || operator == Operator.GTE;
        return isFloor == metric.lowerIsBetter();
    }

    /** The text with the sign reversed. */
    public String withSignReversed() {
        Operator other = switch (operator) {
            case GT -> Operator.LT;
            case GTE -> Operator.LTE;
            case LT -> Operator.GT;
            case LTE -> Operator.GTE;
            case EQ, NEQ, IN, NOTIN -> operator;
        };
        return metric.wire() + " " + other.symbol() + " " + value.toPlainString();
    }

    /** {@code dph_total <= 0.40}, or {@code none}. */
    @Override
    public String toString() {
        return isNone()
                ? "none"
                : metric + operator.symbol().transform(symbol -> " " + symbol + " ") + value.toPlainString();
    }
}

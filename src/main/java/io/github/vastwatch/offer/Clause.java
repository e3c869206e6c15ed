package io.github.vastwatch.offer;

import io.github.vastwatch.text.Share;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One condition of a query: a field, an operator and values, in wire units. */
public record Clause(Field field, Operator operator, List<Value> operands) {
    /** Values that need quotes: brackets at their ends, a wildcard, and words that join clauses. */
    private static final Pattern NEEDS_QUOTES = Pattern.compile("[,\\[\\](].*|.*[,\\[\\]]|[?*]|any|.*(&&|\\|\\|).*");
    /** What no bare item of a list holds. */
    private static final Pattern NEEDS_QUOTES_IN_LIST = Pattern.compile(".*[,\\[\\]=<>].*");
    /** Values that would be read as part of the operator before them. */
    private static final Pattern NEEDS_BLANK = Pattern.compile("[=<>!≥≤≠].*");

    /** The result of evaluating a clause on an offer. */
    public enum Verdict {
        PASSES,
        FAILS,
        /** The row lacks the key, so the server's decision counts. */
        UNKNOWN
    }

    public Clause {
        operands = List.copyOf(operands);
        if (operands.isEmpty() || (operands.size() > 1 && !operator.takesList())) {
            throw new InvalidInput(field + " " + operator.wire() + " takes "
                    + (operator.takesList() ? "at least one value" : "exactly one value"));
        }
        if (operator.isOrdering() && (!field.type().isOrdered() || operands.contains(Value.Null.NULL))) {
            throw new InvalidInput(
                    (field.type().isOrdered() ? "null" : field) + " has no order, so '"
                            + operator.symbol().trim() + "' cannot compare it",
                    "use =, !=, in or notin");
        }
    }

    /**
     * A clause whose value is a word for several values, such as a continent.
     *
     * @param values the values of the word
     */
    public static Clause expanded(Field field, Operator operator, List<Value> values) {
        return new Clause(field, values.size() > 1 ? operator.ofSeveral() : operator, values);
    }

    /**
     * Whether every value that satisfies {@code other} also satisfies this. Both are about one field; false if the two
     * forms cannot be compared.
     */
    public boolean isLooserThan(Clause other) {
        if (field != other.field || other.operands.contains(Value.Null.NULL) || operands.contains(Value.Null.NULL)) {
            return equals(other);
        }
        return switch (other.operator) {
            case EQ, IN -> other.operands.stream().allMatch(this::isSatisfiedBy);
            case NEQ, NOTIN ->
                (operator == Operator.NEQ || operator == Operator.NOTIN)
                        && operands.stream().noneMatch(other::isSatisfiedBy);
            case GT, GTE, LT, LTE -> isLooserBound(other);
        };
    }

    private boolean isLooserBound(Clause other) {
        boolean upwards = operator == Operator.GT || operator == Operator.GTE;
        boolean otherUpwards = other.operator == Operator.GT || other.operator == Operator.GTE;
        if (!operator.isOrdering() || upwards != otherUpwards) {
            return false;
        }
        // The other's bound itself must pass, unless the other excludes it as well.
        return sign(other.operands.get(0), operands.get(0))
                .map(sign -> operator.accepts(sign) || (sign == 0 && operator == other.operator))
                .orElse(false);
    }

    /** Whether a row's value of the field satisfies this. */
    public boolean isSatisfiedBy(Value actual) {
        boolean isNegative = operator == Operator.NEQ || operator == Operator.NOTIN;
        return isNegative ? all(actual) : any(actual);
    }

    /** Evaluates an offer by its own row, whatever the server has filtered. */
    public Verdict evaluate(Offer offer) {
        @Nullable Value actual = offer.value(field);
        if (actual == null) {
            return Verdict.UNKNOWN;
        }
        boolean asksForNull = operands.contains(Value.Null.NULL);
        if (actual == Value.Null.NULL && (asksForNull || field.type() != Field.Type.FLAG)) {
            // Only a clause for null itself accepts null; != and notin fail it like any other.
            return asksForNull && (operator == Operator.EQ || operator == Operator.IN) ? Verdict.PASSES : Verdict.FAILS;
        }
        return isSatisfiedBy(actual) ? Verdict.PASSES : Verdict.FAILS;
    }

    private boolean any(Value actual) {
        return operands.stream().anyMatch(operand -> accepts(actual, operand));
    }

    private boolean all(Value actual) {
        return operands.stream().allMatch(operand -> accepts(actual, operand));
    }

    private boolean accepts(Value actual, Value operand) {
        return sign(actual, operand)
                .map(operator::accepts)
                .orElse(operator == Operator.NEQ || operator == Operator.NOTIN);
    }

    /** The sign of actual compared with operand, or null if they cannot be compared. */
    private Optional<Integer> sign(Value actual, Value operand) {
        return switch (field.type()) {
            case FLAG -> both(actual.asFlag(), operand.asFlag());
            case INTEGER, NUMBER -> both(actual.asNumber(), operand.asNumber());
            case VERSION, RELEASE -> both(DriverVersion.number(actual), DriverVersion.number(operand));
            case COUNTRY ->
                both(
                        Optional.of(actual.toString().toUpperCase(Locale.ROOT)),
                        Optional.of(operand.toString().toUpperCase(Locale.ROOT)));
            case TEXT -> both(Optional.of(actual.toString()), Optional.of(operand.toString()));
        };
    }

    private static <T extends Comparable<T>> Optional<Integer> both(Optional<T> left, Optional<T> right) {
        return left.flatMap(l -> right.map(l::compareTo));
    }

    /** What an offer says of the field, in a query's units and five digits; {@code not said} where its row lacks the key. */
    public String valueIn(Offer offer) {
        @Nullable Value actual = offer.value(field);
        if (actual instanceof Value.Num num && field.type().isNumeric()) {
            BigDecimal number = BigDecimal.valueOf(num.value() / field.multiplier());
            BigDecimal digits = field.isShare() ? Share.round(number, 5) : number.round(new MathContext(5));
            return (number.abs().compareTo(BigDecimal.valueOf(100_000)) < 0 ? digits : number)
                    .stripTrailingZeros()
                    .toPlainString();
        }
        return actual == null ? "not said" : format(actual);
    }

    /** The distance of an offer's number to the nearest that would pass, in query units; empty if there is none. */
    public Optional<Double> gap(Offer offer) {
        if (!field.type().isNumeric() || operator == Operator.NEQ || operator == Operator.NOTIN) {
            return Optional.empty();
        }
        return offer.number(field)
                .flatMap(actual -> operands.stream()
                        .flatMap(operand -> operand.asNumber().stream())
                        .map(wanted -> Math.abs(actual - wanted) / field.multiplier())
                        .min(Double::compare));
    }

    /** Warnings about the clause, each at place 0, with the values. */
    public List<InvalidInput> doubts() {
        return QueryWarnings.of(this);
    }

    /** The form of a query; reads back as the same clause. */
    @Override
    public String toString() {
        return field == Field.GEOLOCATION && operator.takesList()
                ? field.wire() + operator.symbol() + "["
                        + Countries.listed(
                                operands.stream().map(Value::toString).toList()) + "]"
                : field.wire()
                        + text(operator, operands.stream().map(this::format).toList());
    }

    /**
     * The form of the vendor's command line, which has no continents and needs all parts of a version; it accepts no list
     * of multiplied numbers.
     */
    String vendorText() {
        return field.wire()
                + text(operator, operands.stream().map(this::vendorWritten).toList());
    }

    private String vendorWritten(Value value) {
        return field.type() == Field.Type.VERSION && value instanceof Value.Num num
                ? DriverVersion.full(num.value())
                : format(value);
    }

    static String text(Operator operator, List<String> values) {
        String joined = String.join(",", values);
        return operator.symbol() + (operator.takesList() ? "[" + joined + "]" : joined);
    }

    private String format(Value value) {
        if (value instanceof Value.Num num) {
            return field.type() == Field.Type.VERSION
                    ? DriverVersion.brief(num.value())
                    : field.multiplier() == 1 ? num.toString() : divided(num.value());
        }
        String text = value.toString().replace(' ', '_');
        if (field.type() != Field.Type.TEXT || value == Value.Null.NULL) {
            return text;
        }
        if ((operator.takesList() ? NEEDS_QUOTES_IN_LIST : NEEDS_QUOTES)
                .matcher(text)
                .matches()) {
            return text.contains("\"") ? "'" + text + "'" : "\"" + text + "\"";
        }
        return NEEDS_BLANK.matcher(text).matches() ? " " + text : text;
    }

    /** In GB or days, with enough digits to read back the same number. */
    private String divided(double wire) {
        BigDecimal multiplier = BigDecimal.valueOf(field.multiplier());
        BigDecimal brief = BigDecimal.valueOf(wire / field.multiplier());
        BigDecimal exact = new BigDecimal(wire).divide(multiplier, MathContext.DECIMAL128);
        BigDecimal chosen = brief.multiply(multiplier).doubleValue() == wire ? brief : exact;
        return chosen.stripTrailingZeros().toPlainString();
    }
}

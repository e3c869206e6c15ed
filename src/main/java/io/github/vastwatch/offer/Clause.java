package io.github.vastwatch.offer;

import io.github.vastwatch.text.Share;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One condition of a query: a field, an operator, and the values to compare with, in the units of the wire. */
public record Clause(Field field, Operator operator, List<Value> operands) {
    /** A text that means something else without quotes: list brackets, a wildcard, a word that joins clauses. */
    private static final Pattern NEEDS_QUOTES = Pattern.compile("[,\\[\\](].*|.*[,\\[\\]]|[?*]|any|.*(&&|\\|\\|).*");
    /** A text that an item of a list cannot contain without quotes. */
    private static final Pattern NEEDS_QUOTES_IN_LIST = Pattern.compile(".*[,\\[\\]=<>].*");
    /** A text that would be read as a part of the operator before it. */
    private static final Pattern NEEDS_SPACE = Pattern.compile("[=<>!≥≤≠].*");

    /** Two values without an order: one is not what the field contains. */
    private static final int INCOMPARABLE = Integer.MIN_VALUE;

    /** How an offer compares with a clause. */
    public enum Verdict {
        PASSES,
        FAILS,
        /** The row lacks the key: only the server, if it filtered by it, knows. */
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

    /** A clause whose one written value stands for these values, as a continent does. */
    public static Clause expanded(Field field, Operator operator, List<Value> values) {
        return new Clause(field, values.size() > 1 ? operator.forList() : operator, values);
    }

    /**
     * Whether every value that satisfies {@code other}, on the same field, satisfies this too; false if the two forms
     * cannot be compared.
     */
    public boolean isLooserThan(Clause other) {
        if (field != other.field || other.operands.contains(Value.Null.NULL) || operands.contains(Value.Null.NULL)) {
            return equals(other);
        }
        return switch (other.operator) {
            case EQ, IN -> other.operands.stream().allMatch(this::isSatisfiedBy);
            case NEQ, NOTIN -> isNegative() && operands.stream().noneMatch(other::isSatisfiedBy);
            case GT, GTE, LT, LTE -> isLooserBound(other);
        };
    }

    private boolean isLooserBound(Clause other) {
        boolean isLower = operator == Operator.GT || operator == Operator.GTE;
        boolean isOtherLower = other.operator == Operator.GT || other.operator == Operator.GTE;
        if (!operator.isOrdering() || isLower != isOtherLower) {
            return false;
        }
        // The bound of the other must pass, unless the other excludes it as well.
        int sign = compare(other.operands.get(0), operands.get(0));
        return sign != INCOMPARABLE && (operator.accepts(sign) || (sign == 0 && operator == other.operator));
    }

    /** Whether a value of the field in a row satisfies this. */
    public boolean isSatisfiedBy(Value actual) {
        boolean isNegative = isNegative();
        for (int i = 0; i < operands.size(); i++) {
            if (accepts(actual, operands.get(i)) != isNegative) {
                return !isNegative;
            }
        }
        return isNegative;
    }

    /** The same for a number, which needs no value of its own. */
    private boolean isSatisfiedBy(double actual) {
        boolean isNegative = isNegative();
        for (int i = 0; i < operands.size(); i++) {
            boolean isAccepted = operands.get(i) instanceof Value.Num num
                    ? operator.accepts(Double.compare(actual, num.value()))
                    : accepts(Value.of(actual), operands.get(i));
            if (isAccepted != isNegative) {
                return !isNegative;
            }
        }
        return isNegative;
    }

    /** Whether a value satisfies this only if it passes with every operand, not with one. */
    private boolean isNegative() {
        return operator == Operator.NEQ || operator == Operator.NOTIN;
    }

    /** Evaluates an offer by its own row, whatever the server filtered by. */
    public Verdict evaluate(Offer offer) {
        double number = offer.row().number(field);
        if (!Double.isNaN(number)) {
            return evaluate(number);
        }
        @Nullable Value actual = offer.value(field);
        if (actual == null) {
            return Verdict.UNKNOWN;
        }
        boolean asksForNull = operands.contains(Value.Null.NULL);
        if (actual == Value.Null.NULL && (asksForNull || field.type() != Field.Type.FLAG)) {
            // A null satisfies only a clause that asks for null; it fails != and notin too.
            return asksForNull && (operator == Operator.EQ || operator == Operator.IN) ? Verdict.PASSES : Verdict.FAILS;
        }
        return isSatisfiedBy(actual) ? Verdict.PASSES : Verdict.FAILS;
    }

    /** Evaluates a number of its field, as a row has it. */
    Verdict evaluate(double number) {
        return isSatisfiedBy(number) ? Verdict.PASSES : Verdict.FAILS;
    }

    private boolean accepts(Value actual, Value operand) {
        int sign = compare(actual, operand);
        return sign == INCOMPARABLE ? isNegative() : operator.accepts(sign);
    }

    /** The sign of actual compared with operand, or {@link #INCOMPARABLE}. */
    private int compare(Value actual, Value operand) {
        return switch (field.type()) {
            case FLAG -> compareBoth(actual.asFlag(), operand.asFlag());
            case INTEGER, NUMBER -> compareBoth(actual.asNumber(), operand.asNumber());
            case VERSION, RELEASE -> compareBoth(DriverVersion.number(actual), DriverVersion.number(operand));
            case COUNTRY ->
                actual.toString()
                        .toUpperCase(Locale.ROOT)
                        .compareTo(operand.toString().toUpperCase(Locale.ROOT));
            case TEXT -> actual.toString().compareTo(operand.toString());
        };
    }

    private static <T extends Comparable<T>> int compareBoth(Optional<T> left, Optional<T> right) {
        return left.isPresent() && right.isPresent() ? left.get().compareTo(right.get()) : INCOMPARABLE;
    }

    /** The value of an offer, in the units of a query and five digits; {@code missing} if its row lacks the key. */
    public String valueIn(Offer offer) {
        @Nullable Value actual = offer.value(field);
        if (actual instanceof Value.Num num && field.type().isNumeric()) {
            BigDecimal number = BigDecimal.valueOf(num.value() / field.multiplier());
            BigDecimal digits = field.isShare() ? Share.round(number, 5) : number.round(new MathContext(5));
            return (number.abs().compareTo(BigDecimal.valueOf(100_000)) < 0 ? digits : number)
                    .stripTrailingZeros()
                    .toPlainString();
        }
        return actual == null ? "missing" : format(actual);
    }

    /** The distance from an offer's number to the nearest that would pass, in the units of a query; empty if there is none. */
    public Optional<Double> gap(Offer offer) {
        if (!field.type().isNumeric() || isNegative()) {
            return Optional.empty();
        }
        return offer.number(field)
                .flatMap(actual -> operands.stream()
                        .flatMap(operand -> operand.asNumber().stream())
                        .map(wanted -> Math.abs(actual - wanted) / field.multiplier())
                        .min(Double::compare));
    }

    /** As written in a query; parses back to the same clause. */
    @Override
    public String toString() {
        return field == Field.GEOLOCATION && operator.takesList()
                ? field.wire() + operator.symbol() + "["
                        + Countries.format(
                                operands.stream().map(Value::toString).toList()) + "]"
                : field.wire()
                        + format(operator, operands.stream().map(this::format).toList());
    }

    /**
     * As the vendor's command line takes it, which does not know continents, needs all parts of a version, and does not
     * convert units in a list.
     */
    String vendorText() {
        return field.wire()
                + format(operator, operands.stream().map(this::formatForVendor).toList());
    }

    private String formatForVendor(Value value) {
        return field.type() == Field.Type.VERSION && value instanceof Value.Num num
                ? DriverVersion.threeParts(num.value())
                : format(value);
    }

    static String format(Operator operator, List<String> values) {
        String joined = String.join(",", values);
        return operator.symbol() + (operator.takesList() ? "[" + joined + "]" : joined);
    }

    private String format(Value value) {
        if (value instanceof Value.Num num) {
            return field.type() == Field.Type.VERSION
                    ? DriverVersion.shortest(num.value())
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
        return NEEDS_SPACE.matcher(text).matches() ? " " + text : text;
    }

    /** In GB or days, in as many digits as it takes to parse back to the same number. */
    private String divided(double wire) {
        BigDecimal multiplier = BigDecimal.valueOf(field.multiplier());
        BigDecimal shortest = BigDecimal.valueOf(wire / field.multiplier());
        BigDecimal exact = new BigDecimal(wire).divide(multiplier, MathContext.DECIMAL128);
        BigDecimal chosen = shortest.multiply(multiplier).doubleValue() == wire ? shortest : exact;
        return chosen.stripTrailingZeros().toPlainString();
    }
}

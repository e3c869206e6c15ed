package io.github.vastwatch.offer;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One condition of a query: a field, an operator, and what to compare with, in the wire's units. */
public record Clause(Field field, Operator operator, List<Value> operands) {
    private static final Pattern NEEDS_QUOTES = Pattern.compile("[\\s,\\[\\]\"]");

    /** What a clause says of an offer. */
    public enum Verdict {
        PASSES,
        FAILS,
        /** The row lacks the key: whoever filtered by it before has the last word. */
        UNKNOWN
    }

    public Clause {
        operands = List.copyOf(operands);
        if (operands.isEmpty() || (operands.size() > 1 && !operator.takesList())) {
            throw new Mistake(field + " " + operator.wire() + " takes "
                    + (operator.takesList() ? "at least one value" : "exactly one value"));
        }
    }

    /** Judges an offer by its own row, whatever the server filtered already. */
    public Verdict judge(Offer offer) {
        @Nullable Value actual = offer.value(field);
        if (actual == null) {
            return Verdict.UNKNOWN;
        }
        boolean asksForNull = operands.contains(Value.Null.NULL);
        if (actual == Value.Null.NULL && (asksForNull || field.kind() != Kind.FLAG)) {
            // Only a question for null itself is answered by one; != and notin fail it like any other.
            return asksForNull && (operator == Operator.EQ || operator == Operator.IN) ? Verdict.PASSES : Verdict.FAILS;
        }
        return operator == Operator.NEQ || operator == Operator.NOTIN
                ? all(actual) ? Verdict.PASSES : Verdict.FAILS
                : any(actual) ? Verdict.PASSES : Verdict.FAILS;
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

    /** The sign of actual compared with operand, or nothing where the two cannot be compared. */
    private Optional<Integer> sign(Value actual, Value operand) {
        return switch (field.kind()) {
            case FLAG -> both(actual.asFlag(), operand.asFlag());
            case INTEGER, NUMBER -> both(actual.asNumber(), operand.asNumber());
            case VERSION -> both(Versions.number(actual), Versions.number(operand));
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

    /** As the vendor's command line would take it. */
    @Override
    public String toString() {
        String values = operands.stream().map(this::written).collect(Collectors.joining(","));
        return field.wire() + operator.symbol() + (operator.takesList() ? "[" + values + "]" : values);
    }

    private String written(Value value) {
        if (value instanceof Value.Num num && field.multiplier() != 1) {
            return Value.of(num.value() / field.multiplier()).toString();
        }
        String text = value.toString();
        return field.kind() == Kind.TEXT && NEEDS_QUOTES.matcher(text).find() ? "\"" + text + "\"" : text;
    }
}

package io.github.vastwatch.offer;

import java.util.Optional;

/** A comparison in a query or a threshold. */
public enum Operator {
    EQ("eq", "="),
    NEQ("neq", "!="),
    GT("gt", ">"),
    GTE("gte", ">="),
    LT("lt", "<"),
    LTE("lte", "<="),
    IN("in", " in "),
    NOTIN("notin", " notin ");

    private final String wire;
    private final String symbol;

    Operator(String wire, String symbol) {
        this.wire = wire;
        this.symbol = symbol;
    }

    /** The name in the JSON of a request. */
    public String wire() {
        return wire;
    }

    /** As written between a field and a value in a query, with the blanks that it needs. */
    public String symbol() {
        return symbol;
    }

    /** Whether it compares with a list. */
    public boolean takesList() {
        return this == IN || this == NOTIN;
    }

    /** The operator for a list of values: {@code =} a continent is {@code in} its countries. */
    Operator forList() {
        return this == EQ ? IN : this == NEQ ? NOTIN : this;
    }

    /** Whether it needs an order, which only numbers and versions have. */
    public boolean isOrdering() {
        return this == GT || this == GTE || this == LT || this == LTE;
    }

    /** Whether {@code sign}, the sign of left compared with right, satisfies this operator. */
    public boolean accepts(int sign) {
        return switch (this) {
            case EQ, IN -> sign == 0;
            case NEQ, NOTIN -> sign != 0;
            case GT -> sign > 0;
            case GTE -> sign >= 0;
            case LT -> sign < 0;
            case LTE -> sign <= 0;
        };
    }

    /** The operator with any spelling that the vendor's command line takes, with single blanks between words. */
    public static Optional<Operator> of(String spelling) {
        return Optional.ofNullable(
                switch (spelling) {
                    case "=", "==", "eq" -> EQ;
                    case "!=", "≠", "neq", "noteq", "not eq" -> NEQ;
                    case ">", "gt" -> GT;
                    case ">=", "≥", "gte" -> GTE;
                    case "<", "lt" -> LT;
                    case "<=", "≤", "lte" -> LTE;
                    case "in" -> IN;
                    case "notin", "nin", "not in" -> NOTIN;
                    default -> null;
                });
    }
}

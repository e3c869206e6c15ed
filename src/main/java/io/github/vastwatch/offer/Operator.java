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

    /** Its form between a field and a value in a query, with blanks if needed. */
    public String symbol() {
        return symbol;
    }

    /** Whether it compares with a list. */
    public boolean takesList() {
        return this == IN || this == NOTIN;
    }

    /** The operator for several values: {@code =} with a continent becomes {@code in} with its countries. */
    Operator ofSeveral() {
        return this == EQ ? IN : this == NEQ ? NOTIN : this;
    }

    /** Whether it needs ordered values, which only numbers and versions are. */
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

    /** The operator of any spelling that the vendor's command line accepts. */
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

package io.github.vastwatch.watch;

import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.offer.Operator;
import io.github.vastwatch.offer.Query;
import java.util.List;
import java.util.Locale;

/** What counts as one match: a machine, whatever it is split into, or each of its sizes. */
public enum Grouping {
    MACHINE,
    OFFER;

    public static Grouping parse(String text) {
        return switch (text) {
            case "machine" -> MACHINE;
            case "offer" -> OFFER;
            default ->
                throw InvalidInput.unknown(
                        "unknown value of 'per': '" + text + "'",
                        text,
                        List.of("machine", "offer"),
                        "write machine or offer");
        };
    }

    /** The default: a query that fixes the number of GPUs looks for offers. */
    public static Grouping of(Query query) {
        boolean isFixed = query.clauses().stream()
                .anyMatch(clause -> clause.field() == Field.NUM_GPUS && clause.operator() == Operator.EQ);
        return isFixed ? OFFER : MACHINE;
    }

    /** The identity of an offer. */
    public OfferKey identity(OfferKey key) {
        return this == MACHINE ? key.ofMachine() : key;
    }

    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}

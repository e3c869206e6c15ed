package io.github.vastwatch.offer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds clauses that are valid but probably not intended: they match nothing, or lose wanted offers. */
final class QueryWarnings {
    /** A larger number for a field in GB or days was probably meant in MB or seconds, the server's units. */
    private static final double MOST_GIGABYTES = 3_000;

    private static final double MOST_DAYS = 3_650;

    private QueryWarnings() {}

    /** Warnings about a clause, at place 0. */
    static List<InvalidInput> of(Clause clause) {
        List<InvalidInput> doubts = new ArrayList<>();
        Field field = clause.field();
        for (Value operand : clause.operands()) {
            if (field == Field.GPU_NAME && operand instanceof Value.Text text) {
                GpuNames.warning(text.value()).ifPresent(doubts::add);
            } else if (field == Field.GEOLOCATION && operand instanceof Value.Text text) {
                Countries.unknown(text.value()).ifPresent(doubts::add);
            } else if (operand instanceof Value.Num num) {
                number(clause, num.value()).ifPresent(doubts::add);
            }
        }
        if (field == Field.ID) {
            doubts.add(new InvalidInput("a filter on id matches nothing", "write ask_contract_id"));
        }
        return List.copyOf(doubts);
    }

    private static Optional<InvalidInput> number(Clause clause, double wire) {
        Field field = clause.field();
        double written = wire / field.multiplier();
        if (field == Field.COMPUTE_CAP && wire > 0 && wire < 100) {
            return Optional.of(new InvalidInput(
                    "compute_cap is the capability times 100: " + Value.of(wire),
                    "did you mean " + Value.of(Math.rint(wire * 1000) / 10) + "?"));
        }
        if (field == Field.DURATION && written > MOST_DAYS) {
            return Optional.of(new InvalidInput(
                    "duration is in days: " + Value.of(written),
                    "for seconds write duration>=" + amount(written) + "s"));
        }
        if (field.multiplier() == 1000 && written > MOST_GIGABYTES) {
            return Optional.of(new InvalidInput(
                    field + " is in GB: " + Value.of(written), "did you mean " + Value.of(written / 1000) + "?"));
        }
        return field.multiplier() == 1000 ? size(clause, wire) : exactly(clause, written);
    }

    /** A measured number is hit by chance alone; but nothing, as no traffic cost, is said exactly. */
    private static Optional<InvalidInput> exactly(Clause clause, double written) {
        Field field = clause.field();
        boolean isExact = clause.operator() == Operator.EQ || clause.operator() == Operator.IN;
        if (!isExact || !field.isMeasured() || written == 0) {
            return Optional.empty();
        }
        String unit = field.queryUnit().matches("days|.*[Bb](/s)?") ? " " + field.queryUnit() : "";
        String sign = field.better() == Field.Better.LOWER ? "<=" : ">=";
        return Optional.of(new InvalidInput(
                "hardly any offer has " + field + " of exactly " + amount(written) + unit,
                "write " + field + sign + amount(written)));
    }

    private static String amount(double number) {
        return Value.of(number).toString();
    }

    private static Optional<InvalidInput> size(Clause clause, double megabytes) {
        Field field = clause.field();
        String gigabytes = amount(megabytes / 1000);
        return switch (clause.operator()) {
            case EQ, IN ->
                Optional.of(new InvalidInput(
                        "no offer has exactly " + amount(megabytes) + " MB: a \"24 GB\" RTX 4090 says 24564",
                        "write " + field + ">=" + gigabytes));
            case GT, GTE ->
                GpuNames.MODEST.stream()
                        .filter(card -> field == Field.GPU_RAM
                                && megabytes > card.megabytes()
                                && megabytes <= card.gigabytes() * 1024.0)
                        .findFirst()
                        .map(card -> new InvalidInput(
                                "gpu_ram" + clause.operator().symbol() + gigabytes + " loses each \""
                                        + card.gigabytes() + " GB\" " + card.name() + ": it says " + card.megabytes()
                                        + " MB",
                                "write gpu_ram>=" + (card.megabytes() / 1000 - 1)));
            case NEQ, LT, LTE, NOTIN -> Optional.empty();
        };
    }
}

package io.github.vastwatch.offer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds clauses that are valid but hardly intended: they match nothing, or lose offers that the user wants. */
public final class QueryWarnings {
    /** Above this a number for a field in GB, or in days, was meant in the MB or the seconds of the wire. */
    private static final double MAX_GIGABYTES = 3_000;

    private static final double MAX_DAYS = 3_650;

    /**
     * A card that reports less memory than its name promises.
     *
     * @param gigabytes the size that it is sold as
     * @param megabytes the size that its row contains
     */
    private record Card(String name, int gigabytes, int megabytes) {}

    /** The cards that people lose by asking for the full size; an RTX 4090 reports 24564 MB and is not lost. */
    private static final List<Card> SMALLER_THAN_SOLD =
            List.of(new Card("L40S", 48, 46_068), new Card("B200", 192, 183_359), new Card("B300", 288, 275_040));

    private QueryWarnings() {}

    /** The warnings about one clause, each at position 0. */
    public static List<InvalidInput> of(Clause clause) {
        List<InvalidInput> warnings = new ArrayList<>();
        Field field = clause.field();
        for (Value operand : clause.operands()) {
            if (field == Field.GPU_NAME && operand instanceof Value.Text text) {
                GpuNames.warning(text.value()).ifPresent(warnings::add);
            } else if (field == Field.GEOLOCATION && operand instanceof Value.Text text) {
                Countries.unknownCodeWarning(text.value()).ifPresent(warnings::add);
            } else if (operand instanceof Value.Num num) {
                ofNumber(clause, num.value()).ifPresent(warnings::add);
            }
        }
        if (field == Field.ID) {
            warnings.add(new InvalidInput("a filter on id matches nothing", "write ask_contract_id"));
        }
        return List.copyOf(warnings);
    }

    private static Optional<InvalidInput> ofNumber(Clause clause, double wire) {
        Field field = clause.field();
        double inQuery = wire / field.multiplier();
        if (field == Field.COMPUTE_CAP && wire > 0 && wire < 100) {
            return Optional.of(new InvalidInput(
                    "compute_cap is the capability times 100: " + Value.of(wire),
                    "did you mean " + Value.of(Math.rint(wire * 1000) / 10) + "?"));
        }
        if (field == Field.DURATION && inQuery > MAX_DAYS) {
            return Optional.of(new InvalidInput(
                    "duration is in days: " + Value.of(inQuery),
                    "for seconds write duration>=" + Value.of(inQuery) + "s"));
        }
        if (field.multiplier() != 1000) {
            return ofExactNumber(clause, inQuery);
        }
        return inQuery > MAX_GIGABYTES
                ? Optional.of(new InvalidInput(
                        field + " is in GB: " + Value.of(inQuery), "did you mean " + Value.of(inQuery / 1000) + "?"))
                : ofSize(clause, wire);
    }

    /** Equality with a measured number matches by chance; 0 is exact, as for free traffic. */
    private static Optional<InvalidInput> ofExactNumber(Clause clause, double number) {
        Field field = clause.field();
        boolean isExact = clause.operator() == Operator.EQ || clause.operator() == Operator.IN;
        if (!isExact || !field.isMeasured() || number == 0) {
            return Optional.empty();
        }
        String unit = field.queryUnit().matches("days|.*[Bb](/s)?") ? " " + field.queryUnit() : "";
        String sign = field.better() == Field.Better.LOWER ? "<=" : ">=";
        return Optional.of(new InvalidInput(
                "hardly any offer has " + field + " of exactly " + Value.of(number) + unit,
                "write " + field + sign + Value.of(number)));
    }

    private static Optional<InvalidInput> ofSize(Clause clause, double megabytes) {
        Field field = clause.field();
        Value gigabytes = Value.of(megabytes / 1000);
        return switch (clause.operator()) {
            case EQ, IN ->
                Optional.of(new InvalidInput(
                        "no offer has exactly " + Value.of(megabytes) + " MB: a \"24 GB\" RTX 4090 reports 24564",
                        "write " + field + ">=" + gigabytes));
            case GT, GTE ->
                SMALLER_THAN_SOLD.stream()
                        .filter(card -> field == Field.GPU_RAM
                                && megabytes > card.megabytes()
                                && megabytes <= card.gigabytes() * 1024.0)
                        .findFirst()
                        .map(card -> new InvalidInput(
                                "gpu_ram" + clause.operator().symbol() + gigabytes + " excludes every \""
                                        + card.gigabytes() + " GB\" " + card.name() + ": it reports "
                                        + card.megabytes() + " MB",
                                "write gpu_ram>=" + (card.megabytes() / 1000 - 1)));
            case NEQ, LT, LTE, NOTIN -> Optional.empty();
        };
    }
}

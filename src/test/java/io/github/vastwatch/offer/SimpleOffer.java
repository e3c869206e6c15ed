package io.github.vastwatch.offer;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What offers and clauses come to, in the plainest way: the values in a map, text by patterns, each step by an Optional. */
record SimpleOffer(RentalType type, long seenAt, Map<Field, Value> row) {
    private static final Pattern COUNTRY_CODE = Pattern.compile("(?:^|,)\\s*([A-Za-z]{2})\\s*$");
    private static final Pattern VERSION = Pattern.compile("\\d{1,4}(\\.\\d{1,3}){0,2}");

    private static final List<String> TEXTS = List.of(
            "RTX 4090",
            "H100 SXM",
            "verified",
            "unverified",
            "Sweden, SE",
            ", us",
            "SE",
            "Sweden SE",
            "Texas,US",
            "X, U",
            "570.124.04",
            "580.142",
            "570",
            "12345.1",
            "570124004",
            "1.2.3.4",
            "1..2",
            ".5",
            "5.",
            "٣٤٥٦٧٨٩",
            "22.04",
            "true",
            "FALSE",
            "1",
            "0.25",
            "-3",
            "1e3",
            "1e300",
            "1e-300",
            " ",
            "x");

    /** A row with some of the fields; most values are of the field's type. */
    static Map<Field, Value> row(Random random) {
        Map<Field, Value> row = new EnumMap<>(Field.class);
        int share = 1 + random.nextInt(10);
        for (Field field : Field.values()) {
            if (random.nextInt(10) < share) {
                row.put(field, value(field, random));
            }
        }
        return row;
    }

    static Value value(Field field, Random random) {
        return switch (random.nextInt(8)) {
            case 0 -> Value.Null.NULL;
            case 1 -> Value.of(TEXTS.get(random.nextInt(TEXTS.size())));
            case 2 -> random.nextBoolean() ? Value.of(random.nextBoolean()) : number(random);
            default ->
                switch (field.type()) {
                    case INTEGER, NUMBER -> number(random);
                    case FLAG -> Value.of(random.nextBoolean());
                    default -> Value.of(TEXTS.get(random.nextInt(TEXTS.size())));
                };
        };
    }

    private static Value number(Random random) {
        return Value.of(
                switch (random.nextInt(8)) {
                    case 0 -> random.nextInt(3);
                    case 1 -> random.nextInt(100_000_000);
                    case 2 -> -random.nextInt(3);
                    case 3 ->
                        List.of(-0.0, 0.0, 22.04, 570_124_004.0, 10_000.0, 10_001.0, 1e20, 1.0)
                                .get(random.nextInt(8));
                    default -> random.nextInt(1000) / 250.0;
                });
    }

    @Nullable
    Value value(Field field) {
        return switch (field) {
            case VERIFIED ->
                row.get(Field.VERIFICATION) instanceof Value.Text text
                        ? Value.of(text.value().equals("verified"))
                        : row.getOrDefault(field, row.get(Field.VERIFICATION));
            case DATACENTER ->
                row.get(Field.HOSTING_TYPE) instanceof Value.Num num
                        ? Value.of(num.value() == 1)
                        : row.getOrDefault(field, row.get(Field.HOSTING_TYPE));
            case GEOLOCATION -> {
                if (!(row.get(field) instanceof Value.Text text)) {
                    yield row.get(field);
                }
                Matcher code = COUNTRY_CODE.matcher(text.value());
                yield code.find() ? Value.of(code.group(1)) : null;
            }
            case DURATION ->
                row.containsKey(field)
                        ? row.get(field)
                        : number(Field.END_DATE)
                                .map(end -> Value.of(end - seenAt))
                                .orElse(null);
            case RENTED -> row.getOrDefault(field, Value.of(false));
            case ID -> row.getOrDefault(Field.ID, row.get(Field.ASK_CONTRACT_ID));
            case ASK_CONTRACT_ID -> row.getOrDefault(Field.ASK_CONTRACT_ID, row.get(Field.ID));
            default -> row.get(field);
        };
    }

    Optional<Double> number(Field field) {
        return Optional.ofNullable(value(field)).flatMap(Value::asNumber);
    }

    Optional<String> text(Field field) {
        return Optional.ofNullable(row.get(field))
                .filter(value -> value != Value.Null.NULL)
                .map(Value::toString)
                .filter(text -> !text.isBlank());
    }

    Optional<Long> whole(Field field) {
        return number(field).filter(number -> number == Math.rint(number)).map(Double::longValue);
    }

    Optional<OfferKey> key() {
        return whole(Field.MACHINE_ID)
                .flatMap(machine -> whole(Field.NUM_GPUS)
                        .filter(gpus -> gpus >= 1 && gpus <= 10_000)
                        .flatMap(gpus ->
                                text(Field.GPU_NAME).map(name -> new OfferKey(type, machine, gpus.intValue(), name))));
    }

    Clause.Verdict evaluate(Clause clause) {
        @Nullable Value actual = value(clause.field());
        if (actual == null) {
            return Clause.Verdict.UNKNOWN;
        }
        Operator operator = clause.operator();
        boolean asksForNull = clause.operands().contains(Value.Null.NULL);
        boolean isNegative = operator == Operator.NEQ || operator == Operator.NOTIN;
        boolean isSatisfied;
        if (actual == Value.Null.NULL && (asksForNull || clause.field().type() != Field.Type.FLAG)) {
            isSatisfied = asksForNull && !isNegative && !operator.isOrdering();
        } else if (isNegative) {
            isSatisfied = clause.operands().stream()
                    .allMatch(operand -> compare(clause.field(), actual, operand)
                            .map(operator::accepts)
                            .orElse(true));
        } else {
            isSatisfied = clause.operands().stream()
                    .anyMatch(operand -> compare(clause.field(), actual, operand)
                            .map(operator::accepts)
                            .orElse(false));
        }
        return isSatisfied ? Clause.Verdict.PASSES : Clause.Verdict.FAILS;
    }

    private static Optional<Integer> compare(Field field, Value left, Value right) {
        return switch (field.type()) {
            case FLAG -> both(left.asFlag(), right.asFlag());
            case INTEGER, NUMBER -> both(left.asNumber(), right.asNumber());
            case VERSION, RELEASE -> both(version(left), version(right));
            case COUNTRY ->
                both(
                        Optional.of(left.toString().toUpperCase(Locale.ROOT)),
                        Optional.of(right.toString().toUpperCase(Locale.ROOT)));
            case TEXT -> both(Optional.of(left.toString()), Optional.of(right.toString()));
        };
    }

    private static <T extends Comparable<T>> Optional<Integer> both(Optional<T> left, Optional<T> right) {
        return left.flatMap(l -> right.map(l::compareTo));
    }

    static Optional<Double> version(Value value) {
        String text = value.toString().trim();
        if (text.length() >= 7 && text.chars().allMatch(Character::isDigit)) {
            return value.asNumber();
        }
        if (!VERSION.matcher(text).matches()) {
            return Optional.empty();
        }
        String[] parts = text.split("\\.");
        double number = 0;
        for (int i = 0; i < 3; i++) {
            number = number * 1000 + (i < parts.length ? Integer.parseInt(parts[i]) : 0);
        }
        return Optional.of(number);
    }
}

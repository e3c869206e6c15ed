package io.github.vastwatch.offer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Random queries, spelled as people spell: what is printed reads back as what was read. */
class RoundTripTest {
    private static final long SEED = 20261124;
    private static final int QUERIES = 20_000;
    private static final List<Field> FIELDS = List.of(Field.values());
    private static final List<String> SIGNS = List.of("=", "==", "!=", ">", ">=", "<", "<=");
    private static final List<String> WORDS = List.of("eq", "neq", "noteq", "not eq", "gt", "gte", "lt", "lte");
    private static final List<String> LISTS = List.of("in", "notin", "nin", "not in");
    private static final String ODD = "ab1 _\"'[](),=<>!?*&|ü≥\u00A0\t";

    @Test
    void whatIsPrintedReadsBackAsTheSameQuery() {
        Random random = new Random(SEED);
        int read = 0;
        for (int i = 0; i < QUERIES; i++) {
            String text = query(random);
            Optional<Query> query = parsed(text);
            if (query.isPresent()) {
                read++;
                String printed = query.get().toString();
                assertThat(parsed(printed))
                        .as("seed %d, query %d: <%s> printed as <%s>", SEED, i, text, printed)
                        .isEqualTo(query);
            }
        }
        // Otherwise the generator makes nothing but mistakes and proves nothing.
        assertThat(read).isGreaterThan(QUERIES / 2);
    }

    /** The query as it stands; a mistake in it must have a place in it. */
    private static Optional<Query> parsed(String text) {
        try {
            return Optional.of(Query.read(text, Query.EVERYTHING).query());
        } catch (InvalidInput invalidInput) {
            assertThat(invalidInput.position())
                    .as("<%s>: %s", text, invalidInput.getMessage())
                    .isBetween(0, text.length());
            return Optional.empty();
        }
    }

    private static String query(Random random) {
        return IntStream.range(0, 1 + random.nextInt(5))
                .mapToObj(i -> random.nextInt(30) == 0 ? option(random) : clause(random))
                .collect(Collectors.joining(random.nextInt(5) == 0 ? "\n  " : " "));
    }

    private static String option(Random random) {
        return random.nextBoolean() ? "limit=" + (1 + random.nextInt(9999)) : "order=dph_total,reliability-";
    }

    private static String clause(Random random) {
        Field field = FIELDS.get(random.nextInt(FIELDS.size()));
        String name = field.aliases().isEmpty() || random.nextBoolean()
                ? field.wire()
                : field.aliases().get(0);
        if (random.nextInt(4) == 0) {
            String items = IntStream.range(0, 1 + random.nextInt(4))
                    .mapToObj(i -> value(field, random))
                    .collect(Collectors.joining(random.nextBoolean() ? "," : ", "));
            return name + " " + pick(LISTS, random) + " [" + items + "]";
        }
        boolean ordered = field.type().isOrdered();
        String value = value(field, random);
        return random.nextInt(4) == 0
                ? name + " " + pick(ordered ? WORDS : WORDS.subList(0, 4), random) + " " + value
                : name + pick(ordered ? SIGNS : SIGNS.subList(0, 3), random) + value;
    }

    private static String value(Field field, Random random) {
        return switch (field.type()) {
            case FLAG -> pick(List.of("true", "False", "1", "null"), random);
            case COUNTRY -> pick(List.of("US", "SE", "EU", "Asia", "North_America", "SAU", "NA", "SA"), random);
            case VERSION -> random.nextInt(999) + "." + random.nextInt(999) + pick(List.of("", ".04", ".142"), random);
            case RELEASE -> pick(List.of("22.04", "20.04"), random);
            case INTEGER, NUMBER ->
                field.isShare()
                        ? String.valueOf(random.nextDouble())
                        : field.hasUnits() && random.nextBoolean()
                                ? random.nextInt(99) + (field == Field.DURATION ? "h" : "GB")
                                : number(random);
            case TEXT -> random.nextInt(3) == 0 ? odd(random) : pick(List.of("RTX_4090", "\"RTX 4090\"", "L4"), random);
        };
    }

    private static String number(Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> String.valueOf(random.nextInt(100_000));
            case 1 -> String.valueOf(random.nextDouble() * Math.pow(10, random.nextInt(12) - 4));
            default -> String.valueOf(random.nextInt(1000) / 100.0);
        };
    }

    private static String odd(Random random) {
        return IntStream.range(0, 1 + random.nextInt(6))
                .mapToObj(i -> String.valueOf(ODD.charAt(random.nextInt(ODD.length()))))
                .collect(Collectors.joining());
    }

    private static String pick(List<String> from, Random random) {
        return from.get(random.nextInt(from.size()));
    }
}

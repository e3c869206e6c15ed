package io.github.vastwatch.offer;

import static io.github.vastwatch.Fixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Random rows: offers in little space and clauses without patterns give what the plainest way gives. */
class OfferPropertiesTest {
    private static final long SEED = 20261127;
    private static final int ROWS = 5_000;
    private static final List<Field> FIELDS = List.of(Field.values());
    private static final List<Operator> OPERATORS = List.of(Operator.values());

    @Test
    void aRowIsTheMapOfItsValues() {
        Random random = new Random(SEED);
        for (int i = 0; i < ROWS; i++) {
            Map<Field, Value> values = SimpleOffer.row(random);

            Row row = Row.of(values);

            assertThat(row).as("seed %d, row %d", SEED, i).isEqualTo(values);
            assertThat(values).isEqualTo(row);
            assertThat(row).hasSameHashCodeAs(values).hasToString(values.toString());
            assertThat(List.copyOf(row.keySet())).isEqualTo(List.copyOf(values.keySet()));
            for (Field field : FIELDS) {
                assertThat(row.containsKey(field)).isEqualTo(values.containsKey(field));
                assertThat(row.isNull(field)).isEqualTo(values.get(field) == Value.Null.NULL);
            }
        }
    }

    @Test
    void rowsAgreeOnAFieldWhereTheirValuesAreEqual() {
        Random random = new Random(SEED);
        for (int i = 0; i < ROWS; i++) {
            Map<Field, Value> one = SimpleOffer.row(random);
            Map<Field, Value> other = SimpleOffer.row(random);
            for (Field field : FIELDS) {
                assertThat(Row.of(one).agrees(Row.of(other), field))
                        .as("seed %d, row %d, %s", SEED, i, field)
                        .isEqualTo(Objects.equals(one.get(field), other.get(field)));
            }
        }
    }

    @Test
    void theLastValueOfAFieldIsTheOneThatCounts() {
        Random random = new Random(SEED);
        for (int i = 0; i < ROWS; i++) {
            Map<Field, Value> values = new EnumMap<>(Field.class);
            Row.Builder row = new Row.Builder();
            for (int put = 0; put < 20; put++) {
                Field field = FIELDS.get(random.nextInt(4) * 3 + random.nextInt(3));
                Value value = SimpleOffer.value(field, random);
                values.put(field, value);
                row.put(field, value);
                assertThat(row.contains(field)).isTrue();
            }

            assertThat(row.build()).as("seed %d, row %d", SEED, i).isEqualTo(values);
        }
    }

    @Test
    void aChangedRowLeavesTheOneItWasMadeFromAsItIs() {
        Row before = Row.of(Map.of(Field.DPH_TOTAL, Value.of(1), Field.GPU_NAME, Value.of("L4")));

        Row after = new Row.Builder(before)
                .put(Field.GPU_NAME, Value.of("L40"))
                .put(Field.DPH_TOTAL, Value.of("2"))
                .build();

        assertThat(before).isEqualTo(Map.of(Field.DPH_TOTAL, Value.of(1), Field.GPU_NAME, Value.of("L4")));
        assertThat(after).isEqualTo(Map.of(Field.DPH_TOTAL, Value.of("2"), Field.GPU_NAME, Value.of("L40")));
    }

    @Test
    void whatAnOfferSaysIsWhatItsRowSays() {
        Random random = new Random(SEED);
        for (int i = 0; i < ROWS; i++) {
            SimpleOffer simple = new SimpleOffer(RentalType.BID, NOON.getEpochSecond(), SimpleOffer.row(random));

            Offer offer = new Offer(RentalType.BID, NOON, simple.row());

            for (Field field : FIELDS) {
                assertThat(offer.value(field))
                        .as("seed %d, row %d, %s", SEED, i, field)
                        .isEqualTo(simple.value(field));
                assertThat(offer.number(field)).isEqualTo(simple.number(field));
                assertThat(offer.number(field, -7))
                        .isEqualTo(simple.number(field).orElse(-7.0));
                assertThat(offer.text(field)).isEqualTo(simple.text(field));
            }
            assertThat(offer.id()).isEqualTo(simple.whole(Field.ID));
            assertThat(offer.key()).isEqualTo(simple.key());
            assertThat(offer.isPriced()).isEqualTo(simple.row().get(Field.DPH_TOTAL) != Value.Null.NULL);
        }
    }

    @Test
    void clausesAreEvaluatedByTheValues() {
        Random random = new Random(SEED);
        Map<Clause.Verdict, Integer> seen = new EnumMap<>(Clause.Verdict.class);
        for (int i = 0; i < 20 * ROWS; i++) {
            SimpleOffer simple = new SimpleOffer(RentalType.BID, NOON.getEpochSecond(), SimpleOffer.row(random));
            Clause clause = clause(random);

            Clause.Verdict verdict = clause.evaluate(new Offer(RentalType.BID, NOON, simple.row()));

            assertThat(verdict)
                    .as("seed %d, row %d, %s of %s", SEED, i, clause, simple.row())
                    .isEqualTo(simple.evaluate(clause));
            seen.merge(verdict, 1, Integer::sum);
        }
        // Otherwise the generator proves little.
        assertThat(seen.values()).hasSize(3).allMatch(count -> count > ROWS);
    }

    private static Clause clause(Random random) {
        Field field = FIELDS.get(random.nextInt(FIELDS.size()));
        Operator operator = OPERATORS.get(random.nextInt(OPERATORS.size()));
        List<Value> operands = IntStream.range(0, operator.takesList() ? 1 + random.nextInt(3) : 1)
                .mapToObj(i -> SimpleOffer.value(field, random))
                .toList();
        return operator.isOrdering() && (!field.type().isOrdered() || operands.contains(Value.Null.NULL))
                ? clause(random)
                : new Clause(field, operator, operands);
    }

    @Test
    void versionsAreReadAsTheirPatternSays() {
        Random random = new Random(SEED);
        Stream.generate(() -> version(random))
                .limit(100_000)
                .forEach(text -> assertThat(DriverVersion.number(Value.of(text)))
                        .as("seed %d, <%s>", SEED, text)
                        .isEqualTo(SimpleOffer.version(Value.of(text))));
    }

    private static String version(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            text.append("0123456789...x".charAt(random.nextInt(14)));
        }
        return text.toString();
    }
}

package io.github.vastwatch.plan;

import static io.github.vastwatch.Fixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.vastwatch.offer.Clause;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.Operator;
import io.github.vastwatch.offer.Query;
import io.github.vastwatch.offer.Question;
import io.github.vastwatch.offer.RentalType;
import io.github.vastwatch.offer.Value;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Counts by sets of bits, each held against one offer after the other. */
class RowCounterTest {
    private static final int CASES = Integer.getInteger("plan.cases", 300);
    private static final List<Field> FIELDS = List.of(
            Field.GPU_NAME,
            Field.NUM_GPUS,
            Field.DPH_TOTAL,
            Field.RELIABILITY,
            Field.GEOLOCATION,
            Field.VERIFIED,
            Field.STATIC_IP,
            Field.DRIVER_VERSION,
            Field.RENTED);

    @Test
    void countsAsManyAsMatchOneByOne() {
        int some = 0;
        for (long seed = 0; seed < CASES; seed++) {
            Random random = new Random(seed);
            List<Offer> offers = IntStream.range(0, random.nextInt(300))
                    .mapToObj(i -> offer(random))
                    .toList();
            RowCounter counter = new RowCounter(offers);
            Set<Long> machines = random.longs(5, 0, 20).boxed().collect(Collectors.toSet());
            for (int i = 0; i < 20; i++) {
                Question question = question(random);
                List<Offer> matching = offers.stream()
                        .filter(offer -> offer.type() == question.type()
                                && question.query().matches(offer, question.query()))
                        .toList();
                long named = matching.stream()
                        .filter(offer -> offer.number(Field.MACHINE_ID)
                                .filter(id -> machines.contains(id.longValue()))
                                .isPresent())
                        .count();

                assertThat(counter.rowsOf(question, machines))
                        .as("seed %d: %s", seed, question)
                        .isEqualTo((int) named);
                assertThat(counter.rowsExcept(question, machines))
                        .as("seed %d: %s", seed, question)
                        .isEqualTo((int) (matching.size() - named));
                some += matching.isEmpty() ? 0 : 1;
            }
        }
        assertThat(some).isGreaterThan(CASES);
    }

    @Test
    void knowsWhichFieldsEveryOfferCarries() {
        for (long seed = 0; seed < CASES; seed++) {
            Random random = new Random(seed);
            List<Offer> offers = IntStream.range(0, random.nextInt(5))
                    .mapToObj(i -> offer(random))
                    .toList();
            RowCounter counter = new RowCounter(offers);

            assertThat(FIELDS)
                    .as("seed %d", seed)
                    .allMatch(field ->
                            counter.carry(field) == offers.stream().allMatch(offer -> offer.value(field) != null));
        }
    }

    private static Question question(Random random) {
        Query query = new Query(List.of());
        for (int i = random.nextInt(4); i > 0; i--) {
            query = query.with(clause(random));
        }
        RentalType type = random.nextInt(4) == 0 ? RentalType.BID : RentalType.ON_DEMAND;
        return Question.of(query, type, 20, Field.DPH_TOTAL);
    }

    private static Clause clause(Random random) {
        Field field = FIELDS.get(random.nextInt(FIELDS.size()));
        Operator operator = List.of(Operator.values()).get(random.nextInt(Operator.values().length));
        if (operator.isOrdering() && !field.type().isOrdered()) {
            operator = Operator.EQ;
        }
        boolean isOrdering = operator.isOrdering();
        List<Value> operands = IntStream.rangeClosed(0, operator.takesList() ? random.nextInt(3) : 0)
                .mapToObj(i -> operand(random, field, isOrdering))
                .toList();
        return new Clause(field, operator, operands);
    }

    private static Value operand(Random random, Field field, boolean isOrdering) {
        if (!isOrdering && random.nextInt(8) == 0) {
            return Value.Null.NULL;
        }
        return switch (field) {
            case GEOLOCATION -> Value.of(random.nextBoolean() ? "SE" : "us");
            case VERIFIED -> Value.of(random.nextBoolean());
            default -> value(random, field);
        };
    }

    private static Offer offer(Random random) {
        Map<Field, Value> row = new EnumMap<>(Field.class);
        for (Field field : FIELDS) {
            switch (random.nextInt(8)) {
                case 0 -> {}
                case 1 -> row.put(field, Value.Null.NULL);
                default -> row.put(field == Field.VERIFIED ? Field.VERIFICATION : field, value(random, field));
            }
        }
        row.put(Field.MACHINE_ID, Value.of(random.nextInt(20)));
        return new Offer(random.nextInt(3) == 0 ? RentalType.BID : RentalType.ON_DEMAND, NOON, row);
    }

    private static Value value(Random random, Field field) {
        return switch (field) {
            case GPU_NAME -> Value.of(random.nextBoolean() ? "RTX 4090" : "H100 SXM");
            case NUM_GPUS -> random.nextInt(9) == 0 ? Value.of("2") : Value.of(1 << random.nextInt(4));
            case DPH_TOTAL -> Value.of(random.nextInt(100) / 10.0);
            case GEOLOCATION ->
                Value.of(random.nextInt(5) == 0 ? "nowhere" : random.nextBoolean() ? "Umeå, SE" : ", US");
            case VERIFIED -> Value.of(random.nextBoolean() ? "verified" : "unverified");
            case STATIC_IP, RENTED -> random.nextInt(4) == 0 ? Value.of(1) : Value.of(random.nextBoolean());
            case DRIVER_VERSION -> Value.of(random.nextBoolean() ? "570.124.04" : "535.10");
            default -> Value.of(random.nextDouble());
        };
    }
}

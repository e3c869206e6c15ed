package io.github.vastwatch.offer;

import static io.github.vastwatch.Fixtures.NOON;
import static io.github.vastwatch.offer.Pricing.Outcome.COMPUTED;
import static io.github.vastwatch.offer.Pricing.Outcome.KEPT;
import static io.github.vastwatch.offer.Pricing.Outcome.REJECTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PricingTest {
    private static final Question TERABYTE = Question.of(Query.EVERYTHING, RentalType.ON_DEMAND, 1000, Field.DPH_TOTAL);
    private static final Question TWENTY = TERABYTE.withDisk(20);

    @Test
    void thePriceIncludesTheDiskThatIsAskedFor() {
        Pricing pricing = Pricing.of(row("dph_base", 0.30, "storage_cost", 0.2, "dph_total", 0.3022), TERABYTE);

        assertThat(pricing.outcome()).isEqualTo(COMPUTED);
        assertThat(pricing.offer().number(Field.DPH_TOTAL).orElseThrow()).isCloseTo(0.577778, within(0.000001));
    }

    @Test
    void theSumOfDecimalsIsADecimal() {
        Pricing pricing = Pricing.of(row("dph_base", 0.30, "storage_cost", 0.72, "dph_total", 0.4), TWENTY);

        assertThat(pricing.offer().number(Field.DPH_TOTAL)).contains(0.32);
    }

    @ParameterizedTest
    @CsvSource({"0.30555555555555558", "0.3056", "0.3055"})
    void aPriceThatIsItsPartsOrRoundedStaysAsItIs(double said) {
        Offer offer = row("dph_base", 0.30, "storage_cost", 0.2, "dph_total", said);

        assertThat(Pricing.of(offer, TWENTY)).isEqualTo(new Pricing(offer, KEPT));
    }

    @Test
    void whereAPartIsNotStatedThePriceStaysAsItIs() {
        Offer noBase = row("storage_cost", 0.2, "dph_total", 0.45);
        Offer noStorage = row("dph_base", 0.30, "dph_total", 0.3022);
        Offer noPrice = row("dph_base", 0.30, "storage_cost", 0.2);

        assertThat(Pricing.of(noBase, TERABYTE)).isEqualTo(new Pricing(noBase, KEPT));
        assertThat(Pricing.of(noStorage, TERABYTE)).isEqualTo(new Pricing(noStorage, KEPT));
        assertThat(Pricing.of(noPrice, TERABYTE)).isEqualTo(new Pricing(noPrice, KEPT));
    }

    @Test
    void whatIsCountedPerDollarFollowsThePrice() {
        Offer offer = row(
                "dph_base", 0.30,
                "storage_cost", 0.72,
                "dph_total", 0.31,
                "dlperf", 132.0,
                "dlperf_per_dphtotal", 425.8,
                "flops_per_dphtotal", 266.4);

        Offer priced = Pricing.of(offer, TERABYTE).offer();

        assertThat(priced.number(Field.DPH_TOTAL)).contains(1.3);
        assertThat(priced.number(Field.DLPERF_PER_DPHTOTAL).orElseThrow()).isCloseTo(132 / 1.3, within(1e-9));
        // Where the points are not said they are what the row makes of them.
        assertThat(priced.number(Field.FLOPS_PER_DPHTOTAL).orElseThrow()).isCloseTo(266.4 * 0.31 / 1.3, within(1e-9));
    }

    @Test
    void pointsPerDollarOfAnotherPriceAreNotBelievedEither() {
        Offer offer = row(
                "dph_base", 0.30,
                "storage_cost", 0.72,
                "dph_total", 0.32,
                "dlperf", 64.0,
                "dlperf_per_dphtotal", 900.0);

        Pricing pricing = Pricing.of(offer, TWENTY);

        assertThat(pricing.outcome()).isEqualTo(KEPT);
        assertThat(pricing.offer().number(Field.DLPERF_PER_DPHTOTAL)).contains(200.0);
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            0,        -,    0.2
            0,        0.3,  0.2
            0,        0,    0
            0,        -,    -
            -0.1,     -,    -
            0.005,    -,    0.2
            0.005556, 0,    0.2
            0.0061,   0,    0.2
            0.00001,  -,    -
            20000,    -,    -
            1e300,    -,    0.2
            """)
    void aPriceThatCannotBeTrueIsNotBelieved(double total, Double base, Double storage) {
        Map<Field, Value> row =
                new EnumMap<>(Map.of(Field.DPH_TOTAL, Value.of(total), Field.DLPERF_PER_DPHTOTAL, Value.of(1e9)));
        if (base != null) {
            row.put(Field.DPH_BASE, Value.of(base));
        }
        if (storage != null) {
            row.put(Field.STORAGE_COST, Value.of(storage));
        }

        Pricing pricing = Pricing.of(new Offer(RentalType.ON_DEMAND, NOON, row), TWENTY);

        assertThat(pricing.outcome()).isEqualTo(REJECTED);
        assertThat(pricing.offer().isPriced()).isFalse();
        assertThat(pricing.offer().number(Field.DPH_TOTAL)).isEmpty();
        assertThat(pricing.offer().number(Field.DLPERF_PER_DPHTOTAL)).isEmpty();
    }

    @Test
    void aPriceThatIsNullOrNoNumberIsNotBelieved() {
        for (Value value : new Value[] {Value.Null.NULL, Value.of("free"), Value.of(true), Value.of("NaN")}) {
            Offer offer = new Offer(RentalType.ON_DEMAND, NOON, Map.of(Field.DPH_TOTAL, value));

            assertThat(Pricing.of(offer, TWENTY).outcome()).isEqualTo(REJECTED);
        }
    }

    @Test
    void anotherDiskMakesAnotherPrice() {
        Offer offer = row("storage_cost", 0.72, "dph_total", 0.31);
        Offer unsaid = row("dph_total", 0.31);

        assertThat(Pricing.withDisk(offer, 10, 110).number(Field.DPH_TOTAL)).contains(0.41);
        assertThat(Pricing.withDisk(unsaid, 10, 110)).isEqualTo(unsaid);
    }

    private static Offer row(Object... namesAndNumbers) {
        Map<Field, Value> row = new EnumMap<>(Field.class);
        for (int i = 0; i < namesAndNumbers.length; i += 2) {
            row.put(Field.named((String) namesAndNumbers[i]).orElseThrow(), Value.of((Double) namesAndNumbers[i + 1]));
        }
        return new Offer(RentalType.ON_DEMAND, NOON, row);
    }

    @Test
    void aPriceWithAServiceLevelIncludesItsFee() {
        Question sla = TWENTY.withSla(Optional.of(Sla.parse("0.995")));
        Offer whole = row("dph_base", 0.30, "storage_cost", 0.72, "sla_premium_per_hour", 0.012, "dph_total", 0.332);
        Offer without = row(
                "dph_base", 0.30,
                "storage_cost", 0.72,
                "sla_premium_per_hour", 0.012,
                "dph_total", 0.32,
                "dlperf", 83.0,
                "dlperf_per_dphtotal", 259.4);

        assertThat(Pricing.of(whole, sla)).isEqualTo(new Pricing(whole, KEPT));
        Pricing pricing = Pricing.of(without, sla);
        assertThat(pricing.outcome()).isEqualTo(COMPUTED);
        assertThat(pricing.offer().number(Field.DPH_TOTAL)).contains(0.332);
        assertThat(pricing.offer().number(Field.DLPERF_PER_DPHTOTAL)).contains(83 / 0.332);
    }

    @Test
    void aFeeThatTheRowDoesNotSayMayBeInThePrice() {
        Question sla = TWENTY.withSla(Optional.of(Sla.parse("0.995")));
        Offer above = row("dph_base", 0.30, "storage_cost", 0.72, "dph_total", 0.332);
        Offer below = row("dph_base", 0.30, "storage_cost", 0.72, "dph_total", 0.31);

        assertThat(Pricing.of(above, sla)).isEqualTo(new Pricing(above, KEPT));
        assertThat(Pricing.of(below, sla).offer().number(Field.DPH_TOTAL)).contains(0.32);
        assertThat(Pricing.of(above, TWENTY).offer().number(Field.DPH_TOTAL)).contains(0.32);
    }

    @ParameterizedTest
    @CsvSource({"0.32, 0.32, KEPT", "0.332, 0.332, KEPT", "0.31, 0.32, COMPUTED", "0.4, 0.32, COMPUTED"})
    void withoutAServiceLevelThePriceMayIncludeItsFeeOrNot(double said, double price, Pricing.Outcome outcome) {
        Offer offer = row("dph_base", 0.30, "storage_cost", 0.72, "sla_premium_per_hour", 0.012, "dph_total", said);

        Pricing pricing = Pricing.of(offer, TWENTY);

        assertThat(pricing.outcome()).isEqualTo(outcome);
        assertThat(pricing.offer().number(Field.DPH_TOTAL)).contains(price);
    }

    @Test
    void aPriceThatIsPlainlyTheSumIsDecidedAsInDecimals() {
        long seed = 20261127;
        Random random = new Random(seed);
        int plain = 0;
        for (int i = 0; i < 100_000; i++) {
            Offer offer = nearTheSum(random);
            Question question = random.nextBoolean() ? TWENTY : TERABYTE.withSla(Optional.of(Sla.parse("0.995")));

            Pricing pricing = Pricing.of(offer, question);

            assertThat(pricing).as("seed %d, row %d", seed, i).isEqualTo(Pricing.exactly(offer, question));
            plain += Pricing.isPlain(offer, question) ? 1 : 0;
        }
        // Otherwise the generator misses one of the two ways.
        assertThat(plain).isBetween(10_000, 90_000);
    }

    private static Offer nearTheSum(Random random) {
        double base = mostly(random, random.nextDouble(), 0, 1e-5, 5_000, 9_999.9999, 1e15, -1);
        double storage = mostly(random, random.nextDouble(), 0, 1e-7, 700, 1e15, -0.5);
        double fee = mostly(random, random.nextDouble(), 0, -1e15);
        double sum = base + storage * mostly(random, 20, 0, 1000) / 720 + mostly(random, 0, fee);
        double price = sum
                + mostly(random, 0, 5e-5, -5e-5, 1e-4, -1e-4, 1.5e-4, 1, Math.ulp(base)) * mostly(random, 1, 1 - 1e-12);
        double dlperf = mostly(random, random.nextDouble() * 1000, 0, -5);
        double score = dlperf / Math.max(price, 1e-9) * mostly(random, 1, 1.001, 0.999, 1.00100001, 0.9990001, 2);
        Map<Field, Value> row = new EnumMap<>(row(
                        "dph_base", base,
                        "storage_cost", storage,
                        "sla_premium_per_hour", fee,
                        "dph_total", price,
                        "dlperf", dlperf,
                        "dlperf_per_dphtotal", score,
                        "total_flops", 40.0,
                        "flops_per_dphtotal", 40 / Math.max(price, 1e-9))
                .row());
        List<Field> fields = List.copyOf(row.keySet());
        if (random.nextInt(4) == 0) {
            Field field = fields.get(random.nextInt(fields.size()));
            switch (random.nextInt(3)) {
                case 0 -> row.put(field, Value.Null.NULL);
                case 1 -> row.put(field, Value.of(String.valueOf(row.get(field))));
                default -> row.remove(field == Field.DPH_TOTAL ? Field.DPH_BASE : field);
            }
        }
        return new Offer(RentalType.ON_DEMAND, NOON, row);
    }

    private static double mostly(Random random, double usual, double... others) {
        return random.nextInt(6) > 0 ? usual : others[random.nextInt(others.length)];
    }
}

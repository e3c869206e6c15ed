package io.github.vastwatch.watch;

import static io.github.vastwatch.Fixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.vastwatch.Fixtures;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.Operator;
import io.github.vastwatch.offer.Query;
import io.github.vastwatch.offer.RentalType;
import io.github.vastwatch.offer.Value;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetricTest {
    private static final MathContext UP = new MathContext(12, RoundingMode.CEILING);
    private static final MathContext DOWN = new MathContext(12, RoundingMode.FLOOR);
    private static final Offer OFFER = offer(Map.of(
            Field.DPH_TOTAL, 0.8,
            Field.MIN_BID, 0.5,
            Field.NUM_GPUS, 2.0,
            Field.GPU_TOTAL_RAM, 50_000.0,
            Field.DLPERF, 200.0,
            Field.DLPERF_PER_DPHTOTAL, 250.0,
            Field.INET_DOWN_COST, 0.003,
            Field.INET_UP_COST, 0.05,
            Field.RELIABILITY, 0.995));

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            dph_total                           | 0.8     | $0.80/h
            dph_per_gpu                         | 0.4     | $0.40/h dph_per_gpu
            dph_per_vram                        | 0.016   | $0.016/h dph_per_vram
            min_bid                             | 0.5     | $0.50/h min_bid
            dlperf_per_dphtotal                 | 250     | 250 dlperf_per_dphtotal
            price_per_dlperf                    | 0.004   | $0.004/h price_per_dlperf
            dlperf                              | 200     | 200 dlperf
            reliability                         | 0.995   | 0.995 reliability
            job_cost(20h)                       | 16      | $16.00 job_cost
            job_cost(20h, 100GB down)           | 16.3    | $16.30 job_cost
            job_cost(20h, 100GB down, 10GB up)  | 16.8    | $16.80 job_cost
            job_cost(20h, 101GB down)           | 16.303  | $16.30 job_cost
            job_cost(0.5h, 1.5GB up)            | 0.475   | $0.475 job_cost
            effective_dph(20h, 100GB down, 10GB up) | 0.84 | $0.84/h effective_dph
            """)
    void aValueFollowsFromTheRow(String name, String value, String words) {
        Metric metric = Metric.parse(name);

        assertThat(metric.valueOf(OFFER).orElseThrow()).isEqualByComparingTo(value);
        assertThat(metric.words(new BigDecimal(value))).isEqualTo(words);
        assertThat(metric).hasToString(name);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            dph_per_gpu               | NUM_GPUS
            dph_per_vram              | GPU_TOTAL_RAM
            price_per_dlperf          | DLPERF_PER_DPHTOTAL
            job_cost(1h)              | DPH_TOTAL
            job_cost(1h, 1GB down)    | INET_DOWN_COST
            effective_dph(1h, 1GB up) | INET_UP_COST
            """)
    void aRowWithoutWhatItNeedsHasNoValue(String name, Field field) {
        Metric metric = Metric.parse(name);

        assertThat(metric.valueOf(OFFER)).isPresent();
        for (Offer lacking : new Offer[] {
            Fixtures.without(OFFER, field), Fixtures.with(OFFER, field, Value.Null.NULL), with(field, -1)
        }) {
            assertThat(metric.valueOf(lacking)).isEmpty();
            assertThat(metric.hasValue(lacking)).isFalse();
        }
        assertThat(metric.sources()).contains(field);
    }

    @Test
    void aWorkloadThatMovesNothingNeedsNoPriceOfTraffic() {
        Offer offer = Fixtures.without(Fixtures.without(OFFER, Field.INET_DOWN_COST), Field.INET_UP_COST);

        assertThat(Metric.parse("job_cost(20h)").valueOf(offer).orElseThrow()).isEqualByComparingTo("16");
    }

    @Test
    void thePriceOfAWorkloadIsUnknownWithoutOne() {
        assertThat(Metric.JOB_COST.valueOf(OFFER)).isEmpty();
        assertThat(Metric.JOB_COST.hasValue(OFFER)).isFalse();
        assertThat(Metric.parse("job_cost(20h)")).isNotEqualTo(Metric.parse("job_cost(21h)"));
        assertThat(Metric.parse("job_cost(20h)")).isEqualTo(Metric.parse("job_cost(20.0h)"));
        assertThat(Metric.DPH_TOTAL.of(Optional.of(new Workload(BigDecimal.TEN, BigDecimal.ONE, BigDecimal.ONE))))
                .isEqualTo(Metric.DPH_TOTAL);
        assertThatThrownBy(() -> Metric.parse("job_cost(much)"))
                .isInstanceOf(InvalidInput.class)
                .hasMessage("not a workload: 'much'");
    }

    /** $0.8 with $0.1 more, whatever it was in the metric's terms. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            dph_total                 | 0.9
            dph_per_gpu               | 0.45
            dph_per_vram              | 0.018
            price_per_dlperf          | 0.0045
            job_cost(20h, 100GB down) | 18.3
            effective_dph(20h, 100GB down) | 0.915
            min_bid                   | 0.5
            """)
    void aRiseOfThePriceIsARiseOfWhatFollowsFromIt(String name, String value) {
        Metric metric = Metric.parse(name);
        BigDecimal before = metric.valueOf(OFFER).orElseThrow();

        assertThat(metric.afterPriceRise(before, OFFER, new BigDecimal("0.1"))
                        .orElseThrow()
                        .doubleValue())
                .isCloseTo(Double.parseDouble(value), within(1e-12));
    }

    @Test
    void aClauseOfALimitHoldsForEveryOfferWithinIt() {
        int clauses = 0;
        Random random = new Random(17);
        Optional<Workload> workload =
                Optional.of(new Workload(new BigDecimal("7.3"), new BigDecimal("33"), new BigDecimal("0.7")));
        for (int i = 0; i < 20_000; i++) {
            double price = random.nextInt(1, 200) / (random.nextBoolean() ? 100.0 : 37.0);
            double dlperf = random.nextInt(1, 4000) / 3.0;
            Offer offer = offer(Map.of(
                    Field.DPH_TOTAL,
                    price,
                    Field.MIN_BID,
                    price,
                    Field.NUM_GPUS,
                    (double) random.nextInt(1, 9),
                    Field.GPU_TOTAL_RAM,
                    (double) random.nextInt(1, 200_000),
                    Field.DLPERF,
                    dlperf,
                    Field.DLPERF_PER_DPHTOTAL,
                    dlperf / price,
                    Field.FLOPS_PER_DPHTOTAL,
                    random.nextInt(1, 4000) / 7.0,
                    Field.INET_DOWN_COST,
                    random.nextInt(3) / 300.0,
                    Field.INET_UP_COST,
                    random.nextInt(3) / 300.0,
                    Field.RELIABILITY,
                    random.nextDouble()));
            Query query = Query.parse("num_gpus>=1 num_gpus<=8 gpu_total_ram<=200");
            for (Metric metric : Metric.ALL) {
                Metric bound = metric.of(workload);
                BigDecimal value = bound.valueOf(offer).orElseThrow();
                for (Operator operator : new Operator[] {Operator.LTE, Operator.GTE}) {
                    // The narrowest limit that people write.
                    BigDecimal limit = value.round(operator == Operator.LTE ? UP : DOWN);
                    clauses += bound.clause(operator, limit, query)
                                    .filter(clause -> {
                                        assertThat(clause.evaluate(offer))
                                                .as("%s of %s", clause, offer)
                                                .hasToString("PASSES");
                                        return true;
                                    })
                                    .isPresent()
                            ? 1
                            : 0;
                }
            }
        }
        assertThat(clauses).isEqualTo(20_000 * 19);
    }

    private static Offer with(Field field, double number) {
        return Fixtures.with(OFFER, field, Value.of(number));
    }

    private static Offer offer(Map<Field, Double> numbers) {
        Map<Field, Value> row = new EnumMap<>(Field.class);
        numbers.forEach((field, number) -> row.put(field, Value.of(number)));
        return new Offer(RentalType.ON_DEMAND, NOON, row);
    }
}

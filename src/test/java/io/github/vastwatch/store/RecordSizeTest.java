package io.github.vastwatch.store;

import static io.github.vastwatch.Fixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.vastwatch.Fixtures;
import io.github.vastwatch.history.Observation;
import io.github.vastwatch.history.Recorder;
import io.github.vastwatch.history.Recording;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.Query;
import io.github.vastwatch.offer.Question;
import io.github.vastwatch.offer.RentalType;
import io.github.vastwatch.offer.Row;
import io.github.vastwatch.offer.Value;
import io.github.vastwatch.simulate.Market;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How much space the record of 90 days takes. The rates are those of ten days of sweeps of a whole market: in a day, 13 of 100
 * offers change their price and 60 leave; those that come were mostly there before, so that in the end four times as many
 * were seen as there are at any time. A quarter of the rows differ between two answers.
 */
@Tag("slow")
final class RecordSizeTest {
    private static final int OFFERS = 1_500;
    private static final int DAYS = 90;
    /** So that 20,000 offers take 600 MB, as what an offer takes does not depend on the others. */
    private static final long MOST_BYTES = 45_000_000;

    private static final Duration INTERVAL = Duration.ofMinutes(5);
    private static final int ANSWERS_A_DAY = 288;
    private static final double CHANGES = 0.13;
    private static final double LEAVES = 0.6;
    private static final double NEW_MACHINES = 0.01;
    private static final int SEEN_OF_EACH = 4;
    private static final double FLICKER = 0.125;
    private static final Question ALL = Question.of(Query.EVERYTHING, RentalType.ON_DEMAND, 8, Field.DPH_TOTAL);

    private final Random random = new Random(1);

    @TempDir
    private Path folder;

    @Test
    void staysSmall() throws IOException {
        Path file = folder.resolve("state.db");
        try (Store store = Store.open(new StateLocation(Optional.of(file)))) {
            Recorder recorder = new Recorder(List.of());
            List<SampleOffer> market = market();
            for (int answer = 0; answer < DAYS * ANSWERS_A_DAY; answer++) {
                Instant at = NOON.plus(INTERVAL.multipliedBy(answer));
                List<Offer> rows = new ArrayList<>();
                for (SampleOffer each : market) {
                    if (each.isThere) {
                        each.change(market);
                        if (random.nextDouble() >= FLICKER) {
                            rows.add(each.row(at));
                        }
                    }
                }
                Recording recording =
                        recorder.record(Observation.of(ALL, List.of(Fixtures.CHEAP_4090), at, true, INTERVAL, rows));
                store.history().write(recording);
                recorder.committed(recording);
            }
            store.history().flush();
            Map<String, Long> sizes = sizes(store);
            System.out.println("bytes of the record: " + sizes);
            assertThat(sizes.values().stream().mapToLong(Long::longValue).sum()).isLessThan(MOST_BYTES);
            prune(store, NOON.plus(Duration.ofDays(DAYS / 2)));
        }
    }

    /** Prints how long a poll may wait for a batch. */
    private static void prune(Store store, Instant before) {
        List<Long> micros = new ArrayList<>();
        boolean isMore = true;
        while (isMore) {
            long start = System.nanoTime();
            isMore = store.history().prune(before, Long.MAX_VALUE).isMore();
            micros.add((System.nanoTime() - start) / 1_000);
        }
        micros.sort(null);
        System.out.println("pruned half of it in " + micros.size() + " batches, each in µs: median "
                + micros.get(micros.size() / 2) + ", longest " + micros.get(micros.size() - 1));
        assertThat(micros).hasSizeGreaterThan(1);
    }

    private static Map<String, Long> sizes(Store store) {
        Map<String, Long> sizes = new TreeMap<>();
        store.database()
                .run(handle -> handle.createQuery(
                                "select name, sum(pgsize) from dbstat where name like '%history%' group by name")
                        .map((row, context) -> Map.entry(row.getString(1), row.getLong(2)))
                        .forEach(each -> sizes.put(each.getKey(), each.getValue())));
        return sizes;
    }

    /** All offers that will ever be there, with rows as the simulated market has them. */
    private List<SampleOffer> market() {
        List<SampleOffer> market = new ArrayList<>();
        for (ObjectNode row :
                Market.generated(1, OFFERS * SEEN_OF_EACH, NOON, 0).rows("on-demand", 8, NOON)) {
            SampleOffer offer = new SampleOffer(
                    Fixtures.offer(row, RentalType.ON_DEMAND, NOON).row());
            offer.isThere = market.size() % SEEN_OF_EACH == 0;
            market.add(offer);
        }
        return market;
    }

    private final class SampleOffer {
        private final Map<Field, Value> facts = new EnumMap<>(Field.class);
        private Row row;
        private boolean isThere;

        SampleOffer(Row row) {
            this.row = row;
            this.facts.putAll(row);
        }

        /** Leaves for another, or changes its price. */
        void change(List<SampleOffer> market) {
            double chance = random.nextDouble() * ANSWERS_A_DAY;
            if (chance < LEAVES) {
                SampleOffer other = this;
                while (other.isThere) {
                    other = market.get(random.nextInt(market.size()));
                }
                isThere = false;
                other.come();
            } else if (chance < LEAVES + CHANGES) {
                double factor = 0.9 + random.nextDouble() * 0.2;
                for (Field field : List.of(Field.DPH_TOTAL, Field.DPH_BASE, Field.MIN_BID)) {
                    facts.computeIfPresent(
                            field, (any, value) -> Value.of(value.asNumber().orElse(0.0) * factor));
                }
                for (Field field : List.of(Field.DLPERF_PER_DPHTOTAL, Field.FLOPS_PER_DPHTOTAL)) {
                    facts.computeIfPresent(
                            field, (any, value) -> Value.of(value.asNumber().orElse(0.0) / factor));
                }
                row = new Offer(RentalType.ON_DEMAND, NOON, facts).row();
            }
        }

        private void come() {
            isThere = true;
            if (random.nextDouble() < NEW_MACHINES / LEAVES) {
                facts.put(Field.MACHINE_ID, Value.of(1_000_000 + random.nextInt(10_000_000)));
                row = new Offer(RentalType.ON_DEMAND, NOON, facts).row();
            }
        }

        Offer row(Instant at) {
            return new Offer(RentalType.ON_DEMAND, at, row);
        }
    }
}

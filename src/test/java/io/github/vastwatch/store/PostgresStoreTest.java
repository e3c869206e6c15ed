package io.github.vastwatch.store;

import static io.github.vastwatch.Fixtures.CHEAP_4090;
import static io.github.vastwatch.Fixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.vastwatch.Fixtures;
import io.github.vastwatch.alert.WatchUpdate;
import io.github.vastwatch.history.Observation;
import io.github.vastwatch.history.Recorder;
import io.github.vastwatch.history.Recording;
import io.github.vastwatch.history.Run;
import io.github.vastwatch.history.Spans.Span;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.offer.Value;
import io.github.vastwatch.watch.Lifecycle;
import io.github.vastwatch.watch.TrackedOffer;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A store in PostgreSQL. */
class PostgresStoreTest extends StoreContract {
    private static final String PAGES =
            "select (pg_relation_size('vastwatch.tracked_offer') + pg_relation_size('vastwatch.tracked_offer_pkey')) / 8192";

    @Override
    Store open() throws IOException {
        return Store.open(PostgresServer.database());
    }

    /** Its files stay as large as they were. */
    @Test
    void deletesNoMoreThanMakesTheStateSmallEnough() throws IOException {
        StateLocation location = PostgresServer.database();
        try (Store store = Store.open(location)) {
            Recorder recorder = new Recorder(List.of());
            for (int minute = 0; minute < 60; minute++) {
                double price = 0.3 + minute / 10_000.0;
                List<Offer> offers = IntStream.range(0, 200)
                        .mapToObj(machine -> Fixtures.with(
                                Fixtures.offer(machine, machine, 0.38, NOON), Field.DPH_TOTAL, Value.of(price)))
                        .toList();
                Recording recording = recorder.record(Observation.of(
                        CHEAP_4090.question(),
                        List.of(CHEAP_4090),
                        NOON.plus(Duration.ofHours(minute)),
                        true,
                        Duration.ofHours(1),
                        offers));
                store.history().write(recording);
                recorder.committed(recording);
            }
            int all = runs(store);
            PostgresServer.sql(location, "analyze");
            long most = store.history().stateBytes() - 500_000;

            int deleted = 0;
            for (History.Pruned last = store.history().prune(NOON, most);
                    last.isMore();
                    last = store.history().prune(NOON, most)) {
                deleted += last.rows();
            }

            System.out.println(deleted + " of " + all + " runs are deleted, " + (most + 500_000) + " bytes became "
                    + store.history().stateBytes());
            assertThat(deleted).isBetween(all / 10, all / 2);
            assertThat(runs(store)).isGreaterThan(all / 2);
            assertThat(store.history().prune(NOON.plusMillis(1), most + 100_000).isTooLarge())
                    .as("an hour later it is estimated anew")
                    .isFalse();
        }
    }

    /** Although no vacuum runs between them. */
    @Test
    void updatesOfAllOffersTakeNoMoreSpace() throws IOException {
        StateLocation location = PostgresServer.database();
        try (Store store = Store.open(location)) {
            store.commit(seen(NOON));
            int pages = PostgresServer.number(location, PAGES);

            for (int minute = 1; minute <= 5; minute++) {
                store.commit(seen(NOON.plusSeconds(60L * minute)));
            }

            assertThat(PostgresServer.number(location, PAGES)).isLessThan(pages * 5 / 4);
        }
    }

    private static WatchUpdate seen(Instant at) {
        return new WatchUpdate(
                "w",
                at,
                IntStream.range(0, 1_000)
                        .mapToObj(machine -> new TrackedOffer(
                                OfferKey.parse("on-demand/" + machine + "/1/RTX 4090"),
                                machine,
                                new BigDecimal("0.3"),
                                NOON,
                                at,
                                0,
                                Optional.empty(),
                                new Lifecycle(1, Lifecycle.Comeback.NONE, false, 1)))
                        .toList(),
                List.of(),
                List.of());
    }

    private static int runs(Store store) {
        List<Run> runs = new ArrayList<>();
        store.history().runs(new Span(Instant.EPOCH, NOON.plus(Duration.ofDays(9))), key -> true, runs::add);
        return runs.size();
    }
}

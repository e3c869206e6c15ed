package io.github.vastwatch.store;

import static io.github.vastwatch.Fixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.AlertKind;
import io.github.vastwatch.alert.Attempt;
import io.github.vastwatch.alert.Delivery;
import io.github.vastwatch.alert.Outcome;
import io.github.vastwatch.alert.WatchUpdate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two daemons on one PostgreSQL. */
class SharedStoreTest {
    private static final Duration LEASE = Duration.ofMinutes(15);

    private StateLocation location;
    private Store one;
    private Store other;

    @BeforeEach
    void open() throws Exception {
        location = PostgresServer.database();
        one = Store.open(location, "one");
        other = Store.open(location, "other");
    }

    @AfterEach
    void close() {
        one.close();
        other.close();
    }

    @Test
    void eachDeliveryIsSentByOneOfThemInTheOrderOfItsWatch() throws Exception {
        Map<String, List<Integer>> put = new ConcurrentHashMap<>();
        IntStream.range(0, 500).forEach(number -> {
            tell("w" + number % 20, number);
            put.computeIfAbsent("w" + number % 20, watch -> new ArrayList<>()).add(number);
        });
        Map<String, List<Integer>> sent = new ConcurrentHashMap<>();

        together(List.of(
                () -> sendAll(one, sent),
                () -> sendAll(one, sent),
                () -> sendAll(other, sent),
                () -> sendAll(other, sent)));

        assertThat(sent).isEqualTo(put);
        assertThat(one.channels().all()).extracting(ChannelState::pending).containsExactly(0);
    }

    /** Claims and records until nothing is pending: of what others claim, the next alerts of its watches wait. */
    private static boolean sendAll(Store store, Map<String, List<Integer>> sent) {
        while (store.channels().all().get(0).pending() > 0) {
            List<Delivery> claimed = store.outbox().claim(request(NOON));
            claimed.forEach(delivery -> sent.computeIfAbsent(
                            delivery.alert().watch().orElseThrow(),
                            watch -> Collections.synchronizedList(new ArrayList<>()))
                    .add(Integer.valueOf(delivery.id())));
            if (!claimed.isEmpty()) {
                store.outbox()
                        .record(claimed.stream().map(SharedStoreTest::delivered).toList());
            }
        }
        return true;
    }

    @Test
    void aNodeReleasesItsOwnLeasesAndThoseOfTheDead() {
        tell("a", 1);
        tell("b", 2);
        List<Delivery> ofOne =
                one.outbox().claim(new Outbox.ClaimRequest("hook", 1, NOON, NOON.plus(LEASE), NOON.minus(LEASE), true));
        List<Delivery> ofOther = other.outbox().claim(request(NOON));
        assertThat(ofOne).extracting(Delivery::id).containsExactly("1");
        assertThat(ofOther).extracting(Delivery::id).containsExactly("2");

        one.outbox().release(ofOther);
        assertThat(one.outbox().claim(request(NOON)))
                .as("what the other has leased")
                .isEmpty();
        assertThat(one.outbox().releaseLeases(NOON)).isEqualTo(1);
        assertThat(one.outbox().claim(request(NOON))).extracting(Delivery::id).containsExactly("1");
        assertThat(one.outbox().releaseLeases(List.of("one", "other"), NOON)).isZero();
        assertThat(one.outbox().releaseLeases(List.of("one"), NOON)).isEqualTo(1);
        assertThat(one.outbox().claim(request(NOON))).extracting(Delivery::id).containsExactly("2");
    }

    @Test
    void theLeaseOfAReplacementIsItsNodes() {
        tell("a", 1);
        Delivery claimed = one.outbox().claim(request(NOON)).get(0);

        one.outbox().replace(claimed, claimed.replacedBy("2", claimed.alert()), NOON, "changed");

        assertThat(other.outbox().releaseLeases(NOON)).isZero();
        assertThat(one.outbox().releaseLeases(NOON)).isEqualTo(1);
    }

    @Test
    void aChangeByACommandIsNoticedAndADeliveryIsNot() throws Exception {
        one.outbox().wakeAfterOthers();
        long seen = one.outbox().changes("hook").count();
        tell("a", 1);
        other.outbox().claim(request(NOON));
        one.outbox().wakeAfterOthers();
        assertThat(one.outbox().changes("hook").count()).isEqualTo(seen + 1);

        try (Store command = Store.beside(location)) {
            command.outbox().drop("1", NOON);
        }
        one.outbox().wakeAfterOthers();

        assertThat(one.outbox().changes("hook").count()).isEqualTo(seen + 2);
    }

    private static Outbox.ClaimRequest request(Instant now) {
        return new Outbox.ClaimRequest("hook", 10, now, now.plus(LEASE), now.minus(LEASE), true);
    }

    private static Attempt delivered(Delivery delivery) {
        return new Attempt(delivery, new Outcome.Delivered("HTTP 200"), NOON, Optional.empty());
    }

    private void tell(String watch, int number) {
        Alert alert = new Alert(
                "alert-" + number,
                AlertKind.WATCH_COUNT,
                Optional.of(watch),
                NOON,
                Optional.empty(),
                List.of(),
                1,
                0,
                List.of("text"),
                Map.of());
        one.commit(new WatchUpdate(
                watch,
                NOON,
                List.of(),
                List.of(),
                List.of(new Delivery(String.valueOf(number), "hook", alert, NOON, 0, Optional.empty()))));
    }

    /** Runs some work at the same time, each on a thread of its own. */
    static <T> List<T> together(List<Callable<T>> work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(work.size());
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> each : threads.invokeAll(work)) {
                results.add(each.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }
}

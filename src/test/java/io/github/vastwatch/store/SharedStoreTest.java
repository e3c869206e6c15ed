package io.github.vastwatch.store;

import static io.github.vastwatch.Fixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.vastwatch.Fixtures;
import io.github.vastwatch.alert.Activity;
import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.AlertKind;
import io.github.vastwatch.alert.Attempt;
import io.github.vastwatch.alert.Delivery;
import io.github.vastwatch.alert.IncidentSource;
import io.github.vastwatch.alert.OpenIncident;
import io.github.vastwatch.alert.Outcome;
import io.github.vastwatch.alert.WatchStarted;
import io.github.vastwatch.alert.WatchUpdate;
import io.github.vastwatch.history.Observation;
import io.github.vastwatch.history.Recorder;
import io.github.vastwatch.history.Recording;
import io.github.vastwatch.history.Spans.Span;
import io.github.vastwatch.vast.RowUsage;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
        one.outbox().wakeAfterOthers();
        other.outbox().wakeAfterOthers();
        long seen = one.outbox().changes("hook").count();
        long seenByOther = other.outbox().changes("hook").count();
        assertThat(one.outbox().releaseLeases(List.of("one"), NOON)).isEqualTo(1);
        assertThat(one.outbox().changes("hook").count()).as("woken").isGreaterThan(seen);
        other.outbox().wakeAfterOthers();
        assertThat(other.outbox().changes("hook").count()).as("woken").isGreaterThan(seenByOther);
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

    @Test
    void anIncidentThatBothNoticeIsReportedByOneOfThem() throws Exception {
        List<OpenIncident> open = List.of(new OpenIncident(IncidentSource.MARKET, List.of("hook")));

        List<Boolean> reported = together(List.of(
                () -> one.incidents().update(List.of(), open, List.of(notice(1))),
                () -> other.incidents().update(List.of(), open, List.of(notice(2)))));

        assertThat(reported).containsExactlyInAnyOrder(true, false);
        assertThat(one.outbox().ids()).hasSize(1);
        assertThat(other.incidents().open()).isEqualTo(open);
    }

    @Test
    void firstAnswersAndActivityAreReportedOnce() throws Exception {
        Optional<WatchStarted> start = Optional.of(new WatchStarted("a", NOON, "watching a"));
        one.commit(new WatchUpdate(
                "a",
                NOON,
                List.of(),
                List.of(),
                Optional.empty(),
                List.of(),
                List.of(),
                start,
                Optional.empty(),
                0,
                0));
        List<WatchStarted> started = other.watches().unsentStarts();
        Activity activity = one.daemon().activity(NOON);

        together(List.of(
                () -> {
                    one.watches().sendStarts(started, List.of(notice(1)));
                    return one.daemon().reportActivity(activity, List.of(notice(2)), NOON.plusSeconds(60));
                },
                () -> {
                    other.watches().sendStarts(started, List.of(notice(3)));
                    return other.daemon().reportActivity(activity, List.of(notice(4)), NOON.plusSeconds(60));
                }));

        assertThat(one.outbox().ids()).hasSize(2);
        assertThat(one.watches().unsentStarts()).isEmpty();
    }

    @Test
    void theRowsThatBothReadAreCounted() throws Exception {
        together(List.of(() -> readRows(one), () -> readRows(one), () -> readRows(other), () -> readRows(other)));

        assertThat(one.daemon().rowUsage("account", NOON).rows()).isEqualTo(200);
    }

    private static boolean readRows(Store store) {
        for (int i = 0; i < 50; i++) {
            assertThat(store.daemon().change("account", NOON, usage -> usage.read(1, NOON)))
                    .isPresent();
        }
        return true;
    }

    @Test
    void namesOfWatchesThatBothRecordForTheFirstTimeHaveOneNumber() throws Exception {
        together(List.of(() -> record(one, "num_gpus=1"), () -> record(other, "num_gpus=2")));

        long numbers = one.database()
                .call(handle -> handle.createQuery("select count(*) from history_watches")
                        .mapTo(Long.class)
                        .one());
        assertThat(numbers).isEqualTo(50);
        assertThat(one.history().polls(new Span(NOON, NOON.plusSeconds(86_400))))
                .hasSize(100);
    }

    private static boolean record(Store store, String query) {
        Recorder recorder = new Recorder(List.of());
        for (int i = 0; i < 50; i++) {
            Recording recording = recorder.record(Observation.of(
                    Fixtures.watch("w", query, "dph_total <= 1").question(),
                    List.of(Fixtures.watch("w" + i, query, "dph_total <= 1")),
                    NOON.plusSeconds(60L * i),
                    true,
                    Duration.ofMinutes(1),
                    List.of()));
            store.history().write(recording);
            store.history().flush();
            recorder.committed(recording);
        }
        return true;
    }

    @Test
    void aConfigIsTakenOverWhileTheOtherPolls() throws Exception {
        List<String> names =
                IntStream.range(0, 50).mapToObj(number -> "w" + number).toList();
        DaemonStatus status = new DaemonStatus(
                7, "0.1.0", NOON, "c.yaml", 1, NOON, Optional.empty(), 0, 6, Optional.empty(), "", RowUsage.Limit.AUTO);

        one.takeConfig(status, Set.copyOf(names), Map.of());

        together(List.of(
                () -> {
                    for (int i = 0; i < 30; i++) {
                        one.takeConfig(status, Set.copyOf(names), Map.of());
                    }
                    return true;
                },
                () -> {
                    for (int i = 0; i < 30; i++) {
                        Instant at = NOON.plusSeconds(60L * i);
                        List<PollOutcome> polls = new ArrayList<>(names.stream()
                                .map(name -> new PollOutcome(
                                        name, at, PollOutcome.Result.COMPLETE, "", Optional.of(3), Optional.of(at)))
                                .toList());
                        Collections.reverse(polls);
                        other.commit(List.of(), polls, LocalDate.EPOCH, 1, Optional.empty());
                    }
                    return true;
                }));

        assertThat(one.status().watches())
                .extracting(watch -> watch.last().map(PollOutcome::at))
                .hasSize(50);
        assertThat(one.status().daemon().map(DaemonStatus::requests)).contains(30L);
    }

    private static Delivery notice(int number) {
        return new Delivery("msg-" + number, "hook", alert("", number), NOON, 0, Optional.empty());
    }

    private static Outbox.ClaimRequest request(Instant now) {
        return new Outbox.ClaimRequest("hook", 10, now, now.plus(LEASE), now.minus(LEASE), true);
    }

    private static Attempt delivered(Delivery delivery) {
        return new Attempt(delivery, new Outcome.Delivered("HTTP 200"), NOON, Optional.empty());
    }

    private void tell(String watch, int number) {
        one.commit(new WatchUpdate(
                watch,
                NOON,
                List.of(),
                List.of(),
                List.of(new Delivery(
                        String.valueOf(number), "hook", alert(watch, number), NOON, 0, Optional.empty()))));
    }

    private static Alert alert(String watch, int number) {
        return new Alert(
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

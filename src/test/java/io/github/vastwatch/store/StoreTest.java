package io.github.vastwatch.store;

import static io.github.vastwatch.Fixtures.CHEAP_4090;
import static io.github.vastwatch.Fixtures.NOON;
import static io.github.vastwatch.Fixtures.offer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.vastwatch.Fixtures;
import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.AlertPolicy;
import io.github.vastwatch.alert.Delivery;
import io.github.vastwatch.alert.Match;
import io.github.vastwatch.alert.Memory;
import io.github.vastwatch.alert.NotificationRecord;
import io.github.vastwatch.alert.Outcome;
import io.github.vastwatch.alert.Reason;
import io.github.vastwatch.alert.WatchTerms;
import io.github.vastwatch.alert.WatchUpdate;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.Sla;
import io.github.vastwatch.watch.Metric;
import io.github.vastwatch.watch.Rent;
import io.github.vastwatch.watch.Snapshot;
import io.github.vastwatch.watch.Threshold;
import io.github.vastwatch.watch.TrackedOffer;
import io.github.vastwatch.watch.Watch;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoreTest {
    private static final Offer OFFER = offer(7, 1, 0.38, NOON);
    private static final BigDecimal PRICE = new BigDecimal("0.38");
    private static final TrackedOffer KNOWN =
            new TrackedOffer(OFFER.key().orElseThrow(), 1, PRICE, NOON, NOON, 0, Optional.empty());
    private static final Alert ALERT = Alert.matched(
            "alert-1",
            "cheap-4090",
            NOON,
            new WatchTerms(Threshold.parse("dph_total <= 0.40"), 20, Rent.DEFAULT),
            List.of(new Match(Reason.FIRST_SEEN, OFFER.key().orElseThrow(), OFFER, PRICE, Optional.empty())),
            1);
    private static final NotificationRecord TOLD = new NotificationRecord(
            OFFER.key().orElseThrow(),
            PRICE,
            NOON,
            "alert-1",
            Metric.DPH_TOTAL,
            20,
            Optional.empty(),
            false,
            OFFER.row());
    private static final Delivery DELIVERY = new Delivery("msg_1", "hook", ALERT, NOON, 0, Optional.empty());
    private static final WatchUpdate RECORD =
            new WatchUpdate("cheap-4090", NOON, List.of(KNOWN), List.of(TOLD), List.of(DELIVERY));

    @TempDir
    Path folder;

    /** The program loads SQLite's library before a test uses the driver alone: there must be one copy of it. */
    @BeforeAll
    static void loadLibrary() throws Exception {
        Store.open(StateLocation.MEMORY).close();
    }

    @Test
    void remembersAcrossARestart() throws IOException {
        try (Store store = open()) {
            store.commit(RECORD);
        }

        try (Store store = open()) {
            assertThat(store.memory(CHEAP_4090))
                    .isEqualTo(new Memory(Map.of(KNOWN.key(), KNOWN), Map.of(TOLD.key(), TOLD)));
            assertThat(claim(store, NOON)).contains(DELIVERY);
        }
    }

    @Test
    void writesAllOfAPollOrNothing() throws IOException {
        try (Store store = Store.open(StateLocation.MEMORY)) {
            WatchUpdate twiceTheSameDelivery =
                    new WatchUpdate("cheap-4090", NOON, List.of(KNOWN), List.of(TOLD), List.of(DELIVERY, DELIVERY));

            assertThatThrownBy(() -> store.commit(twiceTheSameDelivery)).isInstanceOf(StoreFailure.class);

            assertThat(store.memory(CHEAP_4090)).isEqualTo(new Memory(Map.of(), Map.of()));
            assertThat(claim(store, NOON)).isEmpty();
        }
    }

    @Test
    void anAlertHoldsTheBestOfItsOffersAndCountsThemAll() throws IOException {
        List<Match> all = LongStream.range(0, 10_000)
                .mapToObj(machine -> offer(machine, machine, 0.1 + machine / 100_000d, NOON))
                .map(offer -> new Match(
                        Reason.FIRST_SEEN, offer.key().orElseThrow(), offer, BigDecimal.TEN, Optional.empty()))
                .toList();
        Alert alert = Alert.matched("alert-1", "cheap-4090", NOON, ALERT.terms().orElseThrow(), all, all.size());
        try (Store store = Store.open(StateLocation.MEMORY)) {
            Delivery delivery = new Delivery("msg_1", "hook", alert, NOON, 0, Optional.empty());
            store.commit(new WatchUpdate("cheap-4090", NOON, List.of(), List.of(), List.of(delivery)));

            Alert read = StoreRows.alerts(store, NOON).get(0).alert();

            assertThat(read).isEqualTo(alert);
            assertThat(read.count()).isEqualTo(10_000);
            assertThat(read.matches()).isEqualTo(all.subList(0, Alert.MOST));
        }
    }

    @Test
    void anAlertThatAnOlderProgramWroteIsReadUpToTheSameLimit() {
        String match = AlertJson.write(ALERT).replaceAll(".*\"matches\":\\[(.*)\\],\"sentences.*", "$1");
        String old = AlertJson.write(ALERT)
                .replace("\"count\":1,", "")
                .replace(match, String.join(",", Collections.nCopies(700, match)));

        Alert read = AlertJson.read(old);

        assertThat(read.count()).isEqualTo(700);
        assertThat(read.matches())
                .hasSize(Alert.MOST)
                .containsOnly(ALERT.matches().get(0));
    }

    @Test
    void aDeliveryThatIsBeingSentIsNotDueUntilItsLeaseEndsOrIsReleased() throws IOException {
        try (Store store = Store.open(StateLocation.MEMORY)) {
            store.commit(RECORD);

            assertThat(claim(store, NOON)).contains(DELIVERY);
            store.fix(DELIVERY, new Delivery.Content("bytes"), Optional.empty(), NOON);

            assertThat(claim(store, NOON.plusSeconds(299))).isEmpty();
            assertThat(claim(store, NOON.plusSeconds(300)).flatMap(Delivery::content))
                    .contains(new Delivery.Content("bytes"));
            assertThat(store.releaseLeases(NOON)).isEqualTo(1);
            assertThat(claim(store, NOON)).isPresent();
            // Twice nobody said how it ended.
            assertThat(store.letter("msg_1").orElseThrow().outboxEntry().doubtful())
                    .isEqualTo(2);
        }
    }

    @Test
    void aDeferredDeliveryIsDueLaterAndADeliveredOneNever() throws IOException {
        try (Store store = Store.open(StateLocation.MEMORY)) {
            store.commit(RECORD);

            store.record(
                    DELIVERY,
                    new Outcome.Deferred("HTTP 503", Optional.empty()),
                    NOON,
                    Optional.of(NOON.plusSeconds(5)));

            assertThat(claim(store, NOON)).isEmpty();
            Delivery due = claim(store, NOON.plusSeconds(5)).orElseThrow();
            assertThat(due.attempts()).isEqualTo(1);
            store.record(due, new Outcome.Delivered("HTTP 200"), NOON, Optional.empty());
            assertThat(store.channels().get(0).pending()).isZero();
        }
    }

    @Test
    void anAttemptPlannedBeforeTheClockWasSetBackIsDue() throws IOException {
        try (Store store = Store.open(StateLocation.MEMORY)) {
            store.commit(RECORD);
            store.record(
                    DELIVERY,
                    new Outcome.Deferred("HTTP 503", Optional.empty()),
                    NOON,
                    Optional.of(NOON.plusSeconds(5)));

            assertThat(claim(store, NOON.minus(Duration.ofDays(1)))).isPresent();
        }
    }

    @Test
    void theFileIsItsOwnersAlone() throws IOException {
        try (Store store = open()) {
            store.commit(RECORD);

            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                    .isEqualTo("rw-------");
            assertThat(PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(folder.resolve("deep/state.db-wal"))))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void aFileFromBeforeStandingsKeepsWhatWasToldUnderTheTermsOfToday() throws IOException, SQLException {
        Files.createDirectories(file().getParent());
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement statement = connection.createStatement()) {
            for (int version = 1; version <= 2; version++) {
                try (java.io.InputStream script = Store.class.getResourceAsStream(version + ".sql")) {
                    statement.executeUpdate(new String(
                            java.util.Objects.requireNonNull(script).readAllBytes(),
                            java.nio.charset.StandardCharsets.UTF_8));
                }
            }
            String key = "'cheap-4090', 'on-demand/7/1/RTX 4090'";
            long noon = NOON.toEpochMilli();
            statement.execute("insert into known values (" + key + ", 1, '0.38', " + noon + ", " + noon + ", 0, null)");
            statement.execute("insert into told values (" + key + ", '0.38', " + noon + ", 'alert-1')");
            statement.execute("pragma user_version = 2");
        }

        NotificationRecord bare = new NotificationRecord(
                TOLD.key(), PRICE, NOON, "alert-1", Metric.DPH_TOTAL, 20, Optional.empty(), false, Map.of());
        try (Store store = open()) {
            assertThat(store.memory(CHEAP_4090))
                    .isEqualTo(new Memory(Map.of(KNOWN.key(), KNOWN), Map.of(TOLD.key(), bare)));
        }
    }

    @Test
    void whatWasToldAndTheTermsOfAWatchKeepTheirServiceLevel() throws IOException {
        Watch watch = Fixtures.withSla(CHEAP_4090, "0.995");
        WatchUpdate update = AlertPolicy.decide(
                watch, Memory.EMPTY, Snapshot.of(watch, watch.question(), NOON, true, List.of(OFFER)), () -> "id");

        try (Store store = open()) {
            store.commit(update);
            assertThat(store.memory(watch).sent().values())
                    .extracting(NotificationRecord::sla)
                    .containsExactly(Optional.of(Sla.parse("0.995")));
            assertThat(store.memory(watch).state()).isEqualTo(update.state());
        }
    }

    @Test
    void anAlertInTheOutboxKeepsItsServiceLevelAndWhatIsUrgent() {
        WatchTerms watchTerms = new WatchTerms(
                Threshold.parse("dph_total <= 0.40"),
                20,
                Optional.of(Sla.parse("0.995")),
                Rent.DEFAULT,
                5,
                Optional.of(Threshold.parse("dph_total <= 0.25")));
        Alert alert = Alert.matched(
                "alert-1",
                "w",
                NOON,
                watchTerms,
                List.of(new Match(Reason.FIRST_SEEN, KNOWN.key(), OFFER, PRICE, Optional.empty())),
                1);

        assertThat(AlertJson.read(AlertJson.write(alert))).isEqualTo(alert);
    }

    @Test
    void aNewerFileIsRefusedUntouched() throws IOException, SQLException {
        open().close();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement statement = connection.createStatement()) {
            statement.execute("pragma user_version = 99");
        }
        byte[] before = Files.readAllBytes(file());

        assertThatThrownBy(this::open)
                .isInstanceOf(StoreFailure.class)
                .hasMessage("the state file:" + file() + " was written by a newer vastwatch (schema 99, this one knows "
                        + Schema.NEWEST + "); run the newer program, or name another file");

        assertThat(Files.readAllBytes(file())).isEqualTo(before);
    }

    @Test
    void aSecondDaemonIsToldWhoTheFirstIs() throws IOException {
        try (StateLock first = StateLock.take(file(), NOON)) {
            assertThat(first).isNotNull();
            assertThatThrownBy(() -> StateLock.take(file(), NOON))
                    .hasMessage("the state " + file() + " is in use by another vastwatch (process "
                            + ProcessHandle.current().pid() + ", since " + NOON + ")");
        }

        StateLock.take(file(), NOON).close();
    }

    @Test
    void aSecondNameOfTheSameFileIsTheSameState() throws IOException {
        StateLocation place = StateLocation.parse("file:" + file(), Path::of);
        try (StateLock first = StateLock.take(file(), NOON);
                Store store = Store.open(place)) {
            first.holdDatabase();
            Path symbolic = Files.createSymbolicLink(folder.resolve("symbolic.db"), file());
            Path hard = Files.createLink(folder.resolve("hard.db"), file());

            assertThat(store).isNotNull();
            assertThat(StateLocation.parse("file:" + symbolic, Path::of)).isEqualTo(place);
            assertThatThrownBy(() -> StateLock.take(hard, NOON))
                    .isInstanceOf(StateLock.StateInUse.class)
                    .hasMessage("the state " + hard
                            + " is in use by another vastwatch (under another name, or its .lock file was deleted)");
        }
    }

    @Test
    void aLockWhoseFileWasDeletedOrReplacedIsTakenAnew() throws IOException {
        try (StateLock first = StateLock.take(file(), NOON)) {
            Path lock = folder.resolve("deep/state.db.lock");
            Files.delete(lock);
            first.renew();
            Files.delete(lock);
            Files.createFile(lock);

            first.renew();

            assertThatThrownBy(() -> StateLock.take(file(), NOON))
                    .hasMessage("the state " + file() + " is in use by another vastwatch (process "
                            + ProcessHandle.current().pid() + ", since " + NOON + ")");
        }
    }

    @Test
    void aFileThatWasMovedOrDeletedOrReplacedIsNoticed() throws IOException {
        try (StateLock lock = StateLock.take(file(), NOON);
                Store store = open()) {
            lock.holdDatabase();
            assertThat(store).isNotNull();
            assertThat(lock.lost()).isEmpty();

            Path moved = Files.move(file(), folder.resolve("moved.db"));
            assertThat(lock.lost()).contains("the state " + file() + " was moved or deleted");

            Files.createFile(file());
            assertThat(lock.lost()).contains("the state " + file() + " was replaced by another file");

            Files.move(moved, file(), StandardCopyOption.REPLACE_EXISTING);
            assertThat(lock.lost()).isEmpty();
        }
    }

    @Test
    void aProbeWritesToTheDisk() throws IOException {
        try (Store store = open()) {
            store.probe(NOON);
            long before = Files.size(folder.resolve("deep/state.db-wal"));

            store.probe(NOON.plusSeconds(30));

            assertThat(Files.size(folder.resolve("deep/state.db-wal"))).isGreaterThan(before);
            assertThat(store.status().writtenAt()).contains(NOON.plusSeconds(30));
        }
    }

    @Test
    void forgettingAMachineForgetsNoOtherOne() throws IOException {
        try (Store store = Store.open(StateLocation.MEMORY)) {
            store.commit(RECORD);

            assertThat(store.forget("cheap-4090", Optional.of(1L)))
                    .as("the number of GPUs is 1, the machine is 7")
                    .isZero();
            assertThat(store.memory(CHEAP_4090).sent()).containsOnlyKeys(TOLD.key());

            assertThat(store.forget("cheap-4090", Optional.of(7L))).isEqualTo(1);
            assertThat(store.memory(CHEAP_4090)).isEqualTo(Memory.EMPTY);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update known set offer_key = 'abc'",
                "update known set value = '0.x'",
                "update told set offer_key = 'abc'",
                "update told set \"row\" = '{'",
                "update told set metric = 'price'",
                "insert into standing values ('cheap-4090', '{')"
            })
    void whatIsDamagedIsForgottenAndTheWatchGoesOn(String damage) throws IOException, SQLException {
        try (Store store = open()) {
            store.commit(RECORD);
        }
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement statement = connection.createStatement()) {
            statement.execute(damage);
        }

        try (Store store = open()) {
            Memory left = store.memory(CHEAP_4090);

            assertThat(left.tracked().size() + left.sent().size()).isEqualTo(damage.startsWith("insert") ? 2 : 1);
            assertThat(left.state()).isEmpty();
        }
        try (Store store = Store.reading(file())) {
            int rows = store.inTransaction(handle -> handle.createQuery("select (select count(*) from known)"
                            + " + (select count(*) from told) + (select count(*) from standing)")
                    .mapTo(Integer.class)
                    .one());

            assertThat(rows).as("it is forgotten in the file too").isEqualTo(damage.startsWith("insert") ? 2 : 1);
        }
    }

    @Test
    void whatElseIsDamagedIsAFailureOfTheState() throws IOException {
        try (Store store = Store.open(StateLocation.MEMORY)) {
            assertThatThrownBy(() -> store.inTransaction(handle -> Sla.parse("gold")))
                    .isInstanceOf(StoreFailure.class)
                    .hasMessageStartingWith("the state is damaged: ");
        }
    }

    private static Optional<Delivery> claim(Store store, Instant now) {
        return store.claim(new ClaimRequest(
                        "hook", now, now.plusSeconds(300), NOON.minus(Duration.ofDays(2)), true, "msg_spare"))
                .map(ClaimedDelivery::delivery);
    }

    private Store open() throws IOException {
        return Store.open(new StateLocation(Optional.of(file())));
    }

    private Path file() {
        return folder.resolve("deep/state.db");
    }
}

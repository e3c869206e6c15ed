package io.github.vastwatch.store;

import static io.github.vastwatch.Fixtures.CHEAP_4090;
import static io.github.vastwatch.Fixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.vastwatch.LogCapture;
import io.github.vastwatch.alert.Memory;
import io.github.vastwatch.alert.NotificationRecord;
import io.github.vastwatch.offer.Row;
import io.github.vastwatch.store.PollOutcome.Result;
import io.github.vastwatch.watch.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A store in a SQLite file. */
class SqliteFileStoreTest extends StoreContract {
    @TempDir
    Path folder;

    /** The program loads SQLite's library before a test uses the driver alone: there must be one copy of it. */
    @BeforeAll
    static void loadLibrary() throws Exception {
        Store.open(StateLocation.MEMORY).close();
    }

    @Override
    Store open() throws IOException {
        return openFile();
    }

    @Test
    void remembersAcrossARestart() throws IOException {
        try (Store store = openFile()) {
            store.commit(RECORD);
        }

        try (Store store = openFile()) {
            assertThat(store.offers().memory(CHEAP_4090))
                    .isEqualTo(new Memory(Map.of(KNOWN.key(), KNOWN), Map.of(TOLD.key(), TOLD)));
            // In a fraction of the space of a map.
            assertThat(store.offers().memory(CHEAP_4090).sent().values())
                    .extracting(NotificationRecord::row)
                    .hasOnlyElementsOfType(Row.class);
            assertThat(claim(store, NOON)).contains(DELIVERY);
        }
    }

    @Test
    void claimsAnAlertThatItHasJustAddedWithoutReadingIt() throws Exception {
        try (Store store = openFile()) {
            store.commit(RECORD);
            store.database().run(handle -> handle.execute("update alert set body = 'not read'"));

            assertThat(claim(store, NOON)).contains(DELIVERY);
        }
    }

    @Test
    void aPollThatDiffersInNothingButItsTimeIsWrittenAfterHalfAMinuteOrAtTheEnd() throws IOException {
        Store store = openFile();
        polled(store, 0, Result.COMPLETE);
        polled(store, 29, Result.COMPLETE);
        assertThat(lastPoll()).isEqualTo(NOON);
        polled(store, 30, Result.COMPLETE);
        assertThat(lastPoll()).isEqualTo(NOON.plusSeconds(30));
        polled(store, 31, Result.FAILED);
        assertThat(lastPoll()).isEqualTo(NOON.plusSeconds(31));
        polled(store, 32, Result.FAILED);
        assertThat(store.status().watches().get(0).last().orElseThrow().at()).isEqualTo(NOON.plusSeconds(32));
        polled(store, 33, Result.FAILED);

        store.close();

        assertThat(lastPoll()).isEqualTo(NOON.plusSeconds(33));
    }

    @Test
    void aPauseByACommandIsNotUndoneByThePollThatIsWrittenAfterIt() throws IOException {
        try (Store store = openFile()) {
            polled(store, 0, Result.COMPLETE);
            polled(store, 1, Result.COMPLETE);

            try (Store command = Store.beside(new StateLocation(Optional.of(file())))) {
                command.watches().pause("a", Optional.of(NOON));
            }

            assertThat(store.status().watches().get(0).dueAt()).isEmpty();
        }
        try (Store store = openFile()) {
            assertThat(store.status().watches().get(0).dueAt()).isEmpty();
        }
    }

    @Test
    void whenAnOfferWasSeenIsWrittenAfterFiveMinutesOrAtTheEnd() throws IOException {
        Store store = openFile();
        store.commit(RECORD);
        seen(store, 60);
        polled(store, 359, Result.COMPLETE);
        assertThat(lastSeen()).isEqualTo(KNOWN.lastSeen());
        polled(store, 360, Result.COMPLETE);
        assertThat(lastSeen()).isEqualTo(NOON.plusSeconds(60));
        seen(store, 420);
        assertThat(lastSeen(store)).isEqualTo(NOON.plusSeconds(420));

        store.close();

        assertThat(lastSeen()).isEqualTo(NOON.plusSeconds(420));
    }

    @Test
    void whenAnOfferWasSeenIsNotLostByACommandOfAnotherProgram() throws IOException {
        try (Store store = openFile()) {
            store.commit(RECORD);
            seen(store, 60);

            try (Store command = Store.beside(new StateLocation(Optional.of(file())))) {
                command.watches().pause("a", Optional.of(NOON));
            }

            assertThat(lastSeen(store)).isEqualTo(NOON.plusSeconds(60));
        }
    }

    private static void seen(Store store, int second) {
        store.offers().memory(CHEAP_4090);
        store.offers()
                .seenAgain(Map.of(CHEAP_4090.name(), KNOWN), each -> Set.of(each.key()), NOON.plusSeconds(second));
    }

    private static Instant lastSeen(Store store) {
        return Optional.ofNullable(store.offers().memory(CHEAP_4090).tracked().get(KNOWN.key()))
                .orElseThrow()
                .lastSeen();
    }

    private Instant lastSeen() throws IOException {
        try (Store other = Store.reading(new StateLocation(Optional.of(file())))) {
            return lastSeen(other);
        }
    }

    private static void polled(Store store, int second, Result result) {
        Instant at = NOON.plusSeconds(second);
        PollOutcome poll = new PollOutcome("a", at, result, "", Optional.of(3), Optional.of(at.plusSeconds(1)));
        store.commit(List.of(), List.of(poll), LocalDate.ofInstant(at, ZoneOffset.UTC), 1, Optional.empty());
    }

    /** As another program reads it. */
    private Instant lastPoll() throws IOException {
        try (Store other = Store.reading(new StateLocation(Optional.of(file())))) {
            return other.status().watches().get(0).last().orElseThrow().at();
        }
    }

    @Test
    void theFileIsItsOwnersAlone() throws IOException {
        try (Store store = openFile()) {
            store.commit(RECORD);

            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                    .isEqualTo("rw-------");
            assertThat(PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(folder.resolve("deep/state.db-wal"))))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void aNewerFileIsRefusedUntouched() throws IOException, SQLException {
        openFile().close();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement statement = connection.createStatement()) {
            statement.execute("pragma user_version = 99");
        }
        byte[] before = Files.readAllBytes(file());

        assertThatThrownBy(this::openFile)
                .isInstanceOf(StoreFailure.class)
                .hasMessage("the state file:" + file() + " was written by a newer vastwatch (schema 99, this one knows "
                        + "1); run the newer program, or name another file");

        assertThat(Files.readAllBytes(file())).isEqualTo(before);
    }

    @Test
    void aProbeWritesToTheDisk() throws IOException {
        try (Store store = openFile()) {
            store.daemon().testWrite(NOON);
            long before = Files.size(folder.resolve("deep/state.db-wal"));

            store.daemon().testWrite(NOON.plusSeconds(30));

            assertThat(Files.size(folder.resolve("deep/state.db-wal"))).isGreaterThan(before);
            assertThat(store.status().writtenAt()).contains(NOON.plusSeconds(30));
        }
    }

    @Test
    void readsAMetricAsTheFirstVersionWroteIt() throws IOException, SQLException {
        try (Store store = openFile()) {
            store.commit(RECORD);
        }
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement statement = connection.createStatement()) {
            statement.execute("update notification set body = replace(body, '" + TOLD.metric() + "', 'DPH_PER_GPU')");
        }

        try (Store store = openFile()) {
            assertThat(store.offers().memory(CHEAP_4090).sent().values())
                    .extracting(NotificationRecord::metric)
                    .containsExactly(Metric.DPH_PER_GPU);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update tracked_offer set offer_key = 'abc'",
                "update tracked_offer set value = '0.x'",
                "update notification set body = '{'",
                "update notification set body = replace(body, 'job_cost', 'price')",
                "insert into watch_state values ('cheap-4090', '{')"
            })
    void whatIsDamagedIsForgottenAndTheWatchGoesOn(String damage) throws IOException, SQLException {
        try (Store store = openFile()) {
            store.commit(RECORD);
        }
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement statement = connection.createStatement()) {
            statement.execute(damage);
        }

        try (Store store = openFile()) {
            Memory left = store.offers().memory(CHEAP_4090);

            assertThat(left.tracked().size() + left.sent().size()).isEqualTo(damage.startsWith("insert") ? 2 : 1);
            assertThat(left.state()).isEmpty();
        }
        try (Store store = Store.reading(new StateLocation(Optional.of(file())))) {
            int rows = store.database()
                    .call(handle -> handle.createQuery("select (select count(*) from tracked_offer)"
                                    + " + (select count(*) from notification) + (select count(*) from watch_state)")
                            .mapTo(Integer.class)
                            .one());

            assertThat(rows).as("it is forgotten in the file too").isEqualTo(damage.startsWith("insert") ? 2 : 1);
        }
    }

    @Test
    void damagedRowsOfATableAreOneLine() throws IOException, SQLException {
        try (Store store = openFile()) {
            store.commit(RECORD);
        }
        sql("insert into notification select watch, 'other', body from notification");
        sql("update notification set body = '{'");
        sql("update tracked_offer set value = '{'");

        try (Store store = openFile();
                LogCapture log = new LogCapture(TrackedOffers.class)) {
            store.offers().memory(CHEAP_4090);

            assertThat(log.lines())
                    .containsExactly(
                            "WARN the state has 1 damaged row of 1 watch in table tracked_offer; vastwatch forgets what"
                                    + " cannot be read, and may send offers again",
                            "WARN the state has 2 damaged rows of 1 watch in table notification; vastwatch forgets what"
                                    + " cannot be read, and may send offers again");
        }
    }

    @Test
    void aMissingTableIsDamage() throws IOException, SQLException {
        openFile().close();
        sql("drop table silence");

        try (Store store = openFile()) {
            assertThatThrownBy(() -> store.silences().all())
                    .isInstanceOf(StoreFailure.class)
                    .hasMessageStartingWith("the state could not be used: it is damaged, or not a state of vastwatch (")
                    .hasMessageContaining("no such table: silence")
                    .hasMessageEndingWith("; restore a backup, or move the file away to start with an empty state");
        }
    }

    @Test
    void aFileBesideTheStateThatCannotBeMadeIsSaid() {
        StateLocation state = new StateLocation(Optional.of(folder.resolve("x".repeat(252))));

        assertThatThrownBy(() -> Store.open(state))
                .hasMessageStartingWith("the state " + state + " cannot be opened: it or a file beside it cannot be"
                        + " opened; the disk may be full, or have no free inodes ([SQLITE_CANTOPEN]");
    }

    @Test
    void aFileFromBeforeTheFirstReleaseIsRefusedUntouched() throws IOException, SQLException {
        sql("create table told (watch text)");
        sql("pragma user_version = 16");
        byte[] before = Files.readAllBytes(file());

        for (ThrowingCallable open : List.<ThrowingCallable>of(
                this::openFile,
                () -> Store.reading(new StateLocation(Optional.of(file()))),
                () -> Store.beside(location()))) {
            assertThatThrownBy(open)
                    .isInstanceOf(StoreFailure.class)
                    .hasMessage("the state file:" + file() + " was written by a vastwatch before 0.1 or by another"
                            + " program, and cannot be used; move it away, or name another file");
        }

        assertThat(Files.readAllBytes(file())).isEqualTo(before);
    }

    @Test
    void aMigrationKeepsWhatIsRemembered() throws IOException {
        Schema next = new Schema(List.of("1.sql", "migration-of-a-test.sql"));
        try (Store store = openFile()) {
            store.commit(RECORD);
        }

        try (Store store = Store.open(location(), next, "")) {
            assertThat(store.offers().memory(CHEAP_4090).sent()).containsOnlyKeys(TOLD.key());
            String row = store.database()
                    .call(handle -> handle.createQuery("select value || color from tracked_offer")
                            .mapTo(String.class)
                            .one());
            assertThat(row).isEqualTo("0.38green");
        }

        assertThatThrownBy(this::openFile)
                .hasMessage(
                        "the state file:" + file() + " was written by a newer vastwatch (schema 2, this one knows 1);"
                                + " run the newer program, or name another file");
        Store.open(new StateLocation(Optional.of(folder.resolve("new.db"))), next, "")
                .close();
    }

    @Test
    void aFileOfAnOlderSchemaIsNotUsedBesideItsDaemon() throws IOException {
        openFile().close();
        SqliteConnections newer =
                new SqliteConnections(location(), new Schema(List.of("1.sql", "migration-of-a-test.sql")));

        assertThatThrownBy(newer::beside)
                .isInstanceOf(StoreFailure.class)
                .hasMessage(
                        "the state file:" + file() + " was last used by an older vastwatch (schema 1, this one has 2);"
                                + " restart the daemon with this program first");
    }

    private void sql(String statement) throws IOException, SQLException {
        Files.createDirectories(file().getParent());
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement each = connection.createStatement()) {
            each.execute(statement);
        }
    }

    private Store openFile() throws IOException {
        return Store.open(location());
    }

    private StateLocation location() {
        return new StateLocation(Optional.of(file()));
    }

    private Path file() {
        return folder.resolve("deep/state.db");
    }
}

package io.github.vastwatch.store;

import static io.github.vastwatch.Fixtures.CHEAP_4090;
import static io.github.vastwatch.Fixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.vastwatch.alert.Delivery;
import io.github.vastwatch.alert.Silence;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A state that is taken to another place is the same there. */
class StateTransferTest {
    private static final int SEEDS = 4;
    private static final Instant LATER = NOON.plusSeconds(86_400);

    /** A state in which much has happened. */
    private static byte[] export = {};

    @TempDir
    Path folder;

    @BeforeAll
    static void export(@TempDir Path shared) throws IOException {
        StateLocation state = new StateLocation(Optional.of(shared.resolve("state.db")));
        fill(state, 1);
        export = exported(state);
    }

    @Test
    void aStateIsTheSameInEachDatabaseAndBack() throws IOException {
        Set<String> filled = new TreeSet<>();
        for (int seed = 0; seed < SEEDS; seed++) {
            StateLocation first = file("first" + seed);
            StateLocation postgres = PostgresServer.emptyDatabase();
            StateLocation last = file("last" + seed);
            Instant now = fill(first, seed);

            byte[] file = exported(first);
            transfer(now).importFrom(new ByteArrayInputStream(file), "a file", postgres);
            transfer(now).copy(postgres, last);
            byte[] copy = exported(last);

            release(first, now);
            assertThat(differences(first, postgres, last)).as("seed %d", seed).isEmpty();
            assertThat(lines(copy)).as("seed %d", seed).isEqualTo(lines(exported(first)));
            rows(first).forEach((table, rows) -> filled.addAll(rows.isEmpty() ? Set.of() : Set.of(table)));
            goesOnAlike(seed, first, postgres, last);
            assertThat(differences(first, postgres, last))
                    .as("seed %d", seed)
                    // A new plan has new numbers in PostgreSQL, and the same in SQLite.
                    .allMatch(difference -> difference.substring(1).startsWith("planned_question"));
        }

        assertThat(filled).as("tables with rows").isEqualTo(new TreeSet<>(Schema.CURRENT.tables()));
    }

    private static void release(StateLocation state, Instant now) throws IOException {
        try (Store store = Store.open(state)) {
            store.outbox().releaseLeases(now);
        }
    }

    /** The rows that the first of some states has and another has not, or the other way round. */
    private static List<String> differences(StateLocation first, StateLocation... others) throws IOException {
        List<String> differences = new ArrayList<>();
        Map<String, List<String>> rows = rows(first);
        for (StateLocation other : others) {
            rows(other).forEach((table, each) -> {
                List<String> expected = rows.getOrDefault(table, List.of());
                expected.stream()
                        .filter(row -> !each.contains(row))
                        .forEach(row -> differences.add("-" + table + " " + row));
                each.stream()
                        .filter(row -> !expected.contains(row))
                        .forEach(row -> differences.add("+" + table + " " + row));
            });
        }
        return differences;
    }

    /** The same is sent next, with the same bytes; numbers that were given are not given again. */
    private static void goesOnAlike(int seed, StateLocation... states) throws IOException {
        List<List<Object>> next = new ArrayList<>();
        for (StateLocation state : states) {
            List<Object> each = new ArrayList<>();
            try (Store store = Store.open(state)) {
                each.add(store.silences().add(new Silence(0, "w", Optional.empty(), NOON, LATER, "")));
                each.add(store.offers().memory(CHEAP_4090));
                for (Optional<Delivery> claimed = StoreContract.claim(store, LATER);
                        claimed.isPresent();
                        claimed = StoreContract.claim(store, LATER)) {
                    each.add(claimed.get());
                }
                RandomState.fill(store, SEEDS + seed, LATER);
            }
            next.add(each);
        }
        assertThat(next).as("seed %d", seed).allSatisfy(each -> assertThat(each).isEqualTo(next.get(0)));
    }

    @Test
    void whatIsBeingSentIsPendingAndMayHaveArrived() throws IOException {
        StateLocation from = file("from");
        StateLocation to = file("to");
        try (Store store = Store.open(from)) {
            store.commit(StoreContract.RECORD);
            Delivery claimed = StoreContract.claim(store, NOON).orElseThrow();
            store.outbox()
                    .storeContents(
                            List.of(new Delivery.Rendered(
                                    claimed.with(new Delivery.Content("bytes")), Optional.empty())),
                            NOON);

            transfer(NOON).importFrom(new ByteArrayInputStream(exported(from)), "a file", to);
        }

        try (Store store = Store.open(to)) {
            assertThat(StoreContract.claim(store, NOON).flatMap(Delivery::content))
                    .contains(new Delivery.Content("bytes"));
            assertThat(store.outbox().find("msg_1").orElseThrow().outboxEntry().uncertain())
                    .isEqualTo(1);
        }
    }

    @Test
    void anExportBesideADaemonIsOneMomentOfItsState() throws IOException {
        StateLocation from = file("from");
        StateLocation to = file("to");
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        try (Store daemon = Store.open(from)) {
            manySilences(daemon);
            Map<String, List<String>> before = rows(from);

            new StateTransfer(NOON, (table, rows) -> daemon.commit(StoreContract.RECORD))
                    .export(from, written, "a file", "0.1.0");

            assertThat(rows(from)).isNotEqualTo(before);
            transfer(NOON).importFrom(new ByteArrayInputStream(written.toByteArray()), "a file", to);
            assertThat(rows(to)).isEqualTo(before);
        }
    }

    @Test
    void anExportIsGivenUpIfADaemonStartsToUseTheFileMeanwhile() throws IOException {
        StateLocation from = file("from");
        try (Store daemon = Store.open(from)) {
            manySilences(daemon);
        }

        assertThatThrownBy(() -> new StateTransfer(NOON, (table, rows) -> commitOnce(from))
                        .export(from, new ByteArrayOutputStream(), "a file", "0.1.0"))
                .isInstanceOf(StoreFailure.class)
                .hasMessage("the state " + from + " was changed while it was read; nothing was written; try again");
    }

    private static void commitOnce(StateLocation state) {
        try (Store daemon = Store.open(state)) {
            daemon.commit(StoreContract.RECORD);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** So many that an export tells of them while it reads. */
    private static void manySilences(Store store) {
        store.database()
                .run(handle ->
                        handle.execute("with recursive number (n) as (select 1 union all select n + 1 from number"
                                + " where n < 5000) insert into silence (watch, from_at, until_at, comment)"
                                + " select 'w', n, n, '' from number"));
    }

    @Test
    void onlyAStateWithoutRowsIsFilled() throws IOException {
        List<StateLocation> places = List.of(file("to"), PostgresServer.emptyDatabase());
        for (StateLocation to : places) {
            Store.open(to).close();
            transfer(NOON).importFrom(new ByteArrayInputStream(export), "a file", to);
            Map<String, List<String>> rows = rows(to);

            assertThatThrownBy(() -> transfer(NOON).importFrom(new ByteArrayInputStream(export), "a file", to))
                    .isInstanceOf(StoreFailure.class)
                    .hasMessage("the state " + to + " is not empty (table watch has rows); nothing was written;"
                            + " name a new one, or move this one away");

            assertThat(rows(to)).isEqualTo(rows);
        }
    }

    @Test
    void aStateInUseIsNeitherFilledNorCopied() throws IOException {
        StateLocation to = file("to");

        StateLock used = StateLock.take(to.file().orElseThrow(), NOON);
        try {
            assertThatThrownBy(() -> transfer(NOON).importFrom(new ByteArrayInputStream(export), "a file", to))
                    .isInstanceOf(StateLock.StateInUse.class);
            assertThatThrownBy(() -> transfer(NOON).copy(to, file("other"))).isInstanceOf(StateLock.StateInUse.class);
        } finally {
            used.close();
        }
        assertThat(to.file().orElseThrow()).doesNotExist();
        assertThat(file("other").file().orElseThrow()).doesNotExist();
    }

    @Test
    void aStateThatDaemonsShareIsNeitherFilledNorCopiedWhileOneIsThere() throws IOException {
        StateLocation shared = PostgresServer.emptyDatabase();
        String refusal = "the state " + shared + " is in use by another vastwatch (process 7 on host-a); stop it first";
        try (Store daemon = Store.open(shared, "a")) {
            Cluster cluster = daemon.cluster().orElseThrow();
            cluster.seen(
                    new Cluster.Node("a", "host-a", 7, "0.1.0", 1, NOON, Optional.empty(), Optional.empty(), NOON));

            assertThatThrownBy(() -> transfer(NOON).importFrom(new ByteArrayInputStream(export), "a file", shared))
                    .hasMessage(refusal);
            assertThatThrownBy(() -> transfer(NOON).copy(shared, file("to"))).hasMessage(refusal);
            assertThat(exported(shared)).as("an export disturbs none").isNotEmpty();

            cluster.leave();
            transfer(NOON).importFrom(new ByteArrayInputStream(export), "a file", shared);
        }
    }

    @Test
    void anImportThatFailsLeavesAnEmptyStateOrNone() throws IOException {
        byte[] broken = compressed(lines(export).subList(0, lines(export).size() - 1));
        StateLocation file = file("to");
        for (StateLocation to : List.of(file, PostgresServer.emptyDatabase())) {
            assertThatThrownBy(() -> transfer(NOON).importFrom(new ByteArrayInputStream(broken), "a file", to))
                    .hasMessage("a file is incomplete; export the state again, or use another copy");

            if (to.equals(file)) {
                assertThat(folder.toFile().list()).doesNotContain("to", "to-wal", "to-shm");
            } else {
                assertThat(rows(to).values())
                        .allSatisfy(rows -> assertThat(rows).isEmpty());
            }
            transfer(NOON).importFrom(new ByteArrayInputStream(export), "a file", to);
        }
    }

    @Test
    void aFileOfAnOlderSchemaIsMigratedAfterwards() throws IOException {
        Schema next = new Schema(List.of("1.sql", "migration-of-a-test.sql"));
        StateLocation to = file("to");

        new StateTransfer(next, NOON, (table, rows) -> {}).importFrom(new ByteArrayInputStream(export), "a file", to);

        try (Store store = Store.open(to, next, "")) {
            List<String> colors = store.database()
                    .call(handle -> handle.createQuery("select distinct color from tracked_offer")
                            .mapTo(String.class)
                            .list());
            assertThat(colors).containsExactly("green");
        }
    }

    /** What is wrong with a file. */
    enum Fault {
        EMPTY("is incomplete", file -> new byte[0]),
        ONLY_ITS_BEGINNING("is incomplete", file -> Arrays.copyOf(file, file.length / 2)),
        WITHOUT_ITS_LAST_BYTE("is incomplete", file -> Arrays.copyOf(file, file.length - 1)),
        WITHOUT_ITS_LAST_LINE("is incomplete", file -> changed(file, lines -> lines.remove(lines.size() - 1))),
        TEXT("is not a state that vastwatch exported", file -> "offers".getBytes(StandardCharsets.UTF_8)),
        OTHER_GZIP("is not a state that vastwatch exported", file -> compressed(List.of("offers"))),
        OTHER_JSON("is not a state that vastwatch exported", file -> compressed(List.of("{\"format\":\"x\"}"))),
        WITHOUT_SCHEMA(
                "is not a state that vastwatch exported",
                file -> changed(file, lines -> lines.set(0, lines.get(0).replace("\"schema\":1", "\"schema\":-1")))),
        NEWER_FORMAT(
                "was exported by a newer vastwatch (0.1.0); import it with that one or a newer one",
                file -> changed(file, lines -> lines.set(0, lines.get(0).replace("\"version\":1", "\"version\":2")))),
        NEWER_SCHEMA(
                "was exported by a newer vastwatch (0.1.0); import it with that one or a newer one",
                file -> changed(file, lines -> lines.set(0, lines.get(0).replace("\"schema\":1", "\"schema\":2")))),
        ANOTHER_TIME(
                "is damaged (its checksum differs)",
                file -> changed(file, lines -> lines.set(0, lines.get(0).replace("T12:00", "T12:01")))),
        ANOTHER_PRICE(
                "is damaged (its checksum differs)",
                file -> changed(file, lines -> lines.replaceAll(line -> line.replace("0.38", "0.37")))),
        A_ROW_LESS("is damaged (its checksum differs)", file -> changed(file, lines -> lines.remove(3))),
        A_VALUE_LESS(
                "is damaged (a row does not have",
                file -> changed(file, lines -> lines.replaceAll(line -> line.replace(",null]", "]")))),
        NO_ROW("is damaged (a row does not have -1 columns)", file -> changed(file, lines -> lines.add(1, "[]"))),
        NO_JSON("is damaged (Unexpected", file -> changed(file, lines -> lines.set(3, "["))),
        A_NESTED_VALUE(
                "is damaged (a value is of an unknown kind)",
                file -> changed(file, lines -> lines.replaceAll(line -> line.replace(",null]", ",[]]")))),
        MORE_AFTER_ITS_END("is damaged (it goes on after its end)", file -> changed(file, lines -> lines.add("[]"))),
        ANOTHER_BIT("is damaged (", file -> {
            byte[] changed = file.clone();
            changed[file.length - 6] ^= 1;
            return changed;
        });

        private final String words;
        private final UnaryOperator<byte[]> change;

        Fault(String words, UnaryOperator<byte[]> change) {
            this.words = words;
            this.change = change;
        }
    }

    @ParameterizedTest
    @EnumSource
    void aFileThatIsNotAWholeExportIsRefused(Fault fault) throws IOException {

        String refusal = refusal(fault.change.apply(export));

        assertThat(refusal).startsWith("a file " + fault.words);
        if (refusal.contains("incomplete") || refusal.contains("damaged")) {
            assertThat(refusal).endsWith("; export the state again, or use another copy");
        }
    }

    @Test
    void eachByteOfAFileCounts() throws IOException {
        StateLocation from = file("from");
        commitOnce(from);
        byte[] small = exported(from);
        List<String> lines = lines(small);
        for (int at = 0; at < small.length; at++) {
            byte[] changed = small.clone();
            changed[at] ^= 0x10;
            if (refusal(changed).isEmpty()) {
                // The header of gzip has a time and a system that mean nothing.
                assertThat(lines(changed)).as("byte %d", at).isEqualTo(lines);
            } else {
                assertThat(refusal(changed)).as("byte %d", at).startsWith("a file ");
            }
        }
    }

    @Test
    void whatCannotBeWrittenIsSaid() throws IOException {
        StateLocation from = file("from");
        commitOnce(from);
        OutputStream full = new OutputStream() {
            @Override
            public void write(int one) throws IOException {
                throw new IOException("No space left on device");
            }
        };

        assertThatThrownBy(() -> transfer(NOON).export(from, full, "a file", "0.1.0"))
                .isInstanceOf(StoreFailure.class)
                .hasMessage("a file cannot be written: No space left on device");
    }

    @Test
    void anImportThatFillsTheDiskLeavesAnEmptyState() throws IOException {
        StateLocation to = file("to");
        try (Store store = Store.open(to)) {
            store.database()
                    .run(handle -> handle.execute("create trigger full before insert on history_poll begin"
                            + " select raise(abort, 'database or disk is full'); end"));
        }

        assertThatThrownBy(() -> transfer(NOON).importFrom(new ByteArrayInputStream(export), "a file", to))
                .isInstanceOf(StoreFailure.class)
                .hasMessageContaining("database or disk is full");

        assertThat(rows(to).values()).allSatisfy(rows -> assertThat(rows).isEmpty());
    }

    private static String refusal(byte[] file) {
        try {
            transfer(NOON).check(new ByteArrayInputStream(file), "a file");
            return "";
        } catch (StoreFailure e) {
            return String.valueOf(e.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void rowsOfAnotherBuildAreRefused() throws IOException {
        List<String> lines = new ArrayList<>(lines(export));
        lines.replaceAll(line -> line.replace("\"due_at\"", "\"due\""));

        assertThatThrownBy(() ->
                        transfer(NOON).importFrom(new ByteArrayInputStream(compressed(lines)), "a file", file("to")))
                .isInstanceOf(StoreFailure.class)
                .hasMessage(
                        "the rows of table 'watch' have no place in this state; they are of another build of vastwatch");
    }

    private static Instant fill(StateLocation state, long seed) throws IOException {
        try (Store store = Store.open(state)) {
            return RandomState.fill(store, seed, NOON);
        }
    }

    private StateLocation file(String name) {
        return new StateLocation(Optional.of(folder.resolve(name)));
    }

    private static StateTransfer transfer(Instant now) {
        return new StateTransfer(now, (table, rows) -> {});
    }

    private static byte[] exported(StateLocation from) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        transfer(NOON).export(from, file, "a file", "0.1.0");
        return file.toByteArray();
    }

    private static List<String> lines(byte[] file) {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(file))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] changed(byte[] file, Consumer<List<String>> change) {
        List<String> lines = new ArrayList<>(lines(file));
        change.accept(lines);
        return compressed(lines);
    }

    private static byte[] compressed(List<String> lines) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(file)) {
            out.write((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file.toByteArray();
    }

    /** All rows of each table, in an order that does not depend on the database. */
    private static Map<String, List<String>> rows(StateLocation state) throws IOException {
        Map<String, List<String>> rows = new TreeMap<>();
        try (Store store = Store.reading(state)) {
            store.database()
                    .run(handle -> new Tables(handle, store.database().dialect(), Schema.CURRENT.tables())
                            .read(new RowStream(
                                    new RowSink() {
                                        private List<String> ofTable = new ArrayList<>();

                                        @Override
                                        public void table(String name, List<String> columns) {
                                            ofTable = new ArrayList<>();
                                            rows.put(name, ofTable);
                                        }

                                        @Override
                                        public void row(@Nullable Object[] values) {
                                            ofTable.add(Arrays.stream(values)
                                                    .map(value -> value instanceof byte[] bytes
                                                            ? HexFormat.of().formatHex(bytes)
                                                            : String.valueOf(value))
                                                    .collect(Collectors.joining("|")));
                                        }

                                        @Override
                                        public void end(Map<String, Long> counts, Map<String, Long> numbers) {}
                                    },
                                    (table, count) -> {})));
        }
        rows.values().forEach(each -> each.sort(null));
        return rows;
    }
}

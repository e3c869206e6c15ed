package io.github.vastwatch.poll;

import static io.github.vastwatch.Fixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.AlertPolicy;
import io.github.vastwatch.alert.Memory;
import io.github.vastwatch.alert.NotificationRecord;
import io.github.vastwatch.alert.OfferDecision;
import io.github.vastwatch.alert.Silence;
import io.github.vastwatch.alert.WatchState;
import io.github.vastwatch.alert.WatchUpdate;
import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.offer.RentalType;
import io.github.vastwatch.store.Cluster;
import io.github.vastwatch.store.PostgresServer;
import io.github.vastwatch.store.StateLocation;
import io.github.vastwatch.store.Store;
import io.github.vastwatch.watch.Snapshot;
import io.github.vastwatch.watch.TrackedOffer;
import io.github.vastwatch.watch.Watch;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random histories through the pipeline from the rows to what is committed, against an {@link Oracle}. More of them with
 * {@code -Doracle.histories=N}, others with {@code -Doracle.from=SEED}, fewer through a file with {@code -Doracle.stored=N},
 * more through PostgreSQL with {@code -Doracle.shared=N}.
 */
class OracleTest {
    private static final int HISTORIES = Integer.getInteger("oracle.histories", 1000);
    private static final long FROM = Long.getLong("oracle.from", 0);
    /** One in so many goes through a state file, which is closed and opened between answers. */
    private static final int STORED = Integer.getInteger("oracle.stored", 100);
    /** So many go through a PostgreSQL that two daemons share. */
    private static final int SHARED = Integer.getInteger("oracle.shared", 10);
    /** A case that need not be read, as where the program is changed at random, need not be small. */
    private static final boolean SHRINKS = !Boolean.getBoolean("oracle.unshrunk");

    @TempDir
    Path folder;

    @Test
    void tellsWhatTheRulesSayInTheSameOrder() throws Exception {
        long began = System.nanoTime();
        int told = 0;
        for (long seed = FROM; seed < FROM + HISTORIES; seed++) {
            Scenario scenario = Scenario.of(seed);
            boolean stored = seed % STORED == 0;
            List<String> expected = new Oracle(scenario).tell();
            List<String> actual = stored
                    ? run(scenario, Optional.of(new StateFile(folder.resolve(seed + ".db"))))
                    : run(scenario, Optional.empty());
            told += alerts(expected);
            if (!actual.equals(expected)) {
                if (SHRINKS && differs(scenario)) {
                    Scenario small = shrunk(scenario);
                    assertThat(run(small, Optional.empty()))
                            .as("seed %d, shrunk to\n%s", seed, text(small))
                            .isEqualTo(new Oracle(small).tell());
                }
                assertThat(actual)
                        .as("seed %d, through a file: %s", seed, stored)
                        .isEqualTo(expected);
            }
        }
        System.out.println("oracle: " + HISTORIES + " histories from seed " + FROM + ", " + told + " alerts, "
                + Duration.ofNanos(System.nanoTime() - began).toMillis() + " ms");
        assertThat(told).isGreaterThan(HISTORIES);
    }

    @Test
    void tellsTheSameWhereTwoDaemonsTakeTurns() throws Exception {
        int told = 0;
        for (long seed = FROM; seed < FROM + SHARED; seed++) {
            Scenario scenario = Scenario.of(seed);
            List<String> expected = new Oracle(scenario).tell();
            told += alerts(expected);

            assertThat(run(scenario, Optional.of(new Turns())))
                    .as("seed %d:\n%s", seed, text(scenario))
                    .isEqualTo(expected);
        }
        assertThat(told).isGreaterThan(SHARED);
    }

    /** Where what is remembered is stored. */
    private interface Memories extends AutoCloseable {
        Store store();

        void commit(WatchUpdate update);

        /** Goes on with nothing in memory. */
        void reopen() throws IOException;

        @Override
        void close();
    }

    /** A file, whose daemon is started again. */
    private static final class StateFile implements Memories {
        private final StateLocation place;
        private Store store;

        StateFile(Path file) throws IOException {
            this.place = new StateLocation(Optional.of(file));
            this.store = Store.open(place);
        }

        @Override
        public Store store() {
            return store;
        }

        @Override
        public void commit(WatchUpdate update) {
            store.commit(update);
        }

        @Override
        public void reopen() throws IOException {
            store.close();
            store = Store.open(place);
        }

        @Override
        public void close() {
            store.close();
        }
    }

    /** A database that two daemons share, of which the other one goes on. */
    private static final class Turns implements Memories {
        private Store store;
        private Store other;
        private Cluster.Turn turn;

        Turns() throws IOException {
            StateLocation place = PostgresServer.database();
            this.store = Store.open(place, "one");
            this.other = Store.open(place, "other");
            this.turn = cluster().begin();
        }

        private Cluster cluster() {
            return store.cluster().orElseThrow();
        }

        @Override
        public Store store() {
            return store;
        }

        @Override
        public void commit(WatchUpdate update) {
            cluster().inTurn(turn, () -> store.commit(update));
        }

        @Override
        public void reopen() {
            cluster().end(turn);
            Store before = store;
            store = other;
            other = before;
            turn = cluster().begin();
        }

        @Override
        public void close() {
            store.close();
            other.close();
        }
    }

    private static int alerts(List<String> lines) {
        return (int) lines.stream().filter(line -> !line.startsWith("held")).count();
    }

    private static String text(Scenario scenario) {
        return scenario.steps().stream().map(Scenario.Step::toString).collect(Collectors.joining("\n"));
    }

    /** Leaves out steps, rows and settings as long as the two still differ. */
    private static Scenario shrunk(Scenario scenario) throws IOException {
        Scenario small = scenario;
        for (boolean again = true; again; ) {
            List<Scenario> smaller = new ArrayList<>();
            for (int i = small.steps().size() - 1; i >= 0; i--) {
                List<Scenario.Step> fewer = new ArrayList<>(small.steps());
                Scenario.Step left = fewer.remove(i);
                if (i < fewer.size()) {
                    fewer.set(i, fewer.get(i).later(left.minutes()));
                }
                smaller.add(new Scenario(fewer));
            }
            for (int machine = 1; machine <= 5; machine++) {
                int without = machine;
                smaller.add(each(
                        small,
                        step -> step.with(step.rows().entrySet().stream()
                                .filter(row -> row.getKey() / 10 != without)
                                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)))));
            }
            smaller.add(each(small, step -> step.with(Scenario.Asked.QUERY)));
            for (Setting setting : Setting.values()) {
                smaller.add(each(small, step -> step.with(step.settings().with(setting, setting.plainest()))));
            }
            again = false;
            for (Scenario each : smaller) {
                if (!again && !text(each).equals(text(small)) && differs(each)) {
                    small = each;
                    again = true;
                }
            }
        }
        return small;
    }

    private static Scenario each(Scenario scenario, UnaryOperator<Scenario.Step> change) {
        return new Scenario(scenario.steps().stream().map(change).toList());
    }

    private static String id() {
        return UUID.randomUUID().toString();
    }

    private static boolean differs(Scenario scenario) throws IOException {
        return !run(scenario, Optional.empty()).equals(new Oracle(scenario).tell());
    }

    private static List<String> run(Scenario scenario, Optional<Memories> memories) throws IOException {
        List<String> lines = new ArrayList<>();
        List<String> ids = new ArrayList<>();
        Map<OfferKey, TrackedOffer> known = new HashMap<>();
        Map<OfferKey, NotificationRecord> told = new HashMap<>();
        Optional<WatchState> standing = Optional.empty();
        Instant now = NOON;
        for (Scenario.Step step : scenario.steps()) {
            now = now.plus(Duration.ofMinutes(step.minutes()));
            if (memories.isPresent() && step.reopens()) {
                memories.get().reopen();
            }
            if (step.answer() == Scenario.Answer.NONE) {
                continue;
            }
            Watch watch = new Drawn(step).watch();
            boolean isComplete = step.answer() == Scenario.Answer.COMPLETE;
            for (boolean isFirst : step.early().isEmpty() ? List.of(false) : List.of(true, false)) {
                Drawn drawn = new Drawn(isFirst ? step.first() : step);
                Memory memory = memories.map(each -> each.store().offers().memory(watch))
                        .orElse(new Memory(known, told));
                Optional<WatchState> last = memories.isPresent() ? memory.state() : standing;
                Set<String> noted = new HashSet<>(ids.subList(0, Math.min(step.noted(), ids.size())));
                Memory all = new Memory(memory.tracked(), memory.sent(), last, silences(step, now), noted);
                Snapshot snapshot =
                        Snapshot.of(watch, drawn.question(), now, isComplete && !isFirst, drawn.offers(now));
                Optional<WatchUpdate> record = (isFirst
                        ? AlertPolicy.decideAtOnce(watch, all, snapshot, OracleTest::id)
                        : Optional.of(AlertPolicy.decide(watch, all, snapshot, OracleTest::id)));
                if (record.isPresent()) {
                    memories.ifPresent(each -> each.commit(record.get()));
                    standing = record.get().state().or(() -> last);
                    hear(record.get(), known, told, ids, lines);
                }
            }
        }
        memories.ifPresent(Memories::close);
        return lines;
    }

    private static void hear(
            WatchUpdate record,
            Map<OfferKey, TrackedOffer> known,
            Map<OfferKey, NotificationRecord> told,
            List<String> ids,
            List<String> lines) {
        record.tracked().forEach(each -> known.put(each.key(), each));
        record.sent().forEach(each -> told.put(each.key(), each));
        record.alerts().forEach(alert -> {
            ids.add(alert.id());
            lines.add(line(alert, record));
        });
        record.suppressed().stream()
                .filter(each -> each.intended().isPresent())
                .map(OracleTest::line)
                .sorted()
                .forEach(each -> lines.add(each.substring(each.indexOf(' ') + 1)));
    }

    private static List<Silence> silences(Scenario.Step step, Instant now) {
        Optional<Long> machine = Optional.of((long) step.silenced()).filter(each -> each > 0);
        return step.silenced() == 0 ? List.of() : List.of(new Silence(1, "w", machine, now, now.plusSeconds(1), ""));
    }

    private static String line(Alert alert, WatchUpdate record) {
        List<String> parts = alert.matches().stream()
                .map(match -> match.reason().name().toLowerCase(Locale.ROOT) + " "
                        + match.key().machineId())
                .toList();
        String channels = record.deliveries().stream()
                .filter(each -> each.alert().equals(alert))
                .map(each -> " > " + each.channel())
                .collect(Collectors.joining());
        return switch (alert.alertKind()) {
                    case OFFERS_MATCHED -> alert.alertKind() + " " + parts;
                    // The order of what is gone means nothing.
                    case OFFERS_LEFT -> alert.alertKind() + " " + new TreeSet<>(parts);
                    case WATCH_DIGEST -> alert.alertKind() + " " + alert.facts().get("best") + " " + parts;
                    default -> alert.alertKind().wire();
                }
                + channels;
    }

    /** A match that is held, after what sorts it as the oracle does. */
    private static String line(OfferDecision held) {
        OfferKey key = held.key();
        int number = (key.type() == RentalType.BID ? 1000 : 0) + (int) key.machineId() * 10 + key.numGpus();
        return String.format(
                Locale.ROOT,
                "%04d held %d %s",
                number,
                number,
                held.reason().name().toLowerCase(Locale.ROOT));
    }
}

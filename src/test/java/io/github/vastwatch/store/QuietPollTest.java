package io.github.vastwatch.store;

import static io.github.vastwatch.Fixtures.NOON;
import static io.github.vastwatch.Fixtures.watch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.vastwatch.metrics.Metrics;
import io.github.vastwatch.poll.ActiveWatches;
import io.github.vastwatch.poll.Poller;
import io.github.vastwatch.simulate.Market;
import io.github.vastwatch.simulate.MarketServer;
import io.github.vastwatch.vast.Bench;
import io.github.vastwatch.vast.RowUsage;
import io.github.vastwatch.vast.VastClient;
import io.github.vastwatch.watch.Watch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which rows a poll writes, in how many transactions, and what it leaves when it is broken off. */
class QuietPollTest {
    private static final int WAL_HEADER = 32;
    private static final int FRAME_HEADER = 24;

    @TempDir
    Path folder;

    private Instant now = NOON;
    private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
    private MarketServer server;
    private VastClient vast;
    private Store store;

    @BeforeEach
    void start() throws IOException {
        server = MarketServer.start(Market.generated(3, 200, NOON, 0), 0, () -> NOON);
        vast = Bench.client(server.url(), clock, Duration.ofSeconds(30));
        store = Store.open(new StateLocation(Optional.of(folder.resolve("state.db"))));
    }

    @AfterEach
    void stop() {
        vast.close();
        store.close();
        server.close();
    }

    @Test
    void aPollInWhichNothingChangedWritesItsTraceAloneInOneTransaction() throws Exception {
        List<Watch> watches = watches("dph_total <= 0.01");
        run(watches);
        observe();
        int before = commits();

        run(watches);

        assertThat(written()).isEqualTo(Map.of("activity", 1, "daemon", 1, "watch", 3));
        assertThat(commits() - before).isEqualTo(1);
    }

    @Test
    void aCheckWritesOfWhatIsStillThereOnlyThatItWasSeen() throws Exception {
        List<Watch> watches = watches("dph_total <= 0.40");
        run(watches);
        int sent = store.offers().memory(watches.get(0)).sent().size();
        observe();

        run(watches);

        Map<String, Integer> written = written();
        assertThat(sent).isPositive();
        assertThat(written).containsEntry("tracked_offer", 3 * sent);
        assertThat(written.keySet())
                .isEqualTo(Set.of(
                        "activity",
                        "daemon",
                        "watch",
                        "tracked_offer",
                        "watch_state",
                        "row_usage",
                        // The first answer of this program to the question, which opens a run for each offer that the
                        // first
                        // one did not ask for.
                        "history_offer",
                        "history_run",
                        "history_question",
                        "history_poll"));
        // The check differs from the probe before it in nothing but its time.
        assertThat(written).containsEntry("watch", 3);
    }

    @Test
    void aPollThatIsBrokenOffLeavesNothing() throws Exception {
        List<Watch> watches = watches("dph_total <= 0.40");
        Map<String, List<Map<String, Object>>> before = content();
        store.database()
                .call(handle -> handle.execute("create temp trigger broken before update of requests on main.daemon"
                        + " begin select raise(abort, 'killed'); end"));

        assertThatThrownBy(() -> run(watches)).isInstanceOf(StoreFailure.class).hasMessageContaining("killed");

        assertThat(content()).isEqualTo(before);
        store.database().call(handle -> handle.execute("drop trigger temp.broken"));
        run(watches);
        assertThat(store.offers().memory(watches.get(0)).sent()).isNotEmpty();
    }

    /** Three that share a question. */
    private List<Watch> watches(String threshold) {
        List<Watch> watches = Stream.of("a", "b", "c")
                .map(name -> watch(name, "gpu_name=RTX_4090", threshold))
                .toList();
        DaemonStatus daemon = new DaemonStatus(
                1, "1", NOON, "config.yaml", 1, NOON, Optional.empty(), 0, 6, Optional.empty(), "", RowUsage.Limit.OFF);
        store.takeConfig(daemon, Set.of("a", "b", "c"), Map.of());
        store.daemon().activity(NOON);
        return watches;
    }

    private void run(List<Watch> watches) throws InterruptedException {
        now = now.plusSeconds(60);
        new Poller(vast, store, new ActiveWatches(watches), new Metrics(), clock).once(watches, false);
    }

    /** Counts the rows that are written from now on. */
    private void observe() {
        store.database().call(handle -> {
            handle.execute("create temp table written (name text)");
            for (String table : tables()) {
                for (String change : List.of("insert", "update", "delete")) {
                    handle.execute("create temp trigger " + table + "_" + change + " after " + change + " on main."
                            + table + " begin insert into written values ('" + table + "'); end");
                }
            }
            return true;
        });
    }

    private Map<String, Integer> written() {
        return store.database().call(handle -> {
            Map<String, Integer> rows = new TreeMap<>();
            handle.createQuery("select name from temp.written")
                    .mapTo(String.class)
                    .forEach(name -> rows.merge(name, 1, Integer::sum));
            return rows;
        });
    }

    private List<String> tables() {
        return store.database()
                .call(handle -> handle.createQuery("select name from main.sqlite_schema where type = 'table'"
                                + " and name not like 'sqlite_%'")
                        .mapTo(String.class)
                        .list());
    }

    /** All that is stored, except the rows that were read, which Vast.ai has counted. */
    private Map<String, List<Map<String, Object>>> content() {
        return store.database().call(handle -> {
            Map<String, List<Map<String, Object>>> content = new TreeMap<>();
            tables().stream()
                    .filter(table -> !table.equals("row_usage"))
                    .forEach(table -> content.put(
                            table,
                            handle.createQuery("select * from main." + table)
                                    .mapToMap()
                                    .list()));
            return content;
        });
    }

    /** How many transactions the log of the database holds: the last frame of each says how large the database is then. */
    private int commits() throws IOException {
        ByteBuffer log = ByteBuffer.wrap(Files.readAllBytes(folder.resolve("state.db-wal")));
        int page = log.getInt(8);
        int commits = 0;
        for (int at = WAL_HEADER; at + FRAME_HEADER + page <= log.capacity(); at += FRAME_HEADER + page) {
            commits += log.getInt(at + 4) == 0 ? 0 : 1;
        }
        return commits;
    }
}

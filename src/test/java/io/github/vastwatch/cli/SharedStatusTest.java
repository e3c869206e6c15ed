package io.github.vastwatch.cli;

import static io.github.vastwatch.Fixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.vastwatch.store.Cluster;
import io.github.vastwatch.store.DaemonStatus;
import io.github.vastwatch.store.PostgresServer;
import io.github.vastwatch.store.StateLocation;
import io.github.vastwatch.store.Store;
import io.github.vastwatch.vast.RowUsage;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What 'status' says of the nodes that share a state, and how it exits. */
@Timeout(120)
class SharedStatusTest {
    private StateLocation state;
    private Store store;

    @BeforeEach
    void open() throws Exception {
        state = PostgresServer.database();
        store = Store.open(state, "a-7-0a1b");
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void start(Instant at) {
        store.takeConfig(
                new DaemonStatus(
                        7,
                        "1.0",
                        at,
                        "/etc/vastwatch/vastwatch.yaml",
                        1,
                        at,
                        Optional.empty(),
                        0,
                        6,
                        Optional.empty(),
                        "",
                        RowUsage.Limit.OFF),
                Set.of(),
                Map.of());
        store.cluster()
                .orElseThrow()
                .seen(new Cluster.Node("a-7-0a1b", "a", 7, "1.0", 1, at, Optional.empty(), Optional.empty(), at));
    }

    private String status(int exit, String... options) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        String[] args = new String[3 + options.length];
        System.arraycopy(options, 0, args, 3, options.length);
        args[0] = "status";
        args[1] = "--state";
        args[2] = state.toString();
        assertThat(Cli.run(new PrintWriter(out, true), new PrintWriter(err, true), args))
                .as(out + "\n" + err)
                .isEqualTo(exit);
        return out.toString();
    }

    @Test
    void aNodeThatWasSeenJustNowRuns() {
        start(Instant.now());
        store.cluster().orElseThrow().begin();

        assertThat(status(0)).startsWith("vastwatch 1.0 is running on 1 node\n").containsPattern("""
                \nstate     postgresql://postgres@localhost:\\d+/vastwatch_\\d+
                nodes     a-7-0a1b, version 1.0, config generation 1, up .*, seen .*, took the last turn
                """);
        assertThat(status(0, "--format", "json")).contains("\"running\" : true", "\"polling\" : true");
    }

    @Test
    void noneRunsOnceAllAreGone() {
        start(Instant.now());
        PostgresServer.sql(state, "update vastwatch.node set seen_at = seen_at - 15000");

        assertThat(status(1))
                .startsWith("vastwatch 1.0 is NOT running; last started ")
                .contains("config generation 1; GONE, last seen ");
        assertThat(status(1, "--format", "json")).contains("\"running\" : false", "\"alive\" : false");
    }

    @Test
    void nodesThatTakeNoTurnsAreNotWell() {
        start(NOON);

        assertThat(status(1))
                .startsWith("vastwatch 1.0 is running on 1 node\n")
                .containsPattern("; NOT WRITTEN for .*: no node takes turns; see their logs\n");
    }
}

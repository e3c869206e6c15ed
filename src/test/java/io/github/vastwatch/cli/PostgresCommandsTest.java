package io.github.vastwatch.cli;

import static io.github.vastwatch.Fixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.vastwatch.simulate.Market;
import io.github.vastwatch.simulate.MarketServer;
import io.github.vastwatch.store.Cluster;
import io.github.vastwatch.store.PostgresServer;
import io.github.vastwatch.store.StateLocation;
import io.github.vastwatch.store.Store;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands with a state in PostgreSQL. */
class PostgresCommandsTest {
    private final MockWebServer receiver = new MockWebServer();

    @TempDir
    Path folder;

    private MarketServer market;

    @BeforeEach
    void start() throws Exception {
        market = MarketServer.start(Market.generated(3, 500, NOON, 0), 0, () -> NOON);
        receiver.start();
    }

    @AfterEach
    void stop() {
        market.close();
        receiver.close();
    }

    private record Ran(int exit, String out, String err) {
        static Ran of(String... args) {
            StringWriter out = new StringWriter();
            StringWriter err = new StringWriter();
            int exit = Cli.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
            return new Ran(exit, out.toString(), err.toString());
        }
    }

    @Test
    void eachCommandWorksWithIt() throws Exception {
        StateLocation state = PostgresServer.emptyDatabase();
        String config = config(state.toString());
        String absent = "there is no state in " + state + " yet; 'vastwatch run' or 'once' creates it\n";
        receiver.enqueue(new MockResponse.Builder().code(200).build());

        assertThat(Ran.of("status", "-c", config)).isEqualTo(new Ran(74, "", absent));
        assertThat(Ran.of("pause", "w", "-c", config)).isEqualTo(new Ran(74, "", absent));
        assertThat(Ran.of("plan", "-c", config).exit()).isZero();
        assertThat(Ran.of("explain", "w", "-c", config).out())
                .contains("for a new watch: there is no state in " + state);
        assertThat(Ran.of("check", "--offline", "-c", config).exit()).isZero();
        assertThat(Ran.of("once", "--dry-run", "-c", config).exit()).isZero();
        assertThat(Ran.of("once", "-c", config).exit()).isZero();

        assertThat(Ran.of("once", "-c", config)).as("all is sent").isEqualTo(new Ran(1, "", ""));
        assertThat(Ran.of("once", "--dry-run", "-c", config)).as("all is sent").isEqualTo(new Ran(1, "", ""));
        assertThat(Ran.of("alerts", "-c", config).out()).contains("hook delivered (HTTP 200)");
        assertThat(Ran.of("outbox", "list", "-c", config)).isEqualTo(new Ran(0, "no deliveries\n", ""));
        assertThat(Ran.of("status", "-c", config).exit()).isEqualTo(1);
        assertThat(Ran.of("pause", "w", "--state", state.toString()).out()).startsWith("watch 'w' is paused");
        assertThat(Ran.of("resume", "w", "-c", config).exit()).isZero();
        assertThat(Ran.of("silence", "add", "--watch", "w", "--for", "8h", "-c", config)
                        .out())
                .startsWith("silence 1: w until ");
        assertThat(Ran.of("explain", "w", "-c", config).out()).contains("by the state " + state);
        assertThat(Ran.of("history", "w", "-c", config).err()).doesNotContain("state");
        assertThat(Ran.of("backtest", "w", "-c", config).err()).doesNotContain("state");
        assertThat(Ran.of("search", "num_gpus=1", "-c", config).err()).doesNotContain("warning");
        assertThat(Ran.of("rehearse", "w", "--dry-run", "-c", config).out())
                .doesNotContain("decided as for a new watch");
        assertThat(Ran.of("check", "--online", "-c", config).exit()).isZero();
        assertThat(Ran.of("reload", "-c", config)).isEqualTo(new Ran(2, "", """
                        the daemons of a state in PostgreSQL may be on other machines, where no command can signal them
                            each reads a changed config within 10 s; to make one read it now: systemctl reload vastwatch
                        """));
    }

    @Test
    void onceIsRefusedWhileADaemonUsesIt() throws Exception {
        StateLocation state = PostgresServer.database();
        try (Store store = Store.open(state)) {
            Cluster cluster = store.cluster().orElseThrow();
            cluster.seen(new Cluster.Node(
                    cluster.node(), cluster.host(), 7, "0.1.0", 1, NOON, Optional.empty(), Optional.empty(), NOON));
        }

        assertThat(Ran.of("once", "-c", config(state.toString())))
                .isEqualTo(new Ran(74, "", "the state " + state + " is in use by another vastwatch\n"));
    }

    @Test
    void checkSaysWhyItCannotBeUsedUnlessItIsOffline() throws Exception {
        int port;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }
        String state = "postgresql://vastwatch@127.0.0.1:" + port + "/vastwatch";
        String config = config(state);

        Ran online = Ran.of("check", "-c", config);

        assertThat(online.exit()).isEqualTo(74);
        assertThat(online.err())
                .isEqualTo("the state " + state
                        + " cannot be opened: the server cannot be reached (Connection refused)\n");
        assertThat(Ran.of("check", "--offline", "-c", config).exit()).isZero();
    }

    private String config(String state) throws Exception {
        return Files.writeString(
                        folder.resolve("vastwatch.yaml"), """
                vast: {url: "%s", requests_per_minute: 600}
                state: %s
                channels: {hook: {type: webhook, url: "%s"}}
                watches:
                  - {name: w, query: gpu_name=RTX_4090 num_gpus=1, threshold: dph_total <= 0.40, notify: hook, hello: false}
                """.formatted(market.url(), state, receiver.url("/")))
                .toString();
    }
}

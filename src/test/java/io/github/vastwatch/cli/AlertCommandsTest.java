package io.github.vastwatch.cli;

import static io.github.vastwatch.Fixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.vastwatch.simulate.Market;
import io.github.vastwatch.simulate.MarketServer;
import io.github.vastwatch.simulate.Receivers;
import io.github.vastwatch.store.StatePlace;
import io.github.vastwatch.store.Store;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be asked of the state, and done to it, beside the daemon. */
class AlertCommandsTest {
    @TempDir
    Path folder;

    private MarketServer market;
    private Receivers receivers;

    @BeforeEach
    void start() throws Exception {
        market = MarketServer.start(Market.generated(3, 500, NOON, 0), 0, () -> NOON);
        receivers = Receivers.start();
    }

    @AfterEach
    void stop() {
        market.close();
        receivers.close();
    }

    @Test
    void whatIsSilencedIsWithheldAndToldOnceItIsNotAnyMore() throws Exception {
        String config = begun();
        assertThat(run(0, "silence", "add", "--watch", "w", "--for", "8h", "--comment", "asleep", "-c", config))
                .startsWith("silence 1: w until ");
        assertThat(run(0, "silence", "list", "-c", config))
                .startsWith("1  w  until ")
                .endsWith("  asleep\n");

        run(1, "once", "-c", config);

        assertThat(run(0, "alerts", "--withheld", "-c", config))
                .contains("already there when the watch began: silenced");
        run(1, "alerts", "-c", config);
        run(0, "silence", "remove", "1", "-c", config);
        run(1, "silence", "remove", "1", "-c", config);
        run(0, "once", "-c", config);
        assertThat(run(0, "alerts", "--watch", "w", "-c", config))
                .contains("offers.matched")
                .contains("already there when the watch began")
                .contains("hook delivered (HTTP 200)");
    }

    @Test
    void whatIsForgottenIsToldAgain() throws Exception {
        String config = begun();
        run(1, "forget", "w", "-c", config);
        run(0, "once", "-c", config);
        run(1, "once", "-c", config);

        assertThat(run(0, "forget", "w", "-c", config)).startsWith("forgot ");

        run(0, "once", "-c", config);
        run(1, "alerts", "ack", "nothing", "-c", config);
    }

    @Test
    void aStateInMemoryCannotBeReached() throws Exception {
        StringWriter err = new StringWriter();

        int code =
                Main.run(new PrintWriter(new StringWriter()), new PrintWriter(err), "alerts", "-c", config("memory"));

        assertThat(code).isEqualTo(2);
        assertThat(err.toString()).contains("the state is in memory, where only the daemon itself can see it");
    }

    /** A state that nothing was told with yet. */
    private String begun() throws Exception {
        String place = "file:" + folder.resolve("state.db");
        String config = config(place);
        assertThat(Main.run("silence", "list", "-c", config))
                .as("there is no state yet")
                .isEqualTo(2);
        Store.open(StatePlace.parse(place)).close();
        return config;
    }

    private static String run(int code, String... args) {
        StringWriter out = new StringWriter();
        assertThat(Main.run(new PrintWriter(out, true), args))
                .as(String.join(" ", args))
                .isEqualTo(code);
        return out.toString();
    }

    private String config(String state) throws Exception {
        return Files.writeString(
                        folder.resolve("vastwatch.yaml"), """
                vast: {url: "%s", api_key: key, requests_per_minute: 600}
                state: %s
                channels:
                  hook: {type: webhook, url: "%s"}
                watches:
                  - {name: w, query: gpu_name=RTX_4090 num_gpus=1, threshold: dph_total <= 0.40, notify: hook, hello: off}
                """.formatted(market.url(), state, receivers.hookUrl()))
                .toString();
    }
}

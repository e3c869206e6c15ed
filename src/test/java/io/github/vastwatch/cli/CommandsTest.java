package io.github.vastwatch.cli;

import static io.github.vastwatch.Fixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.vastwatch.simulate.Market;
import io.github.vastwatch.simulate.MarketServer;
import io.github.vastwatch.simulate.Receivers;
import io.github.vastwatch.store.StateLock;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The exit codes that scripts rely on. */
class CommandsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private MarketServer market;
    private Receivers receivers;
    private String config;

    @BeforeEach
    void start() throws Exception {
        market = MarketServer.start(Market.generated(3, 500, NOON, 0), 0, () -> NOON);
        receivers = Receivers.start();
        config = write("dph_total <= 0.40");
    }

    @AfterEach
    void stop() {
        market.close();
        receivers.close();
    }

    @Test
    void checkSaysWhetherAConfigIsRight() throws Exception {
        assertThat(Main.run("check", "-c", config)).isZero();
        assertThat(Main.run("-c", config, "check")).isZero();
        assertThat(Main.run("check", "-c", write("dph_total <= 0"))).isEqualTo(78);
        assertThat(Main.run("run", "-c", folder.resolve("nowhere").toString())).isEqualTo(78);
    }

    @Test
    void onceTellsAndSaysWhetherItDid() throws Exception {
        assertThat(Main.run("once", "--dry-run", "-c", config)).isZero();
        assertThat(receivers.hooks()).isEmpty();
        assertThat(Main.run("once", "-c", config)).isZero();
        assertThat(receivers.hooks()).hasSize(1);
        assertThat(Main.run("once", "w", "-c", config)).isEqualTo(1);
        market.faults(() -> Optional.of(new MarketServer.Fault(503, "text/plain", "down")));
        assertThat(Main.run("once", "-c", config)).isEqualTo(3);
        assertThat(Main.run("once", "nobody", "-c", config)).isEqualTo(2);
        assertThat(receivers.hooks()).hasSize(1);
    }

    @Test
    void onceRefusesBesideARunningDaemon() throws Exception {
        try (StateLock daemon = StateLock.take(folder.resolve("state.db"), NOON)) {
            assertThat(daemon).isNotNull();
            assertThat(Main.run("once", "-c", config)).isEqualTo(2);
        }
    }

    @Test
    void searchFindsOrDoesNot() {
        assertThat(Main.run("search", "w", "-c", config)).isZero();
        assertThat(Main.run("search", "num_gpus=1", "--format", "csv", "-c", config))
                .isZero();
        assertThat(Main.run("search", "gpu_name=none", "--format", "json", "-c", config))
                .isEqualTo(1);
        assertThat(Main.run("search", "gpu=none", "-c", config)).isEqualTo(2);
        market.faults(() -> Optional.of(new MarketServer.Fault(401, "text/plain", "no")));
        assertThat(Main.run("search", "w", "-c", config)).isEqualTo(3);
    }

    @Test
    void querySaysWhatItMeansOrThatItIsWrong() {
        assertThat(run("query", "gpu_name=RTX_4090 num_gpus=1", "--no-defaults"))
                .isEqualTo("0 {\"gpu_name\":{\"eq\":\"RTX 4090\"},\"num_gpus\":{\"eq\":1}}\n");
        assertThat(run("query", "num_gpus=1", "--vendor", "--type", "bid", "--disk", "50GB"))
                .isEqualTo(
                        "0 vastai search offers 'num_gpus=1' --type bid --storage 50 -o 'dph_total' --limit 10000\n");
        assertThat(run("query", "gpu_nam=L4")).isEqualTo("2 ");
    }

    @Test
    void queryShowsTheRequestWithTheKeyMasked() {
        assertThat(run("query", "num_gpus=1", "--request", "--protocol", "bundles", "-c", config))
                .isEqualTo("0 POST " + market.url() + "/api/v0/bundles/\naccept: application/json\n"
                        + "user-agent: vastwatch\nauthorization: Bearer ***\ncontent-type: application/json\n\n"
                        + "{\"verified\":{\"eq\":true},\"external\":{\"eq\":false},\"rentable\":{\"eq\":true},"
                        + "\"num_gpus\":{\"eq\":1},\"order\":[[\"dph_total\",\"asc\"]],\"type\":\"on-demand\","
                        + "\"limit\":10000,\"allocated_storage\":20}\n");
    }

    @Test
    void explainSaysWhatEachClauseLetsThroughAndWhatTheNearestLack() throws Exception {
        assertThat(run("explain", "w", "-c", config))
                .startsWith("0 watch 'w': ")
                .contains("market seen whole")
                .contains("verified=true  (default filter)")
                .contains("nearest that miss:\n  on-demand/")
                .contains("fails only ");
        assertThat(run("explain", "w", "-c", write("dph_total <= 0.01")))
                .startsWith("1 watch 'w': 0 matches now")
                .contains(" above your threshold");
        assertThat(run("explain", "nobody", "-c", config)).isEqualTo("2 ");
    }

    @Test
    void explainJudgesOneMachineClauseByClause() throws Exception {
        JsonNode explained = JSON.readTree(
                run("explain", "w", "--format", "json", "-c", config).substring(2));
        String machine = explained.path("nearest").path(0).path("key").asText().split("/")[1];

        assertThat(run("explain", "w", "--machine", machine, "-c", config))
                .startsWith("1 on-demand/" + machine + "/")
                .contains("does not match\n  ")
                .contains("  FAIL     ");
        assertThat(run("explain", "w", "--offer", "1", "-c", config))
                .isEqualTo("1 no such offer is on the market now; ids rotate, so try --machine, or 'vastwatch"
                        + " rent-command'\n");
    }

    /** The exit code and what is printed. */
    private static String run(String... args) {
        StringWriter out = new StringWriter();
        int code = Main.run(new PrintWriter(out), args);
        return code + " " + out;
    }

    private String write(String threshold) throws Exception {
        return Files.writeString(folder.resolve("vastwatch" + threshold.hashCode() + ".yaml"), """
                        vast: {url: "%s", api_key: key, requests_per_minute: 600}
                        state: file:%s/state.db
                        channels: {hook: {type: webhook, url: "%s"}}
                        watches:
                          - {name: w, query: gpu_name=RTX_4090 num_gpus=1, threshold: %s, notify: hook}
                        """.formatted(
                                market.url(), folder, receivers.hookUrl(), threshold))
                .toString();
    }
}

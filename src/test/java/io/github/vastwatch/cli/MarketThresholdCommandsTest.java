package io.github.vastwatch.cli;

import static io.github.vastwatch.Fixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.vastwatch.history.MarketThreshold;
import io.github.vastwatch.simulate.MarketServer;
import io.github.vastwatch.store.StateLocation;
import io.github.vastwatch.store.Store;
import io.github.vastwatch.watch.Threshold;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the commands say of a threshold that follows the market, before and after it is known. */
final class MarketThresholdCommandsTest {
    private static final ObjectNode ROW = new ObjectMapper()
            .createObjectNode()
            .put("id", 1007)
            .put("machine_id", 7)
            .put("num_gpus", 1)
            .put("gpu_name", "RTX 4090")
            .put("dph_total", 0.30)
            .put("verification", "verified")
            .put("rentable", true)
            .putNull("external")
            .put("reliability", 0.995)
            .put("disk_space", 500);

    private record Ran(int exit, String out, String err) {
        static Ran of(String... args) {
            StringWriter out = new StringWriter();
            StringWriter err = new StringWriter();
            int exit = Cli.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
            return new Ran(exit, out.toString(), err.toString());
        }
    }

    @TempDir
    Path folder;

    private MarketServer market;
    private Path state;
    private String config;

    @BeforeEach
    void start() throws Exception {
        market = MarketServer.start((type, disk, at) -> List.of(ROW.deepCopy()), 0, () -> NOON);
        state = folder.resolve("state.db");
        config = Files.writeString(folder.resolve("vastwatch.yaml"), """
                state: file:%s
                vast: {url: "%s", api_key: key, requests_per_minute: 600}
                channels:
                  hook: {type: webhook, url: "http://127.0.0.1:9/"}
                watches:
                  - name: w
                    query: gpu_name=RTX_4090 num_gpus=1
                    threshold: {is: dph_total <= p10(14d)%s}
                    notify: hook
                """.formatted(state, market.url(), ""))
                .toString();
    }

    @AfterEach
    void stop() {
        market.close();
    }

    @Test
    void sayHowMuchIsMissingUntilItIsKnown() throws Exception {
        Ran once = Ran.of("once", "-c", config);

        assertThat(once).isEqualTo(new Ran(1, "", ""));
        assertThat(Ran.of("status", "-c", config).out())
                .contains("\n  market   dph_total <= p10(14d): not known yet: 0 % of 14d seen, no scan lately\n");
        assertThat(Ran.of("check", "--offline", "-c", config).out()).contains("""
                          alerts  when dph_total <= p10(14d), to hook (webhook to http://127.0.0.1)
                          market  not known yet: 0 % of 14d seen, no scan lately
                        """.indent(0));
        assertThat(Ran.of("check", "--online", "-c", config).out()).contains("  now     1 offer matches, best $0.30/h");
        assertThat(Ran.of("explain", "w", "-c", config).out())
                .contains("  alerts    when dph_total <= p10(14d), on-demand")
                .contains("  market    not known yet: 0 % of 14d seen, no scan lately\n")
                .doesNotContain("what the next poll would send");
    }

    @Test
    void sayWhereItIsOnceItIsKnown() throws Exception {
        assertThat(Ran.of("once", "-c", config).exit()).isEqualTo(1);
        Instant now = Instant.now();
        try (Store store = Store.beside(new StateLocation(Optional.of(state)))) {
            store.watches()
                    .moved(Map.of(
                            "w",
                            new MarketThreshold(
                                    "dph_total <= p10(14d)",
                                    Optional.of(Threshold.parse("dph_total <= 0.2835")),
                                    now.minus(Duration.ofHours(2)),
                                    Duration.ofDays(14),
                                    Duration.ofDays(7),
                                    Optional.of(now.minus(Duration.ofMinutes(40))))));
        }

        assertThat(Ran.of("status", "-c", config).out())
                .containsPattern(
                        "\n  market   dph_total <= p10\\(14d\\): dph_total <= 0\\.2835 since \\S+ \\(2 h ago\\);"
                                + " 50 % of 14d seen, last scan 40 min ago\n");
        assertThat(Ran.of("status", "--format", "json", "-c", config).out())
                .contains("\"following\" : \"dph_total <= p10(14d)\"")
                .contains("\"threshold\" : \"dph_total <= 0.2835\"")
                .contains("\"seen\" : 0.5");
        Ran explained = Ran.of("explain", "w", "-c", config);
        assertThat(explained.exit()).isEqualTo(1);
        assertThat(explained.out())
                .containsPattern(
                        "\n  market    dph_total <= 0\\.2835 since \\S+ \\(2 h ago\\); 50 % of 14d seen, last scan 40"
                                + " min ago\n")
                .contains("the best has dph_total 0.3, 5.8 % above your threshold");
        assertThat(Ran.of("search", "w", "-c", config).exit()).isEqualTo(1);
    }
}

package io.github.vastwatch.cli;

import static io.github.vastwatch.Fixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.vastwatch.simulate.Market;
import io.github.vastwatch.simulate.MarketServer;
import io.github.vastwatch.simulate.Receivers;
import io.github.vastwatch.store.StateLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The exit codes that scripts rely on. */
class CommandsTest {
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

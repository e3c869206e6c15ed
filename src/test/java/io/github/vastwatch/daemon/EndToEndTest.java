package io.github.vastwatch.daemon;

import static io.github.vastwatch.Fixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.github.vastwatch.config.ConfigSource;
import io.github.vastwatch.metrics.Metrics;
import io.github.vastwatch.simulate.FaultyMarket;
import io.github.vastwatch.simulate.Market;
import io.github.vastwatch.simulate.Receivers;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real daemon over HTTP, SMTP and a real file. */
class EndToEndTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final double LIMIT = 0.36;

    @TempDir
    Path folder;

    /** How many seconds the daemon's clock is ahead of the machine's. */
    private final AtomicLong ahead = new AtomicLong();

    private Market market = Market.generated(3, 1000, NOON, 0);
    private FaultyMarket server;
    private Receivers receivers;

    @BeforeEach
    void start() throws Exception {
        // Time stands still in this market, so that what matches is known.
        server = FaultyMarket.start(market, () -> NOON);
        receivers = Receivers.start();
    }

    @AfterEach
    void stop() {
        server.close();
        receivers.close();
    }

    @Test
    void everyMatchIsSentOnceOnBothChannelsAndNotAgainAfterARestart() throws Exception {
        List<String> truth = truth();

        try (Daemon daemon = daemon(receivers.smtpPort())) {
            daemon.start();
            await().atMost(Duration.ofSeconds(20))
                    .until(() ->
                            !receivers.hooks().isEmpty() && !receivers.mails().isEmpty());
        }
        int before = server.answered();
        try (Daemon daemon = daemon(receivers.smtpPort())) {
            daemon.start();
            await().atMost(Duration.ofSeconds(20)).until(() -> server.answered() >= before + 2);
        }

        assertThat(truth).hasSizeGreaterThan(2);
        assertThat(sentAlerts()).containsExactlyInAnyOrderElementsOf(truth);
        assertThat(receivers.hooks()).hasSize(1);
        assertThat(receivers.mails()).hasSize(1);
        assertThat(receivers.subjects().get(0))
                .startsWith("[cheap-4090] NEW: $")
                .contains("(limit $0.36) 1× RTX 4090, ");
        assertThat(receivers.hooks().get(0).body()).doesNotContain("203.0.113.");
    }

    @Test
    void anOutageSendsNothingAndForgetsNothing() throws Exception {
        try (Daemon daemon = daemon(receivers.smtpPort())) {
            daemon.start();
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> !receivers.hooks().isEmpty());
            int[] failed = {0};
            server.faults(() -> failed[0]++ < 5
                    ? Optional.of(new FaultyMarket.Fault(503, "text/html", "<html>down</html>"))
                    : Optional.empty());
            int before = server.answered();
            await().atMost(Duration.ofSeconds(30)).until(() -> {
                // Each failure makes the next try wait longer; the time passes quickly here.
                ahead.addAndGet(60);
                return server.answered() >= before + 2;
            });
        }

        assertThat(receivers.hooks()).hasSize(1);
    }

    @Test
    void aHangingReceiverAndAMailServerThatRefusesDelayNoPollAndGetTheirsOnceTheyRecover() throws Exception {
        int smtpPort = freePort();
        CountDownLatch recovered = new CountDownLatch(1);
        receivers.answer(() -> {
            try {
                recovered.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return 200;
        });

        try (Daemon daemon = daemon(smtpPort)) {
            daemon.start();
            // Polls go on though nobody takes an alert.
            await().atMost(Duration.ofSeconds(20)).until(() -> server.answered() >= 4);
            assertThat(receivers.hooks()).isEmpty();
            recovered.countDown();
            GreenMail late = new GreenMail(
                    new ServerSetup(smtpPort, InetAddress.getLoopbackAddress().getHostAddress(), "smtp"));
            try {
                late.start();
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> !receivers.hooks().isEmpty() && late.getReceivedMessages().length == 1);
            } finally {
                late.stop();
            }
        }
    }

    @Test
    void aRefusedWebhookIsTriedAgainWithTheSameIdAndTheSameBytes() throws Exception {
        int[] asked = {0};
        receivers.answer(() -> asked[0]++ == 0 ? 500 : 200);

        try (Daemon daemon = daemon(receivers.smtpPort())) {
            daemon.start();
            await().atMost(Duration.ofSeconds(30)).until(() -> receivers.hooks().size() == 2);
        }

        assertThat(receivers.hooks().get(1).id())
                .isEqualTo(receivers.hooks().get(0).id());
        assertThat(receivers.hooks().get(1).body())
                .isEqualTo(receivers.hooks().get(0).body());
    }

    @Test
    void aFullDiskSendsNothingUntilThereIsRoomAndThenEverythingOnce() throws Exception {
        Metrics numbers = new Metrics();
        try (Daemon daemon = daemon(receivers.smtpPort(), numbers)) {
            sql(
                    "create trigger full before insert on delivery begin select raise(abort, 'database or disk is full'); end");
            daemon.start();
            await().atMost(Duration.ofSeconds(20)).until(() -> numbers.storeFailures() >= 2);
            assertThat(receivers.hooks()).isEmpty();
            assertThat(receivers.mails()).isEmpty();

            sql("drop trigger full");

            await().atMost(Duration.ofSeconds(20))
                    .until(() ->
                            !receivers.hooks().isEmpty() && !receivers.mails().isEmpty());
            int before = server.answered();
            await().atMost(Duration.ofSeconds(20)).until(() -> server.answered() >= before + 2);
        }

        assertThat(sentAlerts()).containsExactlyInAnyOrderElementsOf(truth());
        assertThat(receivers.hooks()).hasSize(1);
        assertThat(receivers.mails()).hasSize(1);
    }

    private void sql(String statement) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("state.db"));
                Statement each = connection.createStatement()) {
            each.execute("pragma busy_timeout = 10000");
            each.execute(statement);
        }
    }

    private Daemon daemon(int smtpPort) throws Exception {
        return daemon(smtpPort, new Metrics());
    }

    private Daemon daemon(int smtpPort, Metrics numbers) throws Exception {
        Path file = folder.resolve("vastwatch.yaml");
        Files.writeString(file, """
                vast: {url: "%s", api_key: key, requests_per_minute: 600, rows_per_day: off}
                state: file:%s/state.db
                channels:
                  me:
                    type: email
                    to: [me@example.org]
                    from: vastwatch@example.org
                    smtp: {host: 127.0.0.1, port: %d, tls: none}
                  hook: {type: webhook, url: "%s"}
                defaults: {every: 1s, disk: 20GB, trouble_after: 1d, notify: [me, hook], hello: off}
                watches:
                  - name: cheap-4090
                    query: gpu_name=RTX_4090 num_gpus=1
                    threshold: dph_total <= %s
                """.formatted(server.url(), folder, smtpPort, receivers.hookUrl(), LIMIT));
        InstantSource source = () -> Instant.now().plusSeconds(ahead.get());
        return new Daemon(
                new ConfigSource(file, Map.<String, String>of()::get), source.withZone(ZoneOffset.UTC), numbers);
    }

    /** What matches, found without the program's help. */
    private List<String> truth() {
        return market.rows("on-demand", 20, NOON).stream()
                .filter(row -> row.path("gpu_name").asText().equals("RTX 4090"))
                .filter(row -> row.path("num_gpus").asInt() == 1)
                .filter(row -> row.path("verification").asText().equals("verified"))
                .filter(row -> row.path("disk_space").asDouble() >= 20)
                .filter(row -> row.path("dph_total").asDouble() <= LIMIT)
                .map(row -> "on-demand/" + row.path("machine_id").asLong() + "/1/RTX 4090")
                .toList();
    }

    private List<String> sentAlerts() throws Exception {
        List<String> told = new ArrayList<>();
        for (Receivers.Hook hook : receivers.hooks()) {
            for (JsonNode offer : JSON.readTree(hook.body()).path("data").path("offers")) {
                told.add(offer.path("key").asText());
            }
        }
        return told;
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}

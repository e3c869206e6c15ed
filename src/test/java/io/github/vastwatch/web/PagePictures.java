package io.github.vastwatch.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.vastwatch.config.ConfigSource;
import io.github.vastwatch.daemon.Daemon;
import io.github.vastwatch.metrics.Metrics;
import io.github.vastwatch.simulate.Market;
import io.github.vastwatch.simulate.MarketServer;
import io.github.vastwatch.simulate.Receivers;
import java.io.BufferedWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Takes the pictures of the documentation: {@code mvn -Pslow test-compile surefire:test -Dtest=PagePictures}. The market is
 * invented, has a past of eight days, and goes on while they are taken.
 */
@Tag("slow")
class PagePictures {
    private static final Path PICTURES = Path.of("target", "pictures");
    private static final Duration PAST = Duration.ofDays(8);
    private static final Duration STEP = Duration.ofMinutes(30);
    private static final int OFFERS = 1_500;

    @TempDir
    Path folder;

    @Test
    void areTaken() throws Exception {
        Clock clock = Clock.systemUTC();
        Instant now = clock.instant().truncatedTo(ChronoUnit.MINUTES);
        Market market = Market.generated(11, OFFERS, now.minus(PAST), 0);
        Files.createDirectories(PICTURES);
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        try (MarketServer server = MarketServer.start(market, 0, clock::instant);
                Receivers receivers = Receivers.start()) {
            Path config = config(server, receivers, port);
            Path dump = dump(market, now);
            Process imported = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            "io.github.vastwatch.cli.Main",
                            "record",
                            "import",
                            dump.toString(),
                            "-c",
                            config.toString())
                    .inheritIO()
                    .start();
            assertThat(imported.waitFor()).isZero();
            try (Daemon daemon = new Daemon(new ConfigSource(config, name -> null), clock, new Metrics());
                    Browser browser = Browser.open("http://127.0.0.1:" + port)) {
                daemon.start();
                await().atMost(Duration.ofMinutes(1))
                        .until(() -> !receivers.acceptedHooks().isEmpty());
                browser.show("/");
                await().atMost(Duration.ofMinutes(1))
                        .until(() ->
                                browser.show("/").texts("svg.spark path[d^=M]").size() > 2);
                Map<String, String> pages = Map.of(
                        "overview", "/",
                        "watch", "/watches/cheap-4090",
                        "market", "/market?query=gpu_name%3DRTX_4090+num_gpus%3D1&threshold=dph_total+%3C%3D+0.20",
                        "alerts", "/alerts",
                        "deliveries", "/deliveries");
                for (Map.Entry<String, String> page : pages.entrySet()) {
                    for (boolean isDark : List.of(false, true)) {
                        take(browser.size(1280, 800, isDark), page, isDark ? "dark" : "light");
                        take(browser.size(375, 720, isDark), page, isDark ? "phone-dark" : "phone-light");
                    }
                }
            }
        }
    }

    private static void take(Browser browser, Map.Entry<String, String> page, String name) throws Exception {
        browser.show(page.getValue());
        if (page.getKey().equals("watch")) {
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> !browser.texts("#chart[data-drawn]").isEmpty());
        }
        Files.write(PICTURES.resolve("page-" + page.getKey() + "-" + name + ".png"), browser.picture());
    }

    private Path config(MarketServer server, Receivers receivers, int port) throws Exception {
        return Files.writeString(folder.resolve("vastwatch.yaml"), """
                vast: {url: "%s", api_key: demo, requests_per_minute: 60, rows_per_day: 20000}
                state: file:%s
                web: {listen: "127.0.0.1:%d"}
                channels:
                  me: {type: email, to: you@example.org, from: vastwatch@example.org, smtp: {host: 127.0.0.1, port: %d, tls: none}}
                  phone: {type: webhook, url: "%s"}
                defaults: {every: 20s, notify: [me, phone], hello: false}
                watches:
                  - {name: cheap-4090, query: gpu_name=RTX_4090 num_gpus=1 reliability>0.98, threshold: dph_total <= 0.17}
                  - {name: training-h100, query: gpu_name=H100_SXM num_gpus=8, threshold: dph_total <= 7.80}
                  - {name: pair-of-a100, query: "gpu_name in [A100_SXM4,A100_PCIE] num_gpus=2", threshold: dph_total <= 0.75}
                  - {name: best-value, query: num_gpus=1 reliability>0.99, threshold: dlperf_per_dphtotal >= 900}
                  - {name: night-3090, query: gpu_name=RTX_3090 num_gpus=1, threshold: dph_total <= 0.05}
                  - {name: big-5090, query: gpu_name=RTX_5090 num_gpus=4, threshold: dph_total <= 1.40}
                """.formatted(
                        server.url(), folder.resolve("state.db"), port, receivers.smtpPort(), receivers.hookUrl()));
    }

    /** The past of the market, as a program that scrapes it would have written it. */
    private Path dump(Market market, Instant now) throws Exception {
        Path file = folder.resolve("dump.jsonl");
        try (BufferedWriter lines = Files.newBufferedWriter(file)) {
            for (Instant at = now.minus(PAST); at.isBefore(now); at = at.plus(STEP)) {
                for (ObjectNode row : market.rows("on-demand", 8, at)) {
                    row.put("scraped_at", at.toString());
                    lines.write(row.toString());
                    lines.newLine();
                }
            }
        }
        return file;
    }
}

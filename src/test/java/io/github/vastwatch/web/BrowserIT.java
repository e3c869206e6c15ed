package io.github.vastwatch.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.vastwatch.config.ConfigSource;
import io.github.vastwatch.daemon.Daemon;
import io.github.vastwatch.metrics.Metrics;
import io.github.vastwatch.simulate.MarketServer;
import io.github.vastwatch.simulate.Receivers;
import io.github.vastwatch.simulate.ScriptedMarket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;

/** The page of a real daemon on a simulated market, in a real browser. */
class BrowserIT {
    private static final String TOKEN = "0123456789abcdef-browser";
    private static final String PLANTED = "<script>window.planted = 1</script><b>RTX 9999";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    static Path folder;

    private static ScriptedMarket market;
    private static MarketServer server;
    private static Receivers receivers;
    private static Daemon daemon;
    private static Browser browser;
    private static int port;

    @BeforeAll
    static void start() throws Exception {
        Clock clock = Clock.systemUTC();
        market = new ScriptedMarket(7, clock.instant());
        server = MarketServer.start(BrowserIT::rows, 0, clock::instant);
        receivers = Receivers.start();
        receivers.answer(() -> 503);
        port = freePort();
        Path config = folder.resolve("vastwatch.yaml");
        Files.writeString(
                config, """
                vast: {url: "%s", api_key: test, requests_per_minute: 600, rows_per_day: off}
                state: file:%s
                web: {listen: "127.0.0.1:%d", token: %s, public: true}
                channels:
                  hook: {type: webhook, url: "%s"}
                defaults: {every: 1s, notify: [hook], hello: false}
                watches:
                  - {name: cheap-4090, query: gpu_name=RTX_4090 num_gpus=1, threshold: dph_total <= 0.40}
                  - {name: nearly-3090, query: gpu_name=RTX_3090 num_gpus=1, threshold: dph_total <= 0.01}
                  - {name: every-h100, query: gpu_name=H100_SXM, threshold: none}
                  - {name: planted, query: gpu_ram>=900 num_gpus=1, threshold: none}
                """.formatted(server.url(), folder.resolve("state.db"), port, TOKEN, receivers.hookUrl()));
        market.offer(market.machines().get(0), 0.35);
        daemon = new Daemon(new ConfigSource(config, name -> null), clock, new Metrics());
        daemon.start();
        browser = Browser.open("http://127.0.0.1:" + port);
        await().atMost(PATIENCE).until(() -> receivers.hooks().size() > 2);
    }

    @AfterAll
    static void stop() throws Exception {
        if (browser != null) {
            browser.close();
        }
        daemon.close();
        server.close();
        receivers.close();
    }

    /** The market, with an offer whose name is a script. */
    private static List<ObjectNode> rows(String type, double diskGb, Instant now) {
        List<ObjectNode> rows = market.rows(type, diskGb, now);
        rows.stream()
                .filter(row -> row.path("num_gpus").asInt() == 1
                        && row.path("verification").asText().equals("verified")
                        && !row.path("gpu_name").asText().equals("RTX 4090"))
                .findFirst()
                .ifPresent(row -> row.put("gpu_name", PLANTED).put("gpu_ram", 999_000));
        return rows;
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @AfterEach
    void look() {
        browser.assertClean();
        browser.size(1280, 800, false);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/watches/cheap-4090",
                "/market?query=gpu_name%3DRTX_4090&threshold=dph_total+%3C%3D+0.4",
                "/alerts",
                "/alerts/suppressed",
                "/deliveries",
                "/sign-in"
            })
    void eachPageIsAccessibleAndFitsADeskAndAPhoneInLightAndInDark(String path) {
        browser.size(1280, 800, false).show(path);
        assertThat(browser.faults()).isEmpty();
        browser.assertClean();
        browser.size(375, 720, true).show(path);
        assertThat(browser.faults()).isEmpty();
        assertThat(browser.run("return getComputedStyle(document.body).backgroundColor"))
                .isEqualTo("rgb(18, 20, 23)");
    }

    @Test
    void theFirstScreenAnswersFourQuestions() {
        browser.show("/");

        assertThat(browser.texts(".answers h2"))
                .containsExactly("Is it working?", "What matches?", "How close is the rest?", "What is spent today?");
        assertThat(browser.run("return document.querySelector('#watches tbody').getBoundingClientRect().top < 800"))
                .isEqualTo(true);
        assertThat(browser.texts("#watches tbody th a"))
                .startsWith("cheap-4090")
                .endsWith("nearly-3090");
    }

    @Test
    void aChartIsDrawn() {
        browser.show("/watches/cheap-4090?range=1h");
        await().atMost(PATIENCE)
                .until(() -> !browser.texts("#chart[data-drawn]").isEmpty());

        assertThat(browser.run("""
                        const canvas = document.querySelector('#chart canvas');
                        const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
                        return data.some((value, i) => i % 4 === 3 && value > 0);""")).isEqualTo(true);
    }

    @Test
    void matchesAreSorted() {
        browser.show("/watches/every-h100");
        List<String> best = browser.texts("#matches td.best");
        browser.find("#matches thead a[href*='sort=place']").click();
        await().atMost(PATIENCE).until(() -> browser.path().contains("sort=place"));

        List<String> places = browser.texts("#matches td:nth-child(3)");
        assertThat(best).hasSizeGreaterThan(1);
        assertThat(places).isSorted().hasSameSizeAs(best);
    }

    @Test
    void aChangeOfTheMarketIsShownWithoutReloading() {
        browser.show("/watches/cheap-4090");
        browser.run("window.sameDocument = true");
        market.offer(market.machines().get(1), 0.2525);
        await().atMost(PATIENCE).until(() -> browser.texts("#matches td.best").contains("$0.2525"));

        assertThat(browser.run("return window.sameDocument")).isEqualTo(true);
    }

    @Test
    void aScriptInANameIsText() {
        browser.show("/watches/planted");
        await().atMost(PATIENCE)
                .until(() -> browser.show("/watches/planted").texts("#matches td").stream()
                        .anyMatch(text -> text.contains("<script>")));

        browser.show("/market");
        assertThat(browser.texts("#models th")).anyMatch(text -> text.contains("<script>"));
        assertThat(browser.run("return typeof window.planted")).isEqualTo("undefined");
    }

    /** Escaping and the policy each suffice. */
    @Test
    void theContentSecurityPolicyStopsAScriptInThePage() {
        browser.show("/market");
        browser.run("const each = document.createElement('script'); each.textContent = 'window.planted = 2';"
                + " document.body.append(each)");

        assertThat(browser.run("return typeof window.planted")).isEqualTo("undefined");
        assertThat(browser.errors()).anyMatch(text -> text.contains("Content Security Policy"));
    }

    @Test
    void keysFilterMoveAndOpen() {
        browser.show("/");
        browser.find("body").sendKeys("j");
        assertThat(browser.texts("tr.at th a"))
                .containsExactly(browser.texts("#watches th a").get(0));

        browser.find("body").sendKeys("/");
        browser.find("#q").sendKeys("nearly", Keys.ENTER);
        await().atMost(PATIENCE)
                .until(() -> browser.texts("#watches tbody th a").equals(List.of("nearly-3090")));

        browser.find("body").sendKeys("j", Keys.ENTER);
        await().atMost(PATIENCE).until(() -> browser.path().equals("/watches/nearly-3090"));
    }

    @Test
    void aThousandIdleAndSlowConnectionsDisturbNoPollAndThePageComesBack() throws Exception {
        List<Socket> sockets = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
            sockets.add(socket);
            if (i % 5 == 0) {
                // The rest of the request never comes.
                socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: 127.0".getBytes(StandardCharsets.US_ASCII));
            }
        }
        int before = server.answered();

        await().atMost(PATIENCE).until(() -> server.answered() >= before + 3);
        for (Socket socket : sockets) {
            socket.close();
        }
        await().atMost(PATIENCE).ignoreExceptions().until(() -> {
            browser.show("/");
            return browser.texts(".answers h2").size() == 4;
        });
        browser.errors();
    }

    @Test
    void aTokenSignsIn() {
        browser.show("/sign-in?to=%2Fmarket");
        browser.find("#token").sendKeys("not the token at all", Keys.ENTER);
        await().atMost(PATIENCE).until(() -> browser.texts(".problem").equals(List.of("That is not the token.")));
        assertThat(browser.errors()).isNotEmpty();

        browser.find("#token").sendKeys(TOKEN, Keys.ENTER);
        await().atMost(PATIENCE).until(() -> browser.path().equals("/market"));
        browser.find(".session button").click();
        await().atMost(PATIENCE).until(() -> browser.texts("a.session").equals(List.of("Sign in")));
    }

    /** A browser says of each form which page sent it. */
    @Test
    void formsMuteAWatchAndTestAChannel() {
        browser.show("/sign-in?to=%2Fwatches%2Fnearly-3090");
        browser.find("#token").sendKeys(TOKEN, Keys.ENTER);
        await().atMost(PATIENCE).until(() -> browser.path().equals("/watches/nearly-3090"));

        browser.find(".actions button[value='8h']").click();
        await().atMost(PATIENCE).until(() -> browser.texts(".done").equals(List.of("The watch is muted.")));
        assertThat(browser.texts(".actions form").get(0)).matches("muted, ends in (8 h|7 h 59 min) Unmute");
        browser.find(".actions button").click();
        await().atMost(PATIENCE).until(() -> browser.texts(".done").equals(List.of("The watch is no longer muted.")));
        assertThat(browser.faults()).isEmpty();

        browser.show("/deliveries")
                .find("#channels button[formaction$='/test']")
                .click();
        await().atMost(PATIENCE)
                .until(() -> browser.texts(".done").equals(List.of("The channel was tested; its answer is below.")));
        assertThat(browser.texts("#channels td b").get(0)).contains("not delivered: HTTP 503");
        browser.find("#outbox button[formaction$='/retry']").click();
        await().atMost(PATIENCE).until(() -> browser.texts(".done").equals(List.of("It is sent again now.")));
        assertThat(browser.faults()).isEmpty();

        browser.find("#outbox tbody th a").click();
        await().atMost(PATIENCE).until(() -> browser.path().startsWith("/alerts/"));
        assertThat(browser.texts(".message").get(0)).contains("Rent it: vastai create instance");
        assertThat(browser.faults()).isEmpty();
        browser.find(".session button").click();
        await().atMost(PATIENCE).until(() -> browser.texts("a.session").equals(List.of("Sign in")));
    }
}

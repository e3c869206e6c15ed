package io.github.vastwatch.cli.config;

import static io.github.vastwatch.Fixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.vastwatch.cli.Cli;
import io.github.vastwatch.simulate.FaultyMarket;
import io.github.vastwatch.simulate.Market;
import io.github.vastwatch.simulate.Receivers;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnlineCheckTest {
    @TempDir
    Path folder;

    private FaultyMarket market;
    private Receivers receivers;
    private String smtp;
    private String heartbeat = "";

    private record Answer(int exit, String out, String err) {
        JsonNode online() throws Exception {
            return new ObjectMapper().readTree(out).path("online");
        }
    }

    @BeforeEach
    void start() throws Exception {
        market = FaultyMarket.start(Market.generated(3, 500, NOON, 0), () -> NOON);
        receivers = Receivers.start();
        smtp = "{host: 127.0.0.1, port: " + receivers.smtpPort() + ", tls: none}";
    }

    @AfterEach
    void stop() {
        market.close();
        receivers.close();
    }

    @Test
    void whatMatchesNowIsSaidOfEachWatch() throws Exception {
        Answer answer = check("--online", watch("a", "gpu_name=RTX_4090 num_gpus=1", "dph_total <= 0.40"));

        assertThat(answer.exit()).isZero();
        assertThat(answer.out())
                .contains("\nmail      127.0.0.1:" + receivers.smtpPort()
                        + " answers unencrypted; no login is configured (channel 'me')\n")
                .containsPattern("\n {2}now {5}\\d+ offers match, best \\$0\\.\\d{2,4}/h; the answer is complete\n")
                .doesNotContain("  why  ");
        assertThat(answer.err()).isEmpty();
        assertThat(receivers.mails()).isEmpty();
        assertThat(receivers.hooks()).isEmpty();
    }

    @Test
    void whereNothingMatchesTheNearestMissIsNamed() throws Exception {
        Answer answer = check(
                "--online",
                watch("low", "gpu_name=RTX_4090 num_gpus=1", "dph_total <= 0.16"),
                watch("none", "gpu_name=RTX_4099", "dph_total <= 1"),
                watch("hidden", "gpu_name=RTX_4090 num_gpus=1 verified=false verification=verified", "dph_total <= 9"),
                watch("both", "gpu_name=RTX_4090 inet_down>90000 inet_up>90000", "dph_total <= 9"));

        assertThat(answer.exit()).isZero();
        assertThat(answer.out())
                .containsPattern("why {5}best now \\$0\\.\\d{2,4}/h, \\d+ % above your threshold")
                .contains("  why     no offer has gpu_name=RTX_4099\n")
                .containsPattern("why {5}.*verified=false hides (\\d+) of \\1 matches")
                .containsPattern("why {5}the nearest fails .*inet_up>90000 \\(\\d+(\\.\\d+)?\\)");
    }

    @Test
    void defaultFiltersThatHideMatchesAreNamed() throws Exception {
        Answer answer =
                check("--online", watch("a", "gpu_name=RTX_4090 num_gpus=1 verification=unverified", "dph_total <= 9"));

        assertThat(answer.out())
                .containsPattern("why {5}.*verified=true hides (\\d+) of \\1 matches \\(default filter\\)");
    }

    @Test
    void jsonHasWhatWasSaidAndNullsWhereItIsNotKnown() throws Exception {
        String low = watch("low", "gpu_name=RTX_4090 num_gpus=1", "dph_total <= 0.16");
        String off = watch("off", "num_gpus=1", "dph_total <= 1").replace("notify", "enabled: false, notify");

        JsonNode online = check("--online", "--format=json", low, off).online();
        market.faults(() -> Optional.of(new FaultyMarket.Fault(503, "text/plain", "down")));
        Answer down = check("--online", "--format=json", low, watch("b", "num_gpus=2", "dph_total <= 1"));

        assertThat(online.path("smtp").path(0).path("ok").asBoolean()).isTrue();
        assertThat(online.path("watches")).hasSize(1);
        JsonNode watch = online.path("watches").get(0);
        assertThat(watch.path("answered").asBoolean()).isTrue();
        assertThat(watch.path("complete").asBoolean()).isTrue();
        assertThat(watch.path("matches").asInt(-1)).isZero();
        assertThat(watch.path("best").asDouble()).isGreaterThan(0.16);
        assertThat(watch.path("why").asText()).startsWith("best now $");
        assertThat(down.exit()).isEqualTo(3);
        assertThat(down.online().path("watches")).isEqualTo(new ObjectMapper().readTree("""
                [{"name": "low", "answered": false, "complete": null, "matches": null, "best": null,
                  "why": "HTTP 503: down"},
                 {"name": "b", "answered": false, "complete": null, "matches": null, "best": null,
                  "why": "not asked, as Vast.ai gave no answer before"}]"""));
    }

    @Test
    void aFailingMailServerIsOneAndNoAnswerOfVastAiComesFirst() throws Exception {
        String watch = watch("a", "num_gpus=1", "dph_total <= 1");
        smtp = "{host: 127.0.0.1, port: " + receivers.smtpPort() + ", tls: starttls}";

        Answer refused = check("--online", watch);
        Answer printed = check("--online", "--print", watch);
        market.faults(() -> Optional.of(new FaultyMarket.Fault(401, "text/plain", "no")));
        Answer both = check("--online", "--strict", watch);

        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.out()).contains("mail      FAILED: 127.0.0.1:", " offers no STARTTLS, ");
        assertThat(printed.out()).startsWith("vast:\n").doesNotContain("FAILED");
        assertThat(printed.err()).contains("mail      FAILED: ", "  now     ");
        assertThat(both.exit()).isEqualTo(3);
        assertThat(both.out()).contains("  now     no answer: ");
        assertThat(check("--online", watch("bad", "num_gpus=1", "dph_total <= 0"))
                        .exit())
                .isEqualTo(78);
    }

    @Test
    void offlineAndInAPipeNobodyIsAsked() throws Exception {
        String watch = watch("a", "num_gpus=1", "dph_total <= 1");
        market.faults(() -> Optional.of(new FaultyMarket.Fault(503, "text/plain", "down")));

        assertThat(check("--offline", watch).exit()).isZero();
        assertThat(check("--format=json", watch).out()).doesNotContain("online");
        assertThat(check("--offline", "--online", watch).exit()).isEqualTo(2);
    }

    @Test
    void theServerOfTheHeartbeatIsReachedWithoutASignOfLife() throws Exception {
        String watch = watch("a", "num_gpus=1", "dph_total <= 1");
        Answer answer;
        JsonNode json;
        String host;
        String url;
        try (MockWebServer server = new MockWebServer()) {
            server.start();
            server.enqueue(new MockResponse.Builder().code(404).build());
            server.enqueue(new MockResponse.Builder().code(404).build());
            host = server.getHostName();
            url = server.url("/secret-id").toString();
            heartbeat = "heartbeat: {url: '" + url + "'}";
            answer = check("--online", watch);
            json = check("--online", "--format=json", watch).online().path("heartbeat");
            assertThat(server.takeRequest().getRequestLine()).isEqualTo("HEAD /robots.txt HTTP/1.1");
        }
        Answer failed = check("--online", watch);

        assertThat(answer.exit()).isZero();
        assertThat(answer.out())
                .contains("\nheartbeat " + host
                        + " answers; the heartbeat itself was not called, as a call is a sign of life\n");
        assertThat(json.path("ok").asBoolean()).isTrue();
        assertThat(failed.exit()).isEqualTo(1);
        assertThat(failed.out())
                .contains("\nheartbeat FAILED: http://" + host + "/***: ")
                .doesNotContain("secret-id");
    }

    private static String watch(String name, String query, String threshold) {
        return "  - {name: %s, query: '%s', threshold: %s, notify: [me, hook]}".formatted(name, query, threshold);
    }

    /** Options, and the lines of watches. */
    private Answer check(String... all) throws Exception {
        List<String> args = new ArrayList<>();
        StringBuilder yaml = new StringBuilder("""
                vast: {url: "%s", api_key: key, requests_per_minute: 600, rows_per_day: off}
                channels:
                  me: {type: email, to: me@example.org, from: me@example.org, smtp: %s}
                  hook: {type: webhook, url: "%s"}
                %s
                watches:
                """.formatted(market.url(), smtp, receivers.hookUrl(), heartbeat));
        for (String each : all) {
            if (each.startsWith("--")) {
                args.add(each);
            } else {
                yaml.append(each).append('\n');
            }
        }
        args.addAll(
                0,
                List.of(
                        "check",
                        "-c",
                        Files.writeString(folder.resolve("v.yaml"), yaml).toString()));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exit = Cli.run(new PrintWriter(out, true), new PrintWriter(err, true), args.toArray(String[]::new));
        return new Answer(exit, out.toString(), err.toString());
    }
}

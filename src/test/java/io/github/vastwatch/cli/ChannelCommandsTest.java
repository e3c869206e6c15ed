package io.github.vastwatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.vastwatch.simulate.Market;
import io.github.vastwatch.simulate.MarketServer;
import io.github.vastwatch.simulate.Receivers;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands about channels and what waits for them. */
class ChannelCommandsTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    @TempDir
    Path folder;

    private MarketServer market;
    private Receivers receivers;
    private String config;
    private String said = "";

    @BeforeEach
    void start() throws Exception {
        market = MarketServer.start(Market.generated(3, 1000, NOON, 0), 0, () -> NOON);
        receivers = Receivers.start();
        config = Files.writeString(folder.resolve("vastwatch.yaml"), """
                        vast: {url: "%s", api_key: key, requests_per_minute: 600, rows_per_day: off}
                        state: file:%s/state.db
                        channels:
                          hook: {type: webhook, url: "%s?token=secret"}
                          me:
                            type: email
                            to: [a@example.org, b@example.org]
                            separately: true
                            from: v@example.org
                            smtp: {host: 127.0.0.1, port: %d, tls: none}
                        watches:
                          - {name: w, query: gpu_name=RTX_4090 num_gpus=1, threshold: dph_total <= 0.4, notify: hook, hello: off}
                        """.formatted(
                                market.url(), folder, receivers.hookUrl(), receivers.smtpPort()))
                .toString();
    }

    @AfterEach
    void stop() {
        market.close();
        receivers.close();
    }

    @Test
    void testSendsASampleToEachChannelAndShowsWhatItAnswers() throws Exception {
        assertThat(run("notify", "test")).isZero();

        assertThat(said).contains("hook: webhook to http://127.0.0.1, ").contains("    delivered: HTTP 200 (after ");
        assertThat(said).doesNotContain("secret");
        assertThat(receivers.hooks()).hasSize(1);
        assertThat(receivers.hooks().get(0).body()).contains("\"watch\":\"TEST\"");
        assertThat(receivers.subjects()).hasSize(2).allMatch(subject -> subject.startsWith("[TEST] NEW: $0.289/h"));
        assertThat(receivers.mails().get(0).getHeader("To")).containsExactly("a@example.org");
        assertThat(receivers.mails().get(1).getHeader("To")).containsExactly("b@example.org");
    }

    @Test
    void testSendsASampleOfTheKindThatIsAskedFor() throws Exception {
        assertThat(run("notify", "test", "--event", "gone")).isZero();

        assertThat(receivers.hooks().get(0).body())
                .contains("\"type\":\"offers.left\"", "\"severity\":\"low\"", "\"test\":\"true\"");
        assertThat(receivers.subjects()).containsOnly("[TEST] GONE: 1× RTX 4090, Sweden (was $0.289/h)");
        assertThat(receivers.mails().get(0).getHeader("X-Priority")).containsExactly("5");
        assertThat(run("notify", "test", "--event", "gnoe")).isEqualTo(2);
    }

    @Test
    void testSaysWhatWouldFollowWhereAChannelDoesNotTakeIt() {
        receivers.answer(() -> 404);

        assertThat(run("notify", "test", "hook")).isEqualTo(1);

        assertThat(said)
                .contains("    not delivered: HTTP 404 (after ")
                .contains("An alert would be retried twice, an hour apart, and then become a dead letter.");
        assertThat(run("notify", "test", "hok")).isEqualTo(2);
    }

    @Test
    void aTemplateIsShownAsItWouldBeSent() throws Exception {
        Files.writeString(
                Path.of(config),
                Files.readString(Path.of(config))
                        .replace("{type: webhook,", "{type: webhook, template: {body: '{\"t\": \"{{ title }}\"}'},")
                        .replace("    separately: true", "    template: {text: \"{{ text | upper }}\"}"));

        assertThat(run("template", "render", "hook", "--event", "trouble")).isZero();
        assertThat(said).isEqualTo("{\"t\": \"[vastwatch] TROUBLE: channel 'TEST' fails: HTTP 503\"}\n");
        assertThat(run("template", "render", "me")).isZero();
        assertThat(said)
                .startsWith("Subject: [TEST] NEW: $0.289/h (limit $0.35) 1× RTX 4090, Sweden, reliability 0.995\n\n")
                .contains("\nDLPERF: 94.2, 326 PER $/H\n")
                .doesNotContain("<html");
        assertThat(run("template", "render", "hook", "--event", "beter")).isEqualTo(2);
        assertThat(run("template", "render", "hok")).isEqualTo(2);
        assertThat(run("notify", "test", "hook")).isZero();
        assertThat(receivers.hooks().get(0).body())
                .isEqualTo(
                        "{\"t\": \"[TEST] NEW: $0.289/h (limit $0.35) 1× RTX 4090," + " Sweden, reliability 0.995\"}");
    }

    @Test
    void aTemplateFileIsTheBodyOfAWebhookAndThePageOfAMail() throws Exception {
        Files.writeString(folder.resolve("body.peb"), "{\"p\": {{ watch | json }}}");
        Files.writeString(folder.resolve("page.peb"), "<b>{{ title }}</b>");
        Files.writeString(
                Path.of(config),
                Files.readString(Path.of(config))
                        .replace("{type: webhook,", "{type: webhook, template_file: body.peb,")
                        .replace("    separately: true", "    template_file: page.peb"));

        assertThat(run("template", "render", "hook")).isZero();
        assertThat(said).isEqualTo("{\"p\": \"TEST\"}\n");
        assertThat(run("template", "render", "me")).isZero();
        assertThat(said).contains("DLPerf: 94.2").contains("<b>[TEST] NEW: $0.289/h");
    }

    @Test
    void whatTemplatesCanSayIsListed() throws Exception {
        assertThat(run("template", "vars")).isZero();
        assertThat(said)
                .contains("\n  gpu_ram              24.564                                memory of each GPU, GB\n")
                .contains("\n  money                dollars: {{ 0.389 | money }} is $0.389\n");

        assertThat(run("template", "vars", "--format", "json")).isZero();
        JsonNode all = new ObjectMapper().readTree(said);
        assertThat(all.at("/alert/0/name").asText()).isEqualTo("title");
        assertThat(all.path("offer"))
                .hasSizeGreaterThan(70)
                .allSatisfy(each ->
                        assertThat(each.has("example")).as(each.toString()).isTrue());
    }

    @Test
    void theOutboxShowsSendsAgainAndDropsWhatWaits() throws Exception {
        receivers.answer(() -> 503);
        run("once");
        assertThat(run("outbox", "list", "--format", "json")).isZero();
        JsonNode waiting = new ObjectMapper().readTree(said).get(0);
        String id = waiting.path("id").asText();
        assertThat(waiting.path("state").asText()).isEqualTo("pending");
        assertThat(waiting.path("attempts").asInt()).isEqualTo(1);
        assertThat(waiting.path("may_have_arrived").asInt()).isZero();
        assertThat(waiting.path("answer").asText()).isEqualTo("HTTP 503");
        assertThat(run("outbox", "show", id, "--format", "json")).isZero();
        List<String> facts = List.of(
                ("id channel alert_id type watch offers created_at state being_sent attempts may_have_arrived next_attempt"
                                + " done_at answer text body")
                        .split(" "));
        assertThat(waiting.fieldNames()).toIterable().containsExactlyInAnyOrderElementsOf(facts.subList(0, 14));
        assertThat(new ObjectMapper().readTree(said).fieldNames())
                .toIterable()
                .containsExactlyInAnyOrderElementsOf(facts);

        assertThat(run("outbox", "list")).isZero();
        assertThat(said).startsWith("ID ").contains("offers.matched w").contains("HTTP 503");
        assertThat(run("outbox", "show", id)).isZero();
        assertThat(said)
                .contains("attempts 1\n")
                .contains("vastai create instance ")
                .contains("dph_total");

        assertThat(run("outbox", "retry", id)).isZero();
        receivers.answer(() -> 200);
        run("once");
        assertThat(receivers.hooks()).hasSize(2);
        assertThat(receivers.hooks().get(1).id()).isEqualTo(id);
        assertThat(receivers.hooks().get(1).body())
                .isEqualTo(receivers.hooks().get(0).body());
        assertThat(run("outbox", "drop", id)).as("it has arrived").isEqualTo(1);
        assertThat(run("outbox", "show", "msg_nobody")).isEqualTo(1);
        assertThat(run("outbox", "list")).isZero();
        assertThat(said).isEqualTo("no deliveries\n");
    }

    private int run(String... args) {
        StringWriter out = new StringWriter();
        String[] all = new String[args.length + 2];
        all[0] = "-c";
        all[1] = config;
        System.arraycopy(args, 0, all, 2, args.length);
        int code = Cli.run(new PrintWriter(out), all);
        said = out.toString();
        return code;
    }
}

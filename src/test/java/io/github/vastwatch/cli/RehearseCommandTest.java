package io.github.vastwatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.vastwatch.simulate.FaultyMarket;
import io.github.vastwatch.simulate.Market;
import io.github.vastwatch.simulate.Receivers;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RehearseCommandTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    @TempDir
    Path folder;

    private FaultyMarket market;
    private Receivers receivers;
    private Path config;
    private String said = "";
    private String mistaken = "";

    @BeforeEach
    void start() throws Exception {
        market = FaultyMarket.start(Market.generated(3, 300, NOON, 0), () -> NOON);
        receivers = Receivers.start();
        config = Files.writeString(folder.resolve("vastwatch.yaml"), """
                vast: {url: "%s", api_key: key, requests_per_minute: 600, rows_per_day: off}
                state: file:%s/state.db
                channels:
                  hook: {type: webhook, url: "%s?token=secret"}
                  me:
                    type: email
                    to: a@example.org
                    from: v@example.org
                    smtp: {host: 127.0.0.1, port: %d, tls: none}
                defaults: {notify: [hook, me]}
                watches:
                  - {name: w, query: gpu_name=RTX_4090 num_gpus=1, threshold: dph_total <= 0.1}
                  - {name: odd, query: gpu_name=NO_SUCH num_gpus=3, threshold: dph_per_gpu <= 0.1, type: bid}
                  - {name: never, query: num_gpus>4 num_gpus<3, threshold: dph_total <= 0.1}
                  - name: quiet
                    query: gpu_name=RTX_4090
                    threshold: dph_total <= 0.1
                    confirm: 2
                  - name: night
                    query: gpu_name=RTX_4090
                    threshold: dph_total <= 0.1
                    quiet_hours: {at: "%s", days: [mon, tue, wed, thu, fri, sat, sun], timezone: UTC}
                """.formatted(
                        market.url(), folder, receivers.hookUrl(), receivers.smtpPort(), allButNow()));
    }

    /** Quiet hours around the present one, which end in two hours to come. */
    private static String allButNow() {
        int hour = LocalTime.now(ZoneOffset.UTC).getHour();
        return "%02d:00-%02d:00".formatted((hour + 23) % 24, (hour + 2) % 24);
    }

    @AfterEach
    void stop() {
        market.close();
        receivers.close();
    }

    @Test
    void takesAnInventedOfferTheWholeWayAndLeavesNothing() throws Exception {
        assertThat(run("rehearse", "w")).as(said + mistaken).isZero();

        assertThat(said)
                .containsPattern("\\d+ ms  market      \\d+ offers\n")
                .contains(
                        "offer       1× RTX 4090 at $0.10/h, modelled on the nearest real offer; its ids are invented\n")
                .contains("evaluation  matches dph_total <= 0.1, as do 0 real offers\n")
                .contains("policy      sent: first seen, severity normal\n")
                .contains("outbox      2 deliveries, in memory; the state is not changed\n")
                .containsPattern("channel hook  delivered: HTTP 200 \\(webhook to http://127.0.0.1, id msg_")
                .contains("channel me  delivered: accepted by 127.0.0.1 (email to a@example.org through ")
                .doesNotContain("secret");
        JsonNode body = new ObjectMapper().readTree(receivers.hooks().get(0).body());
        assertThat(body.path("type").asText()).isEqualTo("offers.matched");
        assertThat(body.at("/data/test").asText()).isEqualTo("true");
        assertThat(body.at("/data/watch").asText()).isEqualTo("TEST-w");
        assertThat(body.at("/data/rehearsal_of").asText()).isEqualTo("w");
        assertThat(body.at("/data/offers/0/rent/command").asText()).startsWith("vastai create instance 1 ");
        assertThat(body.at("/data/text").asText()).startsWith("This is a test: the offer is invented");
        assertThat(receivers.subjects()).hasSize(1).allMatch(subject -> subject.startsWith("[TEST-w] NEW: $0.10/h"));
        assertThat(folder.resolve("state.db")).doesNotExist();
    }

    @Test
    void makesAnOfferFromNothingWhereTheMarketHasNone() throws Exception {
        assertThat(run("rehearse", "odd")).as(said + mistaken).isZero();

        assertThat(said).contains("3× NO SUCH at ").contains("modelled on a sample, as the answer is empty");
    }

    @Test
    void saysWhichGateWouldHoldARealOneAndGoesPastIt() throws Exception {
        assertThat(run("rehearse", "quiet")).isZero();
        assertThat(said).contains("a real offer would be suppressed now by confirm: needs 2 polls in a row");
        assertThat(run("rehearse", "night")).isZero();
        assertThat(said)
                .containsPattern("a real offer would be suppressed now by quiet_hours until 20\\d\\d-\\S+:00 UTC");
        assertThat(receivers.hooks()).hasSize(2);
    }

    @Test
    void saysWhatFailedAndForPrograms() throws Exception {
        receivers.answer(() -> 404);

        assertThat(run("rehearse", "w", "--format", "json")).isEqualTo(1);

        JsonNode json = new ObjectMapper().readTree(said);
        assertThat(json.path("exit").asInt()).isEqualTo(1);
        assertThat(json.at("/stages/5/stage").asText()).isEqualTo("channel hook");
        assertThat(json.at("/stages/5/done").asBoolean()).isFalse();
        assertThat(json.at("/stages/5/words").asText()).startsWith("NOT delivered: HTTP 404 (");
        assertThat(json.at("/stages/6/done").asBoolean()).isTrue();
    }

    @Test
    void refusesWhatCannotBe() {
        assertThat(run("rehearse", "never")).isEqualTo(1);
        assertThat(mistaken).startsWith("no offer can match watch 'never': the rest of it excludes num_gpus>4\n");
        assertThat(run("rehearse", "quit")).isEqualTo(2);
        assertThat(mistaken).contains("did you mean 'quiet'?");
        market.faults(() -> Optional.of(new FaultyMarket.Fault(503, "text/plain", "no")));
        assertThat(run("rehearse", "w")).isEqualTo(3);
        assertThat(said).contains("Vast.ai gave no answer: ");
        assertThat(receivers.hooks()).isEmpty();
    }

    @Test
    void worksBesideTheStateAndKnowsItsSilences() throws Exception {
        assertThat(run("once", "w")).isEqualTo(1);
        assertThat(run("silence", "add", "--watch", "w", "--for", "8h")).isZero();
        List<String> before = StateDump.of(folder.resolve("state.db"));

        assertThat(run("rehearse", "w")).as(said + mistaken).isZero();

        assertThat(said).contains("a real offer would be suppressed now by a silence until ");
        assertThat(StateDump.of(folder.resolve("state.db"))).isEqualTo(before);
        assertThat(run("outbox", "list")).isZero();
        assertThat(said).doesNotContain("TEST");
    }

    private int run(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        String[] all = new String[args.length + 2];
        all[0] = "-c";
        all[1] = config.toString();
        System.arraycopy(args, 0, all, 2, args.length);
        int code = Cli.run(new PrintWriter(out), new PrintWriter(err), all);
        said = out.toString();
        mistaken = err.toString();
        return code;
    }
}

package io.github.vastwatch.cli;

import static io.github.vastwatch.Fixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.vastwatch.simulate.FaultyMarket;
import io.github.vastwatch.simulate.Market;
import io.github.vastwatch.simulate.Receivers;
import io.github.vastwatch.store.StateLocation;
import io.github.vastwatch.store.Store;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be asked of the state, and done to it, beside the daemon. */
class AlertCommandsTest {
    @TempDir
    Path folder;

    private FaultyMarket market;
    private Receivers receivers;

    @BeforeEach
    void start() throws Exception {
        market = FaultyMarket.start(Market.generated(3, 500, NOON, 0), () -> NOON);
        receivers = Receivers.start();
    }

    @AfterEach
    void stop() {
        market.close();
        receivers.close();
    }

    @Test
    void whatIsSilencedIsSuppressedAndSentOnceItIsNotAnyMore() throws Exception {
        String config = begun();
        assertThat(run(0, "silence", "add", "--watch", "w", "--for", "8h", "--comment", "asleep", "-c", config))
                .startsWith("silence 1: w until ");
        assertThat(run(0, "silence", "list", "-c", config))
                .startsWith("1  w  until ")
                .endsWith("  asleep\n");

        run(1, "once", "-c", config);

        assertThat(run(0, "alerts", "--suppressed", "-c", config))
                .contains("already on the market when the watch started: silenced");
        run(1, "alerts", "-c", config);
        assertThat(run(0, "silence", "remove", "1", "-c", config)).isEqualTo("silence 1 is removed\n");
        run(1, "silence", "remove", "1", "-c", config);
        run(0, "once", "-c", config);
        assertThat(run(0, "alerts", "--watch", "w", "-c", config))
                .contains("offers.matched")
                .contains("already on the market when the watch started")
                .contains("hook delivered (HTTP 200)");
    }

    @Test
    void explainAlertsTheMessageAndSilencesSayTheSameOfTheSameDecision() throws Exception {
        String config = begun();
        String news = "already on the market when the watch started";
        assertThat(explained(config)).contains("/h  send: " + news + "\n");
        run(0, "once", "-c", config);
        assertThat(run(0, "alerts", "-c", config)).contains("  " + news + "\n");
        assertThat(receivers.hooks().get(0).body()).contains("\"reason\":\"" + news + "\"");
        assertThat(explained(config))
                .containsPattern("  \\$0\\.\\d+/h  already sent \\(sent at \\$0\\.\\d+/h on \\S+Z, again at");

        run(0, "forget", "w", "-c", config);
        run(0, "silence", "add", "--watch", "w", "--for", "8h", "-c", config);
        String until = run(0, "silence", "list", "-c", config).split("  ")[2].split(" \\(")[0];

        assertThat(explained(config)).contains("/h  " + news + ": silenced (" + until + ")\n");
        run(1, "once", "-c", config);
        assertThat(run(0, "alerts", "--suppressed", "-c", config)).contains("  " + news + ": silenced (1 poll");
        JsonNode json = new ObjectMapper().readTree(run(0, "explain", "w", "--format", "json", "-c", config));
        assertThat(json.path("decisions").path(0).path("reason").asText()).isEqualTo("silenced");
        assertThat(json.path("decisions").path(0).path("news").asText()).isEqualTo(news);
        assertThat(json.path("decisions").path(0).path("detail").asText()).isEqualTo(until);
        assertThat(run(0, "alerts", "--suppressed", "-c", config))
                .as("explain has written nothing")
                .contains("silenced (1 poll");
    }

    @Test
    void explainSaysWhatEachGateWaitsFor() throws Exception {
        String config = begun();
        assertThat(explained(config, "confirm: 2")).contains(": not yet shown by enough answers in a row (1 of 2)\n");
        assertThat(explained(config, "quiet_hours: {at: \"00:00-23:59\", timezone: UTC}"))
                .containsPattern(": waits for the end of quiet hours \\(until \\S+T23:59:00Z\\)\n");
        assertThat(explained(config, "notify: [{to: hook, digest: daily 08:00, timezone: UTC}]"))
                .contains(": waits for the digest (daily 08:00)\n");
        assertThat(explained(config, "events: [gone]")).contains(": an event that the watch leaves out\n");
        assertThat(explained(config, "on_start: quiet")).contains("/h  taken as known\n");

        String matches = explained(config, "");
        String machine = matches.substring(matches.indexOf("would send"))
                .split("on-demand/")[1]
                .split("/")[0];
        assertThat(explained(config, "blocked: [machine:" + machine + "]"))
                .contains("/h  first seen: its host or machine is blocked\n");
        assertThat(run(0, "explain", "w", "--machine", machine, "-c", config))
                .contains("what the next poll would send (by the state file:")
                .contains("  on-demand/" + machine + "/1/RTX 4090  $");
    }

    @Test
    void theBestOfASampleIsNoWorseThanTheMatches() throws Exception {
        Path config = Path.of(begun());
        Files.writeString(
                config,
                Files.readString(config)
                        .replace(", api_key: key", "")
                        .replace("rows_per_day: off", "rows_per_day: 500"));

        String text = run(0, "explain", "w", "-c", config.toString());

        String best = text.split("/h  send: ")[0].replaceFirst("(?s).*\\$", "");
        assertThat(text)
                .contains(" with gpu_name=RTX_4090 (truncated answer")
                .containsPattern("\n\\d+ of the offers seen satisfy the query; the best of them has dph_total "
                        + Pattern.quote(best) + ", within your threshold  \\(");
    }

    @Test
    void explainSaysOfAMatchThatItCannotBeDistinguishedFromOthers() throws Exception {
        String config = begun();
        market.faults(() -> answer("null", "RTX 4090", "Sweden, SE"));

        assertThat(run(1, "explain", "w", "-c", config))
                .startsWith("watch 'w': 0 matches now; 1 row cannot be identified: machine_id, num_gpus or gpu_name"
                        + " is missing\n");
        assertThat(run(1, "explain", "w", "--format", "json", "-c", config)).contains("\"complete\" : false");
    }

    @Test
    void noCommandShowsANameAsItCameToATerminal() throws Exception {
        String config = begun();
        market.faults(() -> answer(
                "7",
                "RTX\\u202e 4090\\u0007\\u001b",
                "\\u001b]0;pwn\\u0007\\u009b31mX\\u200b\\r\\nINFO fake\\udb40\\udc41, SE"));
        run(0, "once", "-c", config);

        for (String[] command : new String[][] {
            {"alerts"},
            {"alerts", "--format", "json"},
            {"explain", "w"},
            {"explain", "w", "--format", "json"},
            {"search", "w"},
            {"search", "w", "--format", "json"},
            {"search", "w", "--format", "csv"},
            {"outbox", "list"},
            {"status"}
        }) {
            String[] all = Arrays.copyOf(command, command.length + 2);
            all[command.length] = "-c";
            all[command.length + 1] = config;

            assertThat(run(command[0].equals("status") ? 1 : 0, all))
                    .as(String.join(" ", command))
                    .isNotEmpty()
                    .doesNotContainPattern("[\\p{C}&&[^\\r\\n]]")
                    .doesNotContainPattern("(?m)^INFO fake");
        }
    }

    private static Optional<FaultyMarket.Fault> answer(String machine, String gpu, String place) {
        return Optional.of(new FaultyMarket.Fault(
                200,
                "application/json",
                "{\"offers\":[{\"id\":1,\"machine_id\":" + machine + ",\"num_gpus\":1,\"gpu_name\":\"" + gpu
                        + "\",\"dph_total\":0.01,\"verification\":\"verified\",\"rentable\":true,\"external\":null,"
                        + "\"disk_space\":900,\"geolocation\":\"" + place + "\",\"reliability\":0.999}]}"));
    }

    @Test
    void withoutAStateExplainSpeaksOfANewWatch() throws Exception {
        assertThat(explained(config("memory")))
                .contains("what the next poll would send (for a new watch: the state is in memory, where only the"
                        + " daemon can see it):\n")
                .contains("/h  send: already on the market when the watch started\n");
    }

    private static String explained(String config) {
        return run(0, "explain", "w", "-c", config);
    }

    /** With one more key of the watch. */
    private static String explained(String config, String key) throws Exception {
        Path file = Path.of(config);
        String text = Files.readString(file);
        String without = key.startsWith("notify") ? text.replace(", notify: hook", "") : text;
        Files.writeString(file, key.isEmpty() ? text : without.replace("num_gpus=1,", "num_gpus=1, " + key + ","));
        StringWriter out = new StringWriter();
        Cli.run(new PrintWriter(out, true), "explain", "w", "-c", config);
        Files.writeString(file, text);
        return out.toString();
    }

    @Test
    void whatIsForgottenIsSentAgain() throws Exception {
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

        int code = Cli.run(new PrintWriter(new StringWriter()), new PrintWriter(err), "alerts", "-c", config("memory"));

        assertThat(code).isEqualTo(2);
        assertThat(err.toString()).contains("the state is in memory, where only the daemon can see it");
    }

    /** A state that nothing was told with yet. */
    private String begun() throws Exception {
        String place = "file:" + folder.resolve("state.db");
        String config = config(place);
        assertThat(Cli.run("silence", "list", "-c", config))
                .as("there is no state yet")
                .isEqualTo(74);
        Store.open(StateLocation.parse(place, Path::of)).close();
        return config;
    }

    private static String run(int code, String... args) {
        StringWriter out = new StringWriter();
        assertThat(Cli.run(new PrintWriter(out, true), args))
                .as(String.join(" ", args))
                .isEqualTo(code);
        return out.toString();
    }

    private String config(String state) throws Exception {
        return Files.writeString(
                        folder.resolve("vastwatch.yaml"), """
                vast: {url: "%s", api_key: key, requests_per_minute: 600, rows_per_day: off}
                state: %s
                channels:
                  hook: {type: webhook, url: "%s"}
                watches:
                  - {name: w, query: gpu_name=RTX_4090 num_gpus=1, threshold: dph_total <= 0.40, notify: hook, hello: off}
                """.formatted(market.url(), state, receivers.hookUrl()))
                .toString();
    }
}

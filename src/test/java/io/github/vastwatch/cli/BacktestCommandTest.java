package io.github.vastwatch.cli;

import static io.github.vastwatch.Fixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.vastwatch.simulate.MarketServer;
import io.github.vastwatch.store.StateLocation;
import io.github.vastwatch.store.Store;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What watches would have sent. */
class BacktestCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private String config = "";
    private Instant now = NOON.plus(Duration.ofHours(80));

    @BeforeEach
    void makeState() throws IOException {
        Store.open(new StateLocation(Optional.of(folder.resolve("state.db")))).close();
        config = config("vastwatch.yaml", "https://console.vast.ai", "http://127.0.0.1:9/", 0.40);
    }

    private String config(String name, String market, String receiver, double threshold) throws IOException {
        return Files.writeString(folder.resolve(name), """
                        state: file:%s/state.db
                        vast: {url: "%s"}
                        channels:
                          hook: {type: webhook, url: "%s"}
                        watches:
                          - name: cheap-4090
                            query: gpu_name=RTX_4090 num_gpus=1 verified=any
                            threshold: dph_total <= %s
                            disk: 8GB
                            hello: off
                            quiet_hours: {at: "00:00-07:00", timezone: UTC}
                            notify: hook
                        """.formatted(folder, market, receiver, threshold))
                .toString();
    }

    @Test
    void namesAThresholdThatFollowsTheMarketAsItIsWritten() throws IOException {
        imported();
        Path draft = Files.writeString(
                folder.resolve("draft.yaml"),
                Files.readString(Path.of(config)).replace("dph_total <= 0.4", "dph_total <= 85% of median(7d)"));

        assertThat(run(0, "backtest", draft.toString(), "--since", "90h"))
                .startsWith("backtest of cheap-4090: dph_total <= 85% of median(7d), from 2026-11-23T12:00:00Z to");
    }

    @Test
    void listsAlertsAndWhatHeldThemBack() throws IOException {
        imported();

        String shown = run(0, "backtest", "cheap-4090", "--since", "90h");

        assertThat(shown)
                .startsWith("backtest of cheap-4090: dph_total <= 0.4, from 2026-11-23T12:00:00Z to"
                        + " 2026-11-26T20:00:00Z\n");
        assertThat(shown).endsWith("""

                TIME                  BEST   OFFERS  FIRST OF THEM           WHY                                           LASTED
                2026-11-23T12:00:00Z  $0.30       1  on-demand/7/1/RTX 4090  already on the market when the watch started  24 h
                2026-11-24T12:00:00Z  $0.35       1  on-demand/8/1/RTX 4090  first seen                                    over 2 d
                2026-11-25T12:00:00Z  $0.32       1  on-demand/9/1/RTX 4090  first seen                                    over 24 h

                3 alerts (1.0 a day), 3 offers: best $0.30/h, median $0.32/h, worst $0.35/h
                these offers lasted 24 h after the alert (median of 1 that were seen to their end; 2 lasted longer than was seen)
                held back: 2 offers while you slept (waits for the end of quiet hours), of which 1 was sent later
                seen: everything within the threshold for 90 % of the time; what was offered in the other 10 % is not known; recording since 2026-11-23T12:00:00Z
                """);
    }

    @Test
    void takesDumpsAtThePricesWithTheDiskOfTheWatch() throws IOException {
        config = Files.writeString(
                        folder.resolve("disk.yaml"),
                        Files.readString(Path.of(config)).replace("disk: 8GB", "disk: 20GB"))
                .toString();
        List<String> rows = new ArrayList<>();
        for (int hour = 0; hour <= 24; hour += 6) {
            rows.add(row(7, 0.39, hour).replace("}", ",\"storage_cost\":0.36}"));
            rows.add(row(8, 0.395, hour).replace("}", ",\"storage_cost\":0.36}"));
            rows.add(row(9, 0.30, hour));
        }
        Files.write(folder.resolve("disk.jsonl"), rows);
        run(0, "record", "import", folder.resolve("disk.jsonl").toString());

        assertThat(run(0, "backtest", "cheap-4090", "--since", "90h")).contains("1 alert (", "1 offer: best $0.396/h");
    }

    @Test
    void givesTheSameAsJson() throws IOException {
        imported();

        JsonNode shown = JSON.readTree(run(0, "backtest", "cheap-4090", "--since", "90h", "--format", "json"));

        assertThat(shown.path("alerts")).hasSize(3);
        assertThat(shown.path("alerts").get(0))
                .isEqualTo(JSON.readTree("{\"at\":\"2026-11-23T12:00:00Z\",\"kind\":\"offers.matched\",\"offers\":["
                        + "{\"key\":\"on-demand/7/1/RTX 4090\",\"reason\":\"already on the market when the watch started\","
                        + "\"value\":0.3,\"previous\":null,\"lasted_seconds\":86400,\"seen_to_end\":true}]}"));
        assertThat(shown.path("held")).hasSize(2);
        assertThat(shown.path("held").get(0).path("gate").asText()).isEqualTo("waits for the end of quiet hours");
        assertThat(shown.path("check").isNull()).isTrue();
        assertThat(shown.path("diff").isNull()).isTrue();
    }

    @Test
    void comparesWithTheWatchOfAnotherFile() throws IOException {
        imported();
        String other = config("other.yaml", "https://console.vast.ai", "http://127.0.0.1:9/", 0.31);

        assertThat(run(0, "backtest", "cheap-4090", "--since", "90h", "--diff", other))
                .endsWith("""
                beside %s: 1 alert in both, 2 only here, 0 only there
                  only here:  2026-11-24T12:00:00Z  on-demand/8/1/RTX 4090  $0.35/h  first seen
                  only here:  2026-11-25T12:00:00Z  on-demand/9/1/RTX 4090  $0.32/h  first seen
                """.formatted(other));
        assertThat(run(0, "backtest", other, "--since", "90h"))
                .contains("\n1 alert (0.3 a day), 1 offer: best $0.30/h");
    }

    @Test
    void findsAllThatWasReallySent() throws Exception {
        List<Long> machines = new ArrayList<>(List.of(7L));
        try (MarketServer market = MarketServer.start(
                        (type, disk, at) -> machines.stream()
                                .map(BacktestCommandTest::offer)
                                .toList(),
                        0,
                        () -> now);
                MockWebServer receiver = new MockWebServer()) {
            receiver.start();
            config = config("live.yaml", market.url(), receiver.url("/").toString(), 0.40);
            for (int i = 0; i < 4; i++) {
                receiver.enqueue(new MockResponse.Builder().build());
            }
            for (long machine = 8; machine <= 10; machine++) {
                once();
                once();
                machines.add(machine);
            }
            once();
        }

        assertThat(run(0, "backtest", "cheap-4090", "--since", "2h"))
                .endsWith("\nreplay of the last 7 days: 4 of 4 alerts that were really sent\n");
        config = config("live.yaml", "https://console.vast.ai", "http://127.0.0.1:9/", 0.20);
        assertThat(run(0, "backtest", "cheap-4090", "--since", "2h"))
                .contains("\nreplay of the last 7 days: 0 of 4 alerts that were really sent\n"
                        + "  not replayed: 2026-11-26T20:01:00Z  on-demand/7/1/RTX 4090  $0.30/h  already on the market when the"
                        + " watch started: the watch had other terms then\n");
    }

    private void once() {
        now = now.plus(Duration.ofMinutes(1));
        Main.run(
                Clock.fixed(now, ZoneOffset.UTC),
                new PrintWriter(new StringWriter()),
                new PrintWriter(new StringWriter()),
                "once",
                "-c",
                config);
    }

    private static ObjectNode offer(long machine) {
        return JSON.createObjectNode()
                .put("id", 1000 + machine)
                .put("machine_id", machine)
                .put("num_gpus", 1)
                .put("gpu_name", "RTX 4090")
                .put("dph_total", 0.30)
                .put("verification", "verified")
                .put("rentable", true)
                .putNull("external")
                .put("disk_space", 500);
    }

    @Test
    void suggestsWhatWouldHaveAlertedAboutThatOften() throws IOException {
        imported();

        assertThat(run(0, "suggest", "cheap-4090", "--since", "90h", "--alerts-per-day", "0.7"))
                .isEqualTo("""
                with dph_total <= 0.32, cheap-4090 would have alerted 2 times in 3.0 days that were seen: 0.7 a day
                such offers last 6 h (median of 1 that were seen to appear and to leave)
                the last day: best $0.32/h, p10 $0.32/h, median $0.35/h
                best of the last 7 d: $0.25/h (3.0 d seen)
                best of the last 30 d: $0.25/h (3.0 d seen)
                best of all that is recorded: $0.25/h (3.0 d seen)
                recording since 2026-11-23T12:00:00Z

                watches:
                  - name: cheap-4090
                    threshold: dph_total <= 0.32
                """);
        JsonNode shown = JSON.readTree(run(0, "suggest", "cheap-4090", "--since", "90h", "--format", "json"));
        assertThat(shown.path("threshold").asText()).isEqualTo("dph_total <= 0.35");
        assertThat(shown.path("alerts").asInt()).isEqualTo(3);
        assertThat(shown.path("too_narrow").asBoolean()).isFalse();
    }

    @Test
    void callsNothingBestWithLessThanADay() throws IOException {
        Files.write(folder.resolve("short.jsonl"), List.of(row(7, 0.30, 70), row(7, 0.30, 75)));
        run(0, "record", "import", folder.resolve("short.jsonl").toString());

        assertThat(run(0, "suggest", "cheap-4090"))
                .contains("best of the last 7 d: not said, with less than a day seen");
    }

    @Test
    void saysWhatIsWrong() throws IOException {
        assertThat(run(1, "backtest", "cheap-4090"))
                .isEqualTo(
                        "nothing is recorded of that time; 'vastwatch run' records what it sees, and 'vastwatch record"
                                + " import' adds dumps of offers\n");
        assertThat(run(1, "suggest", "cheap-4090")).startsWith("nothing is recorded of that time;");
        assertThat(run(2, "backtest", "cheap-409")).contains("cheap-4090");
        assertThat(run(2, "suggest", "cheap-4090", "--alerts-per-day", "0"))
                .isEqualTo("--alerts-per-day must be above 0 and at most 1000: 0.0\n");
    }

    /** Every six hours: one offer leaves after a day; one comes at night and stays, one comes and goes in a night. */
    private void imported() throws IOException {
        List<String> rows = new ArrayList<>();
        for (int hour = 0; hour <= 72; hour += 6) {
            rows.add(row(1, 0.90, hour));
            if (hour < 24) {
                rows.add(row(7, 0.30, hour));
            }
            if (hour >= 12 + 6) {
                rows.add(row(8, hour >= 24 ? 0.35 : 0.90, hour));
            }
            if (hour >= 36 && hour < 42) {
                rows.add(row(10, 0.25, hour));
            }
            if (hour >= 36 + 6) {
                rows.add(row(9, 0.32, hour));
            }
        }
        Path dump = Files.write(folder.resolve("dump.jsonl"), rows);
        run(0, "record", "import", dump.toString());
    }

    private static String row(long machine, double price, int hour) {
        return "{\"machine_id\":" + machine + ",\"num_gpus\":1,\"gpu_name\":\"RTX 4090\",\"dph_total\":" + price
                + ",\"scraped_at\":\"" + NOON.plus(Duration.ofHours(hour)) + "\"}";
    }

    private String run(int code, String... args) {
        StringWriter out = new StringWriter();
        List<String> all = new ArrayList<>(List.of("-c", config));
        all.addAll(List.of(args));
        assertThat(Main.run(
                        Clock.fixed(now, ZoneOffset.UTC),
                        new PrintWriter(out, true),
                        new PrintWriter(out, true),
                        all.toArray(String[]::new)))
                .as(out.toString())
                .isEqualTo(code);
        return out.toString();
    }
}

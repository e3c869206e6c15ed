package io.github.vastwatch.cli;

import static io.github.vastwatch.Fixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.vastwatch.simulate.FaultyMarket;
import io.github.vastwatch.simulate.Receivers;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the commands make of prices and disks that a server gets wrong: it answers the same rows to every question. */
class PriceCommandsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** An answer of the default disk: a terabyte costs $0.5778/h there, and it has not got one. */
    private static final String SMALL = row(1, "disk_space: 95, dph_base: 0.30, storage_cost: 0.2, dph_total: 0.3022");

    private static final String LARGE = row(
            2,
            "disk_space: 4000, dph_base: 0.25, storage_cost: 0.1, dph_total: 0.2511, dlperf: 100.0,"
                    + " dlperf_per_dphtotal: 398.2");
    private static final String DEAR = row(3, "disk_space: 4000, dph_base: 0.30, storage_cost: 0.2, dph_total: 0.3022");

    @TempDir
    Path folder;

    private FaultyMarket market;
    private Receivers receivers;

    @BeforeEach
    void start() throws Exception {
        market = FaultyMarket.start((type, disk, now) -> List.of(), () -> NOON);
        receivers = Receivers.start();
    }

    @AfterEach
    void stop() {
        market.close();
        receivers.close();
    }

    @Test
    void theDiskIsAConditionAndThePriceIsTheOneWithThatDisk() throws Exception {
        answer("", SMALL, LARGE, DEAR);
        String config = config("disk: 1TB, threshold: dph_total <= 0.40");

        run(0, "once", "-c", config);

        JsonNode data = JSON.readTree(receivers.hooks().get(0).body()).path("data");
        assertThat(data.path("offers")).hasSize(1);
        JsonNode sent = data.path("offers").path(0);
        assertThat(sent.path("offer").path("machine_id").asInt()).isEqualTo(2);
        assertThat(sent.path("offer").path("dph_total").asDouble()).isEqualTo(0.3888888888888889);
        assertThat(sent.path("offer").path("dlperf_per_dphtotal").asDouble()).isEqualTo(100 / 0.3888888888888889);
        assertThat(sent.path("rent").path("command").asText()).contains(" --disk 1000 ");
    }

    @Test
    void searchLeavesOutWhatHasTooLittleDiskAndPricesTheRest() throws Exception {
        answer("", SMALL, LARGE, DEAR);
        String config = config("disk: 1TB, threshold: dph_total <= 0.40");

        assertThat(machines(run(0, "search", "w", "--format", "json", "-c", config)))
                .isEqualTo("2 at 0.3889");
        assertThat(machines(run(0, "search", "num_gpus=1", "--disk", "1TB", "--format", "json", "-c", config)))
                .isEqualTo("2 at 0.3889, 3 at 0.5778");
        assertThat(machines(run(0, "search", "w", "--disk", "90GB", "--format", "json", "-c", config)))
                .isEqualTo("2 at 0.2625, 1 at 0.3250, 3 at 0.3250");
    }

    @Test
    void aTargetReliabilityIsAskedForAndItsFeeIsInEachPrice() throws Exception {
        // A server that names the fee and leaves it out of the price.
        answer(
                "",
                row(8, "disk_space: 400, dph_base: 0.30, storage_cost: 0.72, dph_total: 0.32")
                        .replaceFirst("}$", ",\"search\":{\"slaPremiumPerHour\":0.012}}"));
        String config = config("threshold: dph_total <= 0.40, target_reliability: 0.995");

        run(0, "once", "-c", config);

        JsonNode data = JSON.readTree(receivers.hooks().get(0).body()).path("data");
        assertThat(data.path("target_reliability").asDouble()).isEqualTo(0.995);
        JsonNode sent = data.path("offers").path(0).path("offer");
        assertThat(sent.path("dph_total").asDouble()).isEqualTo(0.332);
        assertThat(sent.path("sla_premium_per_hour").asDouble()).isEqualTo(0.012);
        assertThat(run(0, "check", "-c", config))
                .contains("  prices  on-demand, with 20 GB disk and an SLA of 99.5 %\n");
        assertThat(run(0, "check", "--print", "-c", config)).contains("  target_reliability: 0.995\n");
        assertThat(run(0, "explain", "w", "-c", config)).contains(", on-demand, 20 GB disk, SLA of 99.5 %\n");
        assertThat(machines(run(0, "search", "w", "--format", "json", "-c", config)))
                .isEqualTo("8 at 0.3320");
        assertThat(machines(run(
                        0, "search", "num_gpus=1", "--target-reliability", "0.9", "--format", "json", "-c", config)))
                .isEqualTo("8 at 0.3320");
        assertThat(machines(run(0, "search", "num_gpus=1", "--format", "json", "-c", config)))
                .isEqualTo("8 at 0.3200");
        assertThat(run(2, "search", "num_gpus=1", "--target-reliability", "99%", "-c", config))
                .contains("target_reliability must be a number above 0 and below 1: '99%'\n    write 0.99\n");
    }

    @Test
    void aThresholdOnAnotherMetricIsHeldAgainstTheSamePrice() throws Exception {
        answer("", LARGE);

        run(1, "once", "-c", config("disk: 1TB, threshold: dlperf_per_dphtotal >= 300"));
        run(0, "once", "-c", config("disk: 1TB, threshold: dlperf_per_dphtotal >= 257"));
        run(1, "once", "-c", config("disk: 1TB, threshold: dph_per_gpu <= 0.38"));
    }

    @Test
    void aThresholdOnTheCostOfAJobCountsItsTraffic() throws Exception {
        answer(
                "",
                row(
                        6,
                        "disk_space: 4000, dph_base: 0.30, storage_cost: 0.2, dph_total: 0.302222, inet_down_cost: 0.02"),
                row(
                        7,
                        "disk_space: 4000, dph_base: 0.40, storage_cost: 0.2, dph_total: 0.402222, inet_down_cost: 0.001"),
                row(8, "disk_space: 4000, dph_base: 0.30, storage_cost: 0.2, dph_total: 0.302222"));
        String config = config("workload: {hours: 10, disk: 1TB, download: 100GB}, threshold: job_cost <= 8");

        assertThat(machines(run(0, "search", "w", "--format", "json", "-c", config)))
                .isEqualTo("7 at 0.6778, 6 at 0.5778");
        assertThat(run(0, "explain", "w", "-c", config))
                .contains("the best has job_cost(10h, 100GB down) 6.878, within your threshold");
        run(0, "once", "-c", config);
        JsonNode data = JSON.readTree(receivers.hooks().get(0).body()).path("data");
        assertThat(data.path("title").asText())
                .isEqualTo(
                        "[w] NEW: $6.88 job_cost (limit $8.00) at $0.6778/h 1× RTX 4090, place unknown, reliability 0.9 and 1 more");
        assertThat(data.path("offers")
                        .path(1)
                        .path("metrics")
                        .path("effective_dph")
                        .asDouble())
                .isEqualTo(0.7777777778);
    }

    @Test
    void explainShowsTheDiskAsAClause() throws Exception {
        answer("", SMALL, DEAR);
        String config = config("disk: 1TB, threshold: dph_total <= 0.60");

        assertThat(run(0, "explain", "w", "-c", config))
                .contains("            1       1 of 2  disk_space>=1000, the nearest by 910  (the watch's disk)\n")
                .contains("the best has dph_total 0.5778, within your threshold")
                .contains("fails only disk_space>=1000 (95, by 910)\n");
        assertThat(run(0, "explain", "w", "--machine", "1", "-c", config))
                .contains("on-demand/1/1/RTX 4090, id 10: does not match\n")
                .contains("  FAIL     disk_space>=1000  (the watch's disk)     95, by 910\n")
                .contains("  pass     dph_total <= 0.60                        0.5778\n");
    }

    @Test
    void theRentCommandOfWhatHasTooLittleDiskIsNone() throws Exception {
        answer("", SMALL);
        String config = config("disk: 1TB, threshold: dph_total <= 0.40");

        assertThat(run(1, "rent-command", "on-demand/1/1/RTX 4090", "--watch", "w", "-c", config))
                .isEqualTo("""
                        on-demand/1/1/RTX 4090 is not on the market now, with 1000 GB disk
                            the machine lists 'on-demand/1/1/RTX 4090' (95 GB disk)
                        """);
    }

    @Test
    void anIdThatSeveralOffersHaveListsTheirKeysAndPrices() throws Exception {
        String two = row(7, "disk_space: 400, dph_total: 0.9").replace("\"num_gpus\":1", "\"num_gpus\":2");
        String slot = row(7, "disk_space: 400, dph_total: 0.5").replace("\"id\":70", "\"id\":71");
        answer("", two, row(7, "disk_space: 400, dph_total: 0.45"), slot, row(8, "disk_space: 400, dph_total: 0.3"));
        String config = config("threshold: dph_total <= 0.40");

        assertThat(run(2, "rent-command", "7", "-c", config)).isEqualTo("""
                        '7' may be any of 2 offers: name one by its key
                            'on-demand/7/1/RTX 4090'  $0.45/h
                            'on-demand/7/2/RTX 4090'  $0.90/h
                        """);
        assertThat(run(0, "rent-command", "8", "-c", config))
                .contains("vastai create instance 80 ")
                .contains("on-demand/8/1/RTX 4090 costs $0.30/h now, with 20 GB disk\n");
        assertThat(run(0, "rent-command", "71", "-c", config)).contains("vastai create instance 71 ");
        answer(
                "",
                row(7, "disk_space: 400, dph_total: 0.45"),
                row(8, "disk_space: 400, dph_total: 0.3").replace("\"id\":80", "\"id\":7"));
        assertThat(run(2, "rent-command", "7", "-c", config))
                .contains("'on-demand/8/1/RTX 4090'  $0.30/h\n")
                .contains("'on-demand/7/1/RTX 4090'  $0.45/h\n");
    }

    @Test
    void aPriceOfZeroIsNoBargain() throws Exception {
        answer(
                "",
                row(4, "disk_space: 4000, storage_cost: 0.2, dph_total: 0, reliability2: 0.999"),
                row(5, "disk_space: 4000, dph_base: 0.3, storage_cost: 0.2, dph_total: 0.305556"));
        String config = config("threshold: dph_total <= 0.40");

        run(0, "once", "-c", config);

        JsonNode data = JSON.readTree(receivers.hooks().get(0).body()).path("data");
        assertThat(data.path("offers")).hasSize(1);
        assertThat(data.path("offers").path(0).path("offer").path("machine_id").asInt())
                .isEqualTo(5);
        assertThat(machines(run(0, "search", "num_gpus=1", "--format", "json", "-c", config)))
                .isEqualTo("5 at 0.3056");
        assertThat(run(0, "explain", "w", "-c", config)).contains("fails only dph_total <= 0.40 (implausible price)\n");
        run(1, "once", "-c", config("threshold: reliability >= 0.99"));
    }

    @Test
    void aBidOfZeroIsNoCommandForItRentsOnDemand() throws Exception {
        answer("", row(6, "disk_space: 4000, dph_base: 0.01, storage_cost: 0.2, dph_total: 0.015556, min_bid: 0.0"));
        String config = config("type: bid, threshold: dph_total <= 0.40");

        run(0, "once", "-c", config);

        JsonNode sent = JSON.readTree(receivers.hooks().get(0).body())
                .path("data")
                .path("offers")
                .path(0);
        assertThat(sent.path("offer").path("machine_id").asInt()).isEqualTo(6);
        assertThat(sent.path("rent").isNull()).isTrue();
        assertThat(run(1, "rent-command", "bid/6/1/RTX 4090", "-c", config))
                .isEqualTo(
                        "bid/6/1/RTX 4090 is on the market, but its row lacks the id or a lowest bid above $0, so there is"
                                + " no command\n");
        assertThat(run(1, "search", "w", "-c", config("type: bid, threshold: min_bid <= 0.40")))
                .isEqualTo("no offer matches; the answer is complete\n");
    }

    @Test
    void whatATruncatedAnswerLacksIsNotGone() throws Exception {
        String config = config("threshold: dph_total <= 0.90, events: [new, gone], gone_after: {answers: 1, time: 0m}");
        answer("", SMALL, DEAR);
        run(0, "once", "-c", config);

        answer(", \"truncated\": true", DEAR);
        run(1, "once", "-c", config);
        assertThat(receivers.hooks()).hasSize(1);
        assertThat(run(0, "search", "w", "-c", config))
                .endsWith("1 offer, best $0.3056/h; the answer is truncated: there may be more\n");
        assertThat(run(0, "explain", "w", "-c", config)).startsWith("watch 'w': 1 match now; truncated answer");

        answer(", \"truncated\": false", DEAR);
        run(0, "once", "-c", config);
        assertThat(receivers.hooks()).hasSize(2);
        assertThat(receivers.hooks().get(1).body())
                .contains("\"event\":\"gone\"")
                .contains("on-demand/1/1/RTX 4090");
    }

    @Test
    void aSliceIsCalledOneWhereverItIsShown() throws Exception {
        answer("", row(7, "disk_space: 400, dph_total: 0.45, gpu_ram: 18176").replace("RTX 4090", "H200"));
        String config = config("threshold: dph_total <= 0.60");
        Files.writeString(
                Path.of(config), Files.readString(Path.of(config)).replace("gpu_name=RTX_4090", "gpu_name=H200"));

        assertThat(run(0, "check", "-c", config)).contains("""
                        an H200 can be offered in slices, with less memory and at a lower price
                            to exclude them add gpu_ram>=126
                        """);
        assertThat(run(0, "search", "w", "-c", config)).contains("1× H200 slice");
        assertThat(run(0, "explain", "w", "-c", config)).contains("(on-demand/7/1/H200 (18 GB: a slice of an H200))");
        assertThat(run(0, "explain", "w", "--machine", "7", "-c", config))
                .contains("on-demand/7/1/H200 (18 GB: a slice of an H200), id 70: matches");
        assertThat(run(0, "once", "-c", config)).contains("18 GB: a slice of an H200");
        assertThat(receivers.hooks()).as("it is flagged, not left out").hasSize(1);
    }

    @Test
    void aReliabilityBelowOneIsNowhereShownAsOne() throws Exception {
        answer(
                "",
                row(8, "disk_space: 400, dph_total: 0.35, reliability2: 0.99983"),
                row(9, "disk_space: 400, dph_total: 0.36, reliability2: 0.9999999"));
        String config = config("threshold: dph_total <= 0.60");

        assertThat(run(0, "once", "-c", config))
                .contains("RTX 4090, place unknown, reliability 0.9998\n")
                .contains("RTX 4090, place unknown, reliability 0.9999999\n")
                .contains("  Trust: verified, reliability 0.9998\n");
        assertThat(run(0, "search", "w", "-c", config)).contains(" 99.9 ").doesNotContain("100.0");
        String byReliability = config("threshold: reliability >= 0.9");
        assertThat(run(0, "explain", "w", "-c", byReliability))
                .contains("the best has reliability 0.9999999, within your threshold");
        assertThat(run(0, "check", "--online", "-c", byReliability)).contains("best 0.9999999 reliability");
        Files.writeString(
                Path.of(byReliability),
                Files.readString(Path.of(byReliability)).replace("num_gpus=1,", "num_gpus=1 reliability>0.9,"));
        assertThat(run(0, "explain", "w", "--machine", "8", "-c", byReliability))
                .contains("reliability>0.9                          0.99983\n")
                .contains("reliability >= 0.9                       0.9998\n");
    }

    private void answer(String more, String... rows) {
        String body = "{\"success\": true, \"offers\": [" + String.join(",", rows) + "]" + more + "}";
        market.faults(() -> Optional.of(new FaultyMarket.Fault(200, "application/json", body)));
    }

    /** @param says further values, as YAML has them */
    private static String row(int machine, String says) {
        ObjectNode row = JSON.createObjectNode();
        row.put("id", machine * 10)
                .put("machine_id", machine)
                .put("num_gpus", 1)
                .put("gpu_name", "RTX 4090");
        row.put("verification", "verified").put("rentable", true).put("reliability2", 0.9);
        for (String each : says.split(", ?")) {
            row.put(each.split(": ")[0], Double.parseDouble(each.split(": ")[1]));
        }
        return row.toString();
    }

    private static String machines(String json) throws Exception {
        List<String> machines = JSON.readTree(json.substring(0, json.lastIndexOf(']') + 1))
                .valueStream()
                .map(row -> row.path("machine_id").asInt()
                        + String.format(
                                java.util.Locale.ROOT,
                                " at %.4f",
                                row.path("dph_total").asDouble()))
                .collect(Collectors.toList());
        return String.join(", ", machines);
    }

    private static String run(int code, String... args) {
        StringWriter out = new StringWriter();
        PrintWriter both = new PrintWriter(out, true);
        assertThat(Cli.run(both, both, args))
                .as(String.join(" ", args) + ": " + out)
                .isEqualTo(code);
        return out.toString().replace(System.lineSeparator(), "\n");
    }

    private String config(String watch) throws Exception {
        return Files.writeString(folder.resolve("vastwatch.yaml"), """
                vast: {url: "%s", api_key: key, requests_per_minute: 600, rows_per_day: off}
                state: file:%s
                channels:
                  hook: {type: webhook, url: "%s"}
                watches:
                  - {name: w, query: gpu_name=RTX_4090 num_gpus=1, notify: hook, hello: off, %s}
                """.formatted(
                                market.url(), folder.resolve("state.db"), receivers.hookUrl(), watch))
                .toString();
    }
}

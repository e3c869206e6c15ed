package io.github.vastwatch.cli;

import static io.github.vastwatch.Fixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.vastwatch.simulate.FaultyMarket;
import io.github.vastwatch.simulate.Market;
import io.github.vastwatch.simulate.Receivers;
import io.github.vastwatch.store.StateLock;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** The exit codes that scripts rely on. */
class CommandsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private volatile Instant now = NOON;
    private FaultyMarket market;
    private Receivers receivers;
    private String config;

    @BeforeEach
    void start() throws Exception {
        market = FaultyMarket.start(Market.generated(3, 500, NOON, 0), () -> now);
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
        assertThat(Cli.run("check", "-c", config)).isZero();
        assertThat(Cli.run("-c", config, "check")).isZero();
        assertThat(Cli.run("check", "-c", write("dph_total <= 0"))).isEqualTo(78);
        assertThat(Cli.run("run", "-c", folder.resolve("nowhere").toString())).isEqualTo(78);
    }

    @Test
    void onceTellsAndSaysWhetherItDid() throws Exception {
        assertThat(Cli.run("once", "--dry-run", "-c", config)).isZero();
        assertThat(receivers.hooks()).isEmpty();
        assertThat(Cli.run("once", "-c", config)).isZero();
        assertThat(receivers.hooks())
                .extracting(hook -> hook.body().substring(0, hook.body().indexOf(',')))
                .as("what it tells, and that it is new")
                .containsExactly("{\"type\":\"offers.matched\"", "{\"type\":\"watch.started\"");
        assertThat(Cli.run("once", "w", "-c", config)).isEqualTo(1);
        market.faults(() -> Optional.of(new FaultyMarket.Fault(503, "text/plain", "down")));
        assertThat(Cli.run("once", "-c", config)).isEqualTo(3);
        assertThat(Cli.run("once", "nobody", "-c", config)).isEqualTo(2);
        assertThat(receivers.hooks()).hasSize(2);
    }

    @Test
    void onceRefusesBesideARunningDaemon() throws Exception {
        try (StateLock daemon = StateLock.take(folder.resolve("state.db"), NOON)) {
            assertThat(daemon).isNotNull();
            assertThat(Cli.run("once", "-c", config)).isEqualTo(74);
        }
    }

    @Test
    void searchFindsOrDoesNot() {
        assertThat(Ran.of("search", "w", "-c", config).exit()).isZero();
        assertThat(Ran.of("search", "num_gpus=1", "--format", "csv", "-c", config)
                        .exit())
                .isZero();
        assertThat(Ran.of("search", "gpu_name=none", "--format", "json", "-c", config)
                        .exit())
                .isEqualTo(1);
        assertThat(Ran.of("search", "gpu=none", "-c", config).exit()).isEqualTo(2);
        market.faults(() -> Optional.of(new FaultyMarket.Fault(401, "text/plain", "no")));
        assertThat(Ran.of("search", "w", "-c", config).exit()).isEqualTo(3);
    }

    @Test
    void searchTakesAGpuAloneAndWordsWithoutQuotes() throws Exception {
        JsonNode named = Ran.of("search", "gpu_name=RTX_4090 num_gpus=1", "--format", "json", "-c", config)
                .json();

        assertThat(named).isNotEmpty();
        assertThat(Ran.of("search", "4090 num_gpus=1", "--format", "json", "-c", config)
                        .json())
                .isEqualTo(named);
        assertThat(Ran.of("search", "RTX", "4090", "num_gpus=1", "--format", "json", "-c", config)
                        .json())
                .isEqualTo(named);
        assertThat(Ran.of("search", "H100", "-c", config)).isEqualTo(new Ran(2, "", """
                        'H100' can be one of 3 GPUs
                            H100
                            ^
                            write gpu_name in [H100_NVL,H100_PCIE,H100_SXM], or the one that you mean
                        """));
    }

    @Test
    @ResourceLock(Resources.SYSTEM_PROPERTIES)
    void queryWarnsOfLinesByTheirNumber() {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(
                "verified=true\ngpu_ram=24 inet_down=500\nnum_gpus=x\n".getBytes(StandardCharsets.UTF_8)));
        try {
            assertThat(Ran.of("query", "-").err()).isEqualTo("""
                    warning: line 2, column 9: no offer has exactly 24000 MB: a "24 GB" RTX 4090 reports 24564; \
                    write gpu_ram>=24
                    warning: line 2, column 22: hardly any offer has inet_down of exactly 500 Mb/s; write inet_down>=500
                    """);
        } finally {
            System.setIn(before);
        }
    }

    /** What a command did. */
    private record Ran(int exit, String out, String err) {
        static Ran of(String... args) {
            StringWriter out = new StringWriter();
            StringWriter err = new StringWriter();
            int exit = Cli.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
            return new Ran(exit, out.toString(), err.toString());
        }

        JsonNode json() throws Exception {
            return new ObjectMapper().readTree(out);
        }
    }

    @Test
    void searchSortsAndLimitsAsTheOptionsSay() throws Exception {
        Ran dearest = Ran.of(
                "search",
                "num_gpus=1 order=dph_total limit=9",
                "--order",
                "dph_total-",
                "--limit",
                "3",
                "--format",
                "json",
                "-c",
                config);
        Ran plain = Ran.of("search", "num_gpus=1 limit=9", "--format", "json", "-c", config);

        assertThat(dearest.json()).hasSize(3);
        assertThat(dearest.json().get(0).path("dph_total").asDouble())
                .isGreaterThan(dearest.json().get(2).path("dph_total").asDouble());
        assertThat(plain.json()).hasSize(9);
        assertThat(plain.json().get(0).path("dph_total").asDouble())
                .isLessThan(plain.json().get(8).path("dph_total").asDouble());
        assertThat(plain.out()).doesNotContain("public_ipaddr").doesNotContain("203.0.113.");
        assertThat(plain.err())
                .matches("9 offers, best \\$\\d\\.\\d{2,4}/h; the answer is truncated: there may be more\\R");
    }

    @Test
    void aLimitShowsTheBestOfAWatchAndStillCountsTheRest() throws Exception {
        Ran all = Ran.of("search", "w", "--format", "json", "-c", config);
        Ran best = Ran.of("search", "w", "--limit", "2", "--format", "json", "-c", config);

        assertThat(best.json()).hasSize(2);
        assertThat(best.json().get(0)).isEqualTo(all.json().get(0));
        assertThat(best.err()).startsWith("2 of " + all.json().size() + " offers, best $");
        assertThat(best.err()).endsWith("; the answer is complete" + System.lineSeparator());
    }

    @Test
    void searchPricesTheDiskAndTheRentalTypeAsked() throws Exception {
        double small = Ran.of("search", "w", "--limit", "1", "--format", "json", "-c", config)
                .json()
                .path(0)
                .path("dph_total")
                .asDouble();
        JsonNode large = Ran.of("search", "w", "--disk", "60GB", "--limit", "1", "--format", "json", "-c", config)
                .json()
                .path(0);
        JsonNode bid = Ran.of("search", "w", "--type", "bid", "--limit", "1", "--format", "json", "-c", config)
                .json()
                .path(0);

        assertThat(large.path("dph_total").asDouble()).isGreaterThan(small);
        assertThat(bid.path("dph_base")).isEqualTo(bid.path("min_bid"));
    }

    @Test
    void aSearchForNothingSaysSo() {
        assertThat(Ran.of("search", "gpu_name=RTX_4090 dph<0.001", "-c", config))
                .isEqualTo(new Ran(1, "", "no offer matches; the answer is complete" + System.lineSeparator()));
    }

    @Test
    void searchRefusesOptionsThatMeanNothing() {
        assertThat(Ran.of("search", "w", "--limit", "0", "-c", config).exit()).isEqualTo(2);
        assertThat(Ran.of("search", "w", "--type", "forever", "-c", config).exit())
                .isEqualTo(2);
        assertThat(Ran.of("search", "w", "--disk", "50GiB", "-c", config).exit())
                .isEqualTo(2);
        assertThat(Ran.of("search", "w", "--order", "dph_total,pric", "-c", config))
                .isEqualTo(new Ran(2, "", """
                        unknown field 'pric'
                            dph_total,pric
                                      ^
                            'vastwatch fields' lists them
                        """));
        assertThat(Ran.of("search", "w", "-c", folder.resolve("nowhere").toString())
                        .exit())
                .isEqualTo(78);
    }

    @Test
    void theRentCommandFollowsAnIdThatRotates() throws Exception {
        Map<String, Long> before = idsByKey();
        now = NOON.plusSeconds(180);
        Map<String, Long> after = idsByKey();
        String rotated = after.keySet().stream()
                .filter(before::containsKey)
                .filter(key -> !Objects.equals(after.get(key), before.get(key)))
                .findFirst()
                .orElseThrow();

        Ran ran = Ran.of("rent-command", rotated, "-c", config);

        assertThat(ran.exit()).isZero();
        assertThat(ran.out())
                .isEqualTo("vastai create instance " + after.get(rotated)
                        + " --image pytorch/pytorch:latest --disk 20 --ssh --direct" + System.lineSeparator());
        assertThat(ran.err()).startsWith(rotated + " costs $").contains("/h now, with 20 GB disk");
    }

    /** Which id each offer of the market has now. */
    private Map<String, Long> idsByKey() throws Exception {
        Map<String, Long> ids = new HashMap<>();
        for (JsonNode row :
                Ran.of("search", "num_gpus=1", "--format", "json", "-c", config).json()) {
            ids.put(
                    "on-demand/" + row.path("machine_id") + "/1/"
                            + row.path("gpu_name").asText(),
                    row.path("id").asLong());
        }
        return ids;
    }

    @Test
    void theRentCommandTakesItsSettingsFromAWatchOrFromOptions() throws Exception {
        String machine = "bid/"
                + Ran.of("search", "w", "--format", "json", "-c", config)
                        .json()
                        .path(0)
                        .path("machine_id")
                + "/1/RTX 4090";
        String rent = Files.writeString(
                        folder.resolve("rent.yaml"),
                        Files.readString(Path.of(config))
                                .replace(
                                        "notify: hook}",
                                        "notify: hook, disk: 60GB, rent: {image: my/image, bid: min_bid+10%}}"))
                .toString();

        Ran watch = Ran.of("rent-command", machine, "--watch", "w", "-c", rent);
        Ran option = Ran.of("rent-command", machine.replace(' ', '_'), "--watch", "w", "--disk", "40GB", "-c", rent);
        Ran words = Ran.of("rent-command", machine.split(" ")[0], "4090", "-c", rent);

        assertThat(watch.exit()).isZero();
        assertThat(watch.out())
                .matches(
                        "vastai create instance \\d+ --image my/image --disk 60 --ssh --direct --bid_price [.0-9]+\\R");
        assertThat(watch.err()).contains(" now, with 60 GB disk; interruptible, the lowest bid is $");
        assertThat(option.out()).contains(" --image my/image --disk 40 ");
        assertThat(words.out()).contains(" --image pytorch/pytorch:latest --disk 20 ");
        assertThat(Ran.of("rent-command", machine, "--watch", "nobody", "-c", rent)
                        .exit())
                .isEqualTo(2);
    }

    @Test
    void theRentCommandOfWhatIsNotOnTheMarketSaysWhatIs() throws Exception {
        JsonNode row =
                Ran.of("search", "w", "--format", "json", "-c", config).json().path(0);
        String machine = "on-demand/" + row.path("machine_id");
        String disk = " (" + row.path("disk_space").asLong() + " GB disk)";

        Ran size = Ran.of("rent-command", machine + "/64/RTX 4090", "-c", config);
        Ran disks = Ran.of("rent-command", machine + "/1/RTX 4090", "--disk", "100TB", "-c", config);

        assertThat(size.exit()).isEqualTo(1);
        assertThat(size.out()).isEmpty();
        assertThat(size.err())
                .startsWith(machine + "/64/RTX 4090 is not on the market now, with 20 GB disk")
                .contains("    the machine lists '" + machine + "/1/RTX 4090'" + disk);
        assertThat(disks.exit()).isEqualTo(1);
        assertThat(disks.err()).contains("with 100000 GB disk").contains("'" + machine + "/1/RTX 4090'" + disk);
        assertThat(Ran.of("rent-command", "on-demand/999999999/1/RTX 4090", "-c", config))
                .isEqualTo(new Ran(1, "", """
                        on-demand/999999999/1/RTX 4090 is not on the market now, with 20 GB disk
                            the machine lists nothing now
                        """));
    }

    @Test
    void aNameThatNoFileCanHaveIsOneSentence() {
        Ran plain = new Ran(74, "", "not the name of a file: 'a?b'\n");
        assertThat(Ran.of("check", "-c", "a\0b")).isEqualTo(plain);
        assertThat(Ran.of("search", "num_gpus=1", "-c", "a\0b")).isEqualTo(plain);
        assertThat(Ran.of("status", "--state", "file:a\0b")).isEqualTo(plain);
        assertThat(Ran.of("init", "-c", "~/\uD800.yaml").err())
                .startsWith("not the name of a file: '" + System.getenv("HOME"))
                .endsWith("/\uD800.yaml'\n    the locale may not have its characters: set LANG=C.UTF-8\n");
    }

    @Test
    void theRentCommandFindsAnOfferByItsIdAndTheOnlyOneOfAMachine() throws Exception {
        JsonNode row =
                Ran.of("search", "w", "--format", "json", "-c", config).json().path(0);
        String key = row.path("machine_id") + "/1/" + row.path("gpu_name").asText();

        Ran offer = Ran.of("rent-command", row.path("id").asText(), "-c", config);
        Ran bid = Ran.of("rent-command", row.path("id").asText(), "--type", "bid", "-c", config);

        assertThat(offer.exit()).isZero();
        assertThat(offer.out())
                .isEqualTo("vastai create instance " + row.path("id")
                        + " --image pytorch/pytorch:latest --disk 20 --ssh --direct\n");
        assertThat(offer.err()).startsWith("on-demand/" + key + " costs $");
        assertThat(bid.out()).contains(" --bid_price ");
        assertThat(bid.err()).startsWith("bid/" + key + " costs $");
        assertThat(Ran.of("rent-command", "999999999", "-c", config)).isEqualTo(new Ran(1, "", """
                        no on-demand offer and no machine with the id 999999999 is on the market now, with 20 GB disk
                        """));
        assertThat(Ran.of("rent-command", "on-demand/" + key, "--type", "bid", "-c", config))
                .isEqualTo(new Ran(2, "", """
                        a key contains the type, so --type does not apply
                            leave it out
                        """));
        market.faults(() -> Optional.of(new FaultyMarket.Fault(503, "text/plain", "down")));
        assertThat(Ran.of("rent-command", "146113", "-c", config).exit()).isEqualTo(3);
    }

    @Test
    void theRentCommandRefusesAWrongKeyAndNeedsAnAnswer() {
        assertThat(Ran.of("rent-command", "on-demand/146113", "-c", config)).isEqualTo(new Ran(2, "", """
                        not an offer key: 'on-demand/146113'
                            write it as on-demand/146113/1/RTX 4090
                        """));
        assertThat(Ran.of("rent-command", "forever/146113/1/RTX 4090", "-c", config)
                        .exit())
                .isEqualTo(2);
        market.faults(() -> Optional.of(new FaultyMarket.Fault(503, "text/plain", "down")));
        assertThat(Ran.of("rent-command", "on-demand/146113/1/RTX 4090", "-c", config)
                        .exit())
                .isEqualTo(3);
    }

    @Test
    void querySaysWhatItMeansOrThatItIsWrong() {
        assertThat(run("query", "gpu_name=RTX_4090 num_gpus=1", "--no-defaults"))
                .isEqualTo("0 {\"gpu_name\":{\"eq\":\"RTX 4090\"},\"num_gpus\":{\"eq\":1}}\n");
        assertThat(run("query", "num_gpus=1", "--vendor", "--type", "bid", "--disk", "50GB"))
                .isEqualTo(
                        "0 vastai search offers 'num_gpus=1' --type bid --storage 50 -o 'dph_total' --limit 10000\n");
        assertThat(run("query", "gpu_nam=L4")).isEqualTo("2 ");
    }

    @Test
    void queryShowsTheRequestWithTheKeyMasked() {
        assertThat(run("query", "num_gpus=1", "--request", "--protocol", "bundles", "-c", config))
                .isEqualTo("0 POST " + market.url() + "/api/v0/bundles/\naccept: application/json\n"
                        + "user-agent: vastwatch\nauthorization: Bearer ***\ncontent-type: application/json\n\n"
                        + "{\"verified\":{\"eq\":true},\"external\":{\"eq\":false},\"rentable\":{\"eq\":true},"
                        + "\"num_gpus\":{\"eq\":1},\"order\":[[\"dph_total\",\"asc\"]],\"type\":\"on-demand\","
                        + "\"limit\":10000,\"allocated_storage\":20}\n");
    }

    @Test
    void explainSaysWhatEachClauseLetsThroughAndWhatTheNearestLack() throws Exception {
        assertThat(run("explain", "w", "-c", config))
                .startsWith("0 watch 'w': ")
                .contains("complete answer")
                .contains("verified=true  (default filter)")
                .contains("nearest offers that do not match:\n  on-demand/")
                .contains("fails only ");
        assertThat(run("explain", "w", "-c", write("dph_total <= 0.01")))
                .startsWith("1 watch 'w': 0 matches now")
                .contains(" above your threshold");
        assertThat(run("explain", "nobody", "-c", config)).isEqualTo("2 ");
    }

    @Test
    void explainJudgesOneMachineClauseByClause() throws Exception {
        JsonNode explained = JSON.readTree(
                run("explain", "w", "--format", "json", "-c", config).substring(2));
        String machine = explained.path("nearest").path(0).path("key").asText().split("/")[1];

        assertThat(run("explain", "w", "--machine", machine, "-c", config))
                .startsWith("1 on-demand/" + machine + "/")
                .contains("does not match\n  ")
                .contains("  FAIL     ");
        assertThat(run("explain", "w", "--offer", "1", "-c", config))
                .isEqualTo("1 this offer is not on the market now; ids change, so try --machine, or 'vastwatch"
                        + " rent-command'\n");
    }

    /** The exit code and what is printed. */
    private static String run(String... args) {
        StringWriter out = new StringWriter();
        int code = Cli.run(new PrintWriter(out), args);
        return code + " " + out;
    }

    private String write(String threshold) throws Exception {
        return Files.writeString(folder.resolve("vastwatch" + threshold.hashCode() + ".yaml"), """
                        vast: {url: "%s", api_key: key, requests_per_minute: 600, rows_per_day: off}
                        state: file:%s/state.db
                        channels: {hook: {type: webhook, url: "%s"}}
                        watches:
                          - {name: w, query: gpu_name=RTX_4090 num_gpus=1, threshold: %s, notify: hook}
                        """.formatted(
                                market.url(), folder, receivers.hookUrl(), threshold))
                .toString();
    }
}

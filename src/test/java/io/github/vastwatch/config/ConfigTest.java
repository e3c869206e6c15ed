package io.github.vastwatch.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.vastwatch.http.Proxies;
import io.github.vastwatch.notify.channel.HttpTarget;
import io.github.vastwatch.notify.channel.Webhook;
import io.github.vastwatch.offer.Operator;
import io.github.vastwatch.offer.Query;
import io.github.vastwatch.offer.Value;
import io.github.vastwatch.watch.Threshold;
import io.github.vastwatch.watch.Watch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigTest {
    private static final Map<String, String> ENVIRONMENT =
            Map.of("VAST_API_KEY", "top-secret", "HOOK_SECRET", "whsec_aGVsbG8=", "SMTP_PASSWORD", "pw");

    @TempDir
    Path folder;

    @Test
    void theExampleIsRead() throws Exception {
        Config config = read(Files.readString(Path.of("config", "vastwatch.yaml")));

        assertThat(config.watches()).extracting(watch -> watch.name()).containsExactly("cheap-4090", "best-value");
    }

    @Test
    void everyKeyThatTheExampleLeavesOutIsReadToo() throws Exception {
        String example = Files.readString(Path.of("config", "vastwatch.yaml"));
        String all = example.replaceAll("(?m)^( *)# (api_key|user|password_file|secret|timezone|until): ", "$1$2: ");

        Config config = read(all);

        assertThat(config.vast().apiKey().orElseThrow().reveal()).isEqualTo("top-secret");
        assertThat(config.watches().get(0).until()).contains(Instant.parse("2026-12-31T23:00:00Z"));
        assertThat(config.channels().get("hook"))
                .extracting(channel -> ((Webhook) ((HttpTarget) channel.target()).httpService())
                        .secrets()
                        .get(0)
                        .reveal())
                .isEqualTo("whsec_aGVsbG8=");
    }

    @Test
    void theProxyOfTheEnvironmentCountsWhereTheConfigNamesNone() throws Exception {
        Path file = Files.writeString(folder.resolve("vastwatch.yaml"), """
                vast: {proxy: "http://me:s3cret@own.example:1"}
                heartbeat: {url: "https://hc.example/ID"}
                channels:
                  all: {type: slack, url: "https://hook.example/x"}
                  near: {type: slack, url: "https://near.example/x"}
                  off: {type: slack, url: "https://hook.example/x", proxy: off}
                watches:
                  - {name: w, query: num_gpus=1, threshold: dph_total <= 1, notify: [all, near, off]}
                """);

        Config config =
                Config.read(file, Map.of("HTTPS_PROXY", "bob:s3cret@far.example:2", "NO_PROXY", "near.example")::get);

        assertThat(config.vast().transport().proxy(config.vast().url()).map(Proxies.ProxyServer::toString))
                .contains("http://***@own.example:1");
        assertThat(config.heartbeat().orElseThrow())
                .hasToString("https://hc.example/***, through http://***@far.example:2");
        assertThat(config.channels().values())
                .extracting(channel -> channel.target().toString())
                .containsExactly(
                        "slack webhook at hook.example, through http://***@far.example:2",
                        "slack webhook at near.example",
                        "slack webhook at hook.example");
        assertThat(config + config.effectiveConfig().yaml())
                .doesNotContain("s3cret")
                .contains("proxy: http://***@own.example:1");
    }

    @Test
    void aProxyOfTheEnvironmentThatIsNoneIsReportedOnce() throws Exception {
        Path file = Files.writeString(folder.resolve("vastwatch.yaml"), """
                channels:
                  a: {type: slack, url: "https://hook.example/x"}
                  b: {type: slack, url: "https://hook.example/y"}
                watches:
                  - {name: w, query: num_gpus=1, threshold: dph_total <= 1, notify: [a, b]}
                """);

        assertThatThrownBy(() -> Config.read(file, Map.of("https_proxy", "ftp://me:s3cret@proxy")::get))
                .hasMessage(file + ":1:1: the environment's HTTPS_PROXY: not a proxy\n    write it as"
                        + " http://proxy.example.org:3128, http://USER:PASSWORD@proxy.example.org:3128 or"
                        + " socks5://127.0.0.1:1080\n1 problem; nothing was started");
    }

    @Test
    void scalarsMeanWhatTheyLookLike() throws Exception {
        Config config = read("""
                state: memory
                channels: {no: {type: webhook, url: "http://127.0.0.1:9/"}}
                watches:
                  - name: 0123
                    enabled: off
                    query: geolocation notin [NO] num_gpus=1
                    threshold: dph_total <= 0.40
                    notify: no
                """);

        assertThat(config.watches().get(0).name()).isEqualTo("0123");
        assertThat(config.watches().get(0).enabled()).isFalse();
        assertThat(config.watches().get(0).channels()).isEqualTo(List.of("no"));
        assertThat(config.watches().get(0).query().toString()).contains("geolocation notin [NO]");
    }

    @Test
    void theMappingOfTheDocumentationMeansTheSameAsTheString() throws Exception {
        Matcher block = Pattern.compile("```yaml\\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("docs", "query.md")));
        assertThat(block.find()).isTrue();

        Query query = query(block.group(1));

        assertThat(query)
                .isEqualTo(Query.parse("gpu_name in [RTX_4090,RTX_5090] num_gpus=1 gpu_ram>=24 duration>=3"
                                + " geolocation notin [CN,RU] verified=any order=dph limit=500")
                        .with(new Query.RawFilter("gpu_ram_free_min", Operator.GTE, List.of(Value.of(20_000)))));
    }

    @Test
    void aMappingTakesEachOperatorAndEachWayToWriteAValue() throws Exception {
        assertThat(query("""
                query:
                  gpu_name: [RTX_4090, "RTX 5090"]
                  num_gpus: {">=": 2, lte: 8}
                  cpu_ram: {gte: 0.5TB}
                  disk_space: {gte: 100GB}
                  gpu_total_ram: {lt: 96000MB}
                  geolocation: {in: [EU, NO, SAU]}
                  static_ip: yes
                  has_avx: true
                  cluster_id: null
                  external: ~
                  driver_version: {gte: 550.54.15}
                  ubuntu_version: "22.04"
                  duration: {gte: 1d12h}
                """))
                .isEqualTo(
                        Query.parse(
                                "gpu_name in [RTX_4090,RTX_5090] num_gpus>=2 num_gpus<=8 cpu_ram>=500 "
                                        + "disk_space>=100 gpu_total_ram<96 geolocation in [EU,NO,SAU] static_ip=true has_avx=true "
                                        + "cluster_id=null external=null driver_version>=550.54.15 ubuntu_version=22.04 duration>=1.5"));
    }

    @Test
    void aTwoLetterCodeInAMappingIsTheCountryAndAContinentHasAName() throws Exception {
        assertThat(query("query: {geolocation: [AE, SA]}")).isEqualTo(Query.parse("geolocation in [AE,SA]"));
        assertThat(query("query: {geolocation: SA}")).isEqualTo(Query.parse("geolocation=SA"));
        assertThat(query("query: {geolocation: {notin: [CN, NA]}}"))
                .isEqualTo(Query.parse("geolocation notin [CN,NA]"));
        assertThat(query("query: {geolocation: {neq: South America}}"))
                .isEqualTo(Query.parse("geolocation notin [South_America]"));
        assertThat(query("query: {geolocation: EU}")).isEqualTo(Query.parse("geolocation in [EU]"));
        assertThat(query("query: {geolocation: {in: Asia}}")).isEqualTo(Query.parse("geolocation in [Asia]"));
    }

    @Test
    void aCodeThatIsTakenForAContinentIsDoubtedInAMappingToo() throws Exception {
        Config config = read("""
                channels: {hook: {type: webhook, url: "http://127.0.0.1:9/"}}
                watches:
                  - name: a
                    threshold: dph_total <= 0.40
                    notify: hook
                    query: {gpu_name: RTX 4090, geolocation: [US, NA]}
                """);

        assertThat(config.warnings().stream()
                        .map(Problem::toString)
                        .map(text -> text.substring(text.indexOf(".yaml:") + 6)))
                .containsExactly("6:51: NA is Namibia\n    for the continent write North_America, "
                        + "for Namibia without this warning NAM");
    }

    @Test
    void aWorkloadIsTheWatchsDiskAndGpusAndWhatItsThresholdsAreOn() throws Exception {
        String watches = """
                channels: {hook: {type: webhook, url: "http://127.0.0.1:9/"}}
                defaults: {notify: hook, query: gpu_name=RTX_4090, disk: 50GB}
                watches:
                  - name: a
                    threshold: job_cost <= 8.50
                    urgent: effective_dph <= 0.30
                    quiet_hours: {at: "23:00-07:00", timezone: UTC, unless: job_cost <= 4}
                    workload: {hours: 20, disk: 0.2TB, download: 100GB, upload: 1.5GB, gpus: 2}
                  - {name: b, threshold: dph_total <= 1, query: num_gpus=4, workload: {hours: 0.5, gpus: 2}}
                """;
        Config config = read(watches);
        Watch job = config.watches().get(0);
        Watch other = config.watches().get(1);

        assertThat(job.workload()).hasToString("Optional[20h, 100GB down, 1.5GB up]");
        assertThat(job.threshold()).hasToString("job_cost(20h, 100GB down, 1.5GB up) <= 8.50");
        assertThat(job.alerts().notifyRules().urgent())
                .hasToString("Optional[effective_dph(20h, 100GB down, 1.5GB up) <= 0.30]");
        assertThat(job.alerts().rateRules().quietHours().orElseThrow().unless())
                .hasToString("Optional[job_cost(20h, 100GB down, 1.5GB up) <= 4]");
        assertThat(job.diskGb()).isEqualTo(200);
        assertThat(job.query())
                .hasToString(Query.parse("gpu_name=RTX_4090 num_gpus>=2").toString());
        assertThat(other.workload()).hasToString("Optional[0.5h]");
        assertThat(other.diskGb()).isEqualTo(50);
        assertThat(other.query()).isEqualTo(Query.parse("num_gpus=4"));
        assertThat(read(config.effectiveConfig().yaml()).watches())
                .usingRecursiveComparison()
                .ignoringFields("schedule")
                .isEqualTo(config.watches());
    }

    @Test
    void anUrgentThatIsNoBetterThanTheThresholdIsDoubted() throws Exception {
        Config config = read("""
                channels: {hook: {type: webhook, url: "http://127.0.0.1:9/"}}
                defaults: {notify: hook, query: num_gpus=1, threshold: dph_total <= 0.40}
                watches:
                  - {name: a, urgent: dph_total <= 0.25}
                  - {name: b, urgent: dph_total <= 0.50}
                  - {name: c, urgent: dph_total >= 0.10}
                """);

        assertThat(config.watches().get(0).alerts().notifyRules().urgent())
                .contains(Threshold.parse("dph_total <= 0.25"));
        assertThat(config.warnings().stream()
                        .map(Problem::toString)
                        .map(text -> text.substring(text.indexOf(".yaml:") + 6)))
                .containsExactly(
                        "5:23: whatever meets dph_total <= 0.40 meets dph_total <= 0.50 too, so that every match is"
                                + " urgent\n    write a better value than the threshold",
                        "6:23: dph_total >= 0.10 makes the worse offers urgent, not the better\n"
                                + "    write dph_total <= 0.10 unless that is intended");
    }

    @Test
    void whatCanHardlyBeMeantIsDoubtedInItsPlace() throws Exception {
        Config config = read("""
                channels: {hook: {type: webhook, url: "http://127.0.0.1:9/"}}
                defaults: {notify: hook}
                watches:
                  - name: a
                    query: "gpu_ram>=48 dph<0.5"
                    threshold: dph_total <= 0.40
                  - name: b
                    threshold: dph_total <= 0.40
                    query:
                      gpu_name: RTX 4O90
                """);

        assertThat(config.warnings().stream()
                        .map(Problem::toString)
                        .map(text -> text.substring(text.indexOf(".yaml:") + 6)))
                .containsExactly(
                        "5:13: dph_total<0.5 in the query, beside the threshold dph_total <= 0.40\n"
                                + "    leave it to the threshold: what the query hides is not compared",
                        "5:22: gpu_ram>=48 excludes every \"48 GB\" L40S: it reports 46068 MB\n    write gpu_ram>=45",
                        "10:17: unknown GPU 'RTX 4O90'\n    did you mean 'RTX 4090'?");
    }

    @Test
    void aNightWithoutAZoneOnAMachineInUtcAndAChannelThatReportsItsOwnDeathAreDoubted() throws Exception {
        Config config = read("""
                channels: {hook: {type: webhook, url: "http://127.0.0.1:9/"}}
                defaults: {notify: hook, query: gpu_name=RTX_4090, threshold: dph_total <= 0.40}
                watches:
                  - {name: a, trouble: [hook]}
                  - {name: b, quiet_hours: {at: "23:00-07:00", timezone: UTC}}
                  - {name: c, quiet_hours: {at: "23:00-07:00"}, timezone: Europe/Berlin}
                  - {name: d, quiet_hours: {at: "23:00-07:00"}}
                """);
        boolean isUtc = ZoneId.systemDefault().getRules().equals(ZoneOffset.UTC.getRules());

        assertThat(config.warnings().stream()
                        .map(Problem::toString)
                        .map(text -> text.substring(text.indexOf(".yaml:") + 6)))
                .filteredOn(text -> isUtc || !text.contains("quiet hours"))
                .containsExactlyElementsOf(Stream.of(
                                "4:24: channel 'hook' is the only channel, and cannot report its own failure\n"
                                        + "    name another under trouble",
                                "7:28: quiet hours without a timezone, on a machine that is set to UTC\n"
                                        + "    write timezone: Europe/Berlin, or timezone: UTC if that is intended")
                        .limit(isUtc ? 2 : 1)
                        .toList());
    }

    private Query query(String yaml) throws Exception {
        return read("""
                        channels: {hook: {type: webhook, url: "http://127.0.0.1:9/"}}
                        watches:
                          - name: w
                            threshold: dph_total <= 0.40
                            notify: hook
                        """ + yaml.indent(4)).watches().get(0).query();
    }

    @Test
    void noSecretIsEverPrinted() throws Exception {
        Config config = read(Files.readString(Path.of("config", "vastwatch.yaml"))
                .replace("# api_key: $", "api_key: $")
                .replace("https://example.org/hook", "https://example.org/token-in-the-path"));

        assertThat(config.toString()).doesNotContain("top-secret").doesNotContain("token-in-the-path");
    }

    private Path secretFile() throws IOException {
        return Files.writeString(folder.resolve("smtp"), "pw\n");
    }

    private Config read(String yaml) throws Exception {
        Path file = folder.resolve("vastwatch.yaml");
        Files.writeString(
                file,
                yaml.replace("file:/var/lib/vastwatch", "file:" + folder)
                        .replace("/etc/vastwatch/smtp", secretFile().toString()));
        return Config.read(file, ENVIRONMENT::get);
    }
}

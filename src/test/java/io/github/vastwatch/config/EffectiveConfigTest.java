package io.github.vastwatch.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.vastwatch.watch.Watch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EffectiveConfigTest {
    private static final Map<String, String> ENVIRONMENT =
            Map.of("KEY", "hidden-key", "PASSWORD", "hidden-password", "SECRET", "whsec_aGlkZGVu", "PRICE", "0.40");
    private static final List<String> HIDDEN = List.of("hidden", "aGlkZGVu");

    private static final String CONFIG = """
            vast: {api_key: "${KEY}"}
            channels:
              me: {type: email, to: a@example.org, from: b@example.org,
                smtp: {host: h, user: u, password: "${PASSWORD}"}}
              hook: {type: webhook, url: "https://example.org:8443/hidden?token=hidden", secret: "${SECRET}"}
            defaults: {every: 5m, notify: [me, hook], rent: {bid: min_bid}}
            watches:
              - name: a
                query: gpu_name=RTX_4090
                threshold: dph_total <= ${PRICE}
                rent: {options: "-e X=$${Y} $$ $5"}
              - name: b
                query: {num_gpus: 1, verified: any, cluster_id: null, extra: {x: {eq: "1"}, y: {eq: 1}}}
                threshold: dlperf >= 1
                cron: "*/5 * * * *"
                timezone: Europe/Berlin
                enabled: off
            """;

    @TempDir
    Path folder;

    @Test
    void itsFingerprintIsOfWhatDaemonsThatShareAStateHaveInCommon() throws Exception {
        String fingerprint = read(CONFIG).effectiveConfig().fingerprint();

        assertThat(read(CONFIG).effectiveConfig().fingerprint()).isEqualTo(fingerprint);
        assertThat(read("# note\nstate: file:other.db\nlog: {level: debug}\nweb: {listen: 127.0.0.1:8480}\n" + CONFIG)
                        .effectiveConfig()
                        .fingerprint())
                .as("where the state, the page and the log of one of them are")
                .isEqualTo(fingerprint);
        assertThat(read(CONFIG.replace("dlperf >= 1", "dlperf >= 2"))
                        .effectiveConfig()
                        .fingerprint())
                .as("a watch")
                .isNotEqualTo(fingerprint);
        assertThat(read(CONFIG.replace("to: a@example.org", "to: c@example.org"))
                        .effectiveConfig()
                        .fingerprint())
                .as("a channel")
                .isNotEqualTo(fingerprint);
        assertThat(read("history: {keep: 5d}\n" + CONFIG).effectiveConfig().fingerprint())
                .as("what is kept")
                .isNotEqualTo(fingerprint);
    }

    @Test
    void isTheConfigWithEverythingPutInAndSecretsAsStars() throws Exception {
        assertThat(read(CONFIG).effectiveConfig().yaml()).isEqualTo("""
                vast:
                  api_key: '***'
                  url: https://console.vast.ai
                  protocol: auto
                  requests_per_minute: 6
                  rows_per_day: auto
                state: memory
                history:
                  keep: 90d
                  max_size: 500MB
                channels:
                  me:
                    type: email
                    to:
                      - a@example.org
                    separately: false
                    from: b@example.org
                    smtp:
                      host: h
                      tls: starttls
                      user: u
                      password: '***'
                    expires: 24h
                    concurrency: 2
                  hook:
                    type: webhook
                    url: https://example.org:8443/***
                    secret: '***'
                    max_body: 256kB
                    method: POST
                    timeout: 20s
                    allow_private: true
                    expires: 24h
                    concurrency: 8
                watches:
                  - name: a
                    query: gpu_name=RTX_4090
                    threshold: dph_total <= 0.40
                    notify:
                      - me
                      - hook
                    enabled: true
                    type: on-demand
                    disk: 20GB
                    every: 5m
                    rent:
                      image: pytorch/pytorch:latest
                      options: "-e X=$${Y} $ $5"
                      bid: min_bid
                    confirm: 1
                    slack: 2%
                    remind: "off"
                    on_start: alert
                    top: 5
                    at_most: 10/h
                    hello: true
                  - name: b
                    query:
                      num_gpus: 1
                      verified: any
                      cluster_id: null
                      extra:
                        x:
                          eq: "1"
                        "y":
                          eq: 1
                    threshold: dlperf >= 1
                    notify:
                      - me
                      - hook
                    enabled: false
                    type: on-demand
                    disk: 20GB
                    cron: '*/5 * * * *'
                    timezone: Europe/Berlin
                    rent:
                      image: pytorch/pytorch:latest
                      options: --ssh --direct
                      bid: min_bid
                    confirm: 1
                    slack: 2%
                    remind: "off"
                    on_start: alert
                    top: 5
                    at_most: 10/h
                    hello: true
                """);
    }

    @Test
    void readsBackAsTheSameConfig() throws Exception {
        Config config = read(CONFIG);
        String printed = config.effectiveConfig().yaml().replaceAll("(?m)(secret: ).*", "$1\"\\${SECRET}\"");

        Config again = read(printed);

        assertSame(again, config);
        assertThat(again.state()).isEqualTo(config.state());
        assertThat(again.effectiveConfig().yaml())
                .isEqualTo(config.effectiveConfig().yaml());
    }

    @Test
    void aDefaultThatFollowsFromAnotherKeyIsPrintedAsItHolds() throws Exception {
        assertThat(read(CONFIG.replace("{host: h, user: u", "{host: h, port: 465, user: u"))
                        .effectiveConfig()
                        .yaml())
                .contains("      port: 465\n      tls: tls\n");
    }

    @Test
    void theExampleReadsBackToo() throws Exception {
        String example =
                Files.readString(Path.of("config", "vastwatch.yaml")).replaceAll("(?m)^state: .*", "state: memory");

        Config again = read(read(example).effectiveConfig().yaml());

        assertSame(again, read(example));
    }

    /** Schedules have no equality of their own. */
    private static void assertSame(Config again, Config config) {
        assertThat(again.watches()).hasToString(config.watches().toString());
        assertThat(again.watches())
                .extracting(Watch::query)
                .isEqualTo(config.watches().stream().map(Watch::query).toList());
    }

    @Test
    void noSecretIsPrinted() throws Exception {
        Config config = read(CONFIG);

        assertThat(List.of(config.toString(), config.effectiveConfig().yaml(), JsonSchema.text()))
                .allSatisfy(text -> assertThat(HIDDEN).noneMatch(text::contains));
    }

    @Test
    void noProblemShowsASecretThatStandsInItsLine() throws Exception {
        List<String> bad = List.of(
                "vast: {api_key: hidden, protcol: x}\n" + CONFIG.substring(CONFIG.indexOf("channels:")),
                "vast:\n  api_key: hidden\n  api_key: hidden-too\n",
                "vast: {apikey: hidden}\n",
                "vast: {token: hidden}\n",
                "vast: {api_key: [hidden]}\n",
                "vast: {api_key: \"hid${den\"}\n",
                "vast: {api_key: hidden\n",
                "vast: {api_key: *hidden}\n",
                "vast:\n  api_key: hidden: more\n",
                "vast:\n  api_key: *hidden/\n",
                "vast:\n  api_key:hidden\n",
                "vast: api_key=hidden\n",
                "channels: {h: {type: webhook, url: hidden, scret: hidden}}\n",
                "channels: {h: {type: webhook, url: http://x/hidden, secret: hidden, to: x}}\n",
                "channels:\n  h:\n    type: webhook\n    url: http://x/\n    secret: |\n      hidden\n      hidden\n",
                "channels: {m: {type: email, smtp: {password: hidden, prt: 1}}}\n",
                "channels: {m: {type: email, smtp: {password: \"hidden\\q\"}}}\n");
        assertThat(bad).allSatisfy(yaml -> {
            BadConfig failure = catchThrowableOfType(BadConfig.class, () -> read(yaml));
            assertThat(failure).isNotNull();
            assertThat(failure.getMessage() + failure.pointed() + failure.problems())
                    .as(yaml)
                    .doesNotContain("hidden");
        });
    }

    @Test
    void aPersonSeesTheLineAndACaret() {
        BadConfig failure = catchThrowableOfType(
                BadConfig.class, () -> read("vast: {api_key: hidden, requests_per_minute: 6 0}\n\tx"));
        BadConfig other = catchThrowableOfType(
                BadConfig.class,
                () -> read(CONFIG.replace("{api_key: \"${KEY}\"}", "{api_key: hidden, protocol: ask}")));

        assertThat(failure.pointed().replace(folder + "/", "")).isEqualTo("""
                v.yaml:2:1: a tab: YAML allows only spaces for indentation
                     x
                    ^
                    use spaces
                1 problem; nothing was started""");
        assertThat(other.pointed().replace(folder + "/", "")).isEqualTo("""
                v.yaml:1:35: unknown protocol 'ask'
                    vast: {api_key: ***, protocol: ask}
                                                   ^
                    did you mean 'asks'?
                1 problem; nothing was started""");
    }

    private Config read(String yaml) throws Exception {
        return Config.read(Files.writeString(folder.resolve("v.yaml"), yaml), ENVIRONMENT::get);
    }
}

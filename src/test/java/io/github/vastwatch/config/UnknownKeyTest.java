package io.github.vastwatch.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnknownKeyTest {
    private static final String HOOK = "channels: {hook: {type: webhook, url: \"http://127.0.0.1:9/\"}}\n";
    private static final String WATCH = "{name: w, query: num_gpus=1, threshold: dph_total <= 1, notify: hook, %s}";

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            interval: 5m          | did you mean 'every', as every: 1m?
            poll_interval: 5m     | did you mean 'every', as every: 1m?
            checkEvery: 5m        | did you mean 'every', as every: 1m?
            schedule: "0 9 * * *" | did you mean 'cron', as cron: */5 7-22 * * *?
            channel: hook         | did you mean 'notify', as notify: me?
            mute: "23:00-07:00"   | did you mean 'quiet_hours', as quiet_hours: 23:00-07:00?
            evry: 5m              | did you mean 'every'?
            """)
    void aKeyByAnotherNameIsTheKeyThatMeansTheSame(String line, String advice) throws Exception {
        assertThat(advice(HOOK + "watches:\n  - " + WATCH.formatted(line))).containsExactly(advice);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            max_price: 0.31     | write threshold: dph_total <= 0.31
            price: $0.31/h      | write threshold: dph_total <= 0.31
            dph_total: "<=0.31" | write threshold: dph_total <= 0.31
            budget: cheap       | write threshold: dph_total <= 0.40
            """)
    void aPriceByAnotherNameIsTheThresholdThatItMeans(String line, String advice) throws Exception {
        assertThat(advice(HOOK + "watches:\n  - {name: w, query: num_gpus=1, notify: hook, " + line + "}"))
                .containsExactly(advice);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            country: DE        | it is a part of the query: write query: geolocation=DE
            vram: 24           | it is a part of the query: write query: gpu_ram>=24
            gpus: 2            | it is a part of the query: write query: num_gpus=2
            cuda: 12.4         | it is a part of the query: write query: cuda_max_good>=12.4
            gpu_name: RTX 4090 | it is a part of the query: write query: gpu_name=RTX_4090
            gpu: [A, B]        | it is a part of the query: write query: gpu_name=…
            uptime: 0.99       | it is a part of the query: write query: reliability>=0.99
            countries: DE      | it is a part of the query: write query: geolocation=DE
            cpu: 8             | it is a part of the query: write query: cpu_cores_effective>=8
            bid: 0.2           | it belongs below rent:
            days: mon          | it belongs below quiet_hours:
            hours: 20          | it belongs below workload:
            download: 100GB    | it belongs below workload:
            image: mine        | it belongs below rent:
            unless: none       | it belongs below quiet_hours:
            heartbeat: x       | it belongs to the top of the file
            """)
    void whatBelongsElsewhereIsSentThere(String line, String advice) throws Exception {
        assertThat(advice(HOOK + "watches:\n  - " + WATCH.formatted(line))).containsExactly(advice);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            webhook: "https://example.org/" | it belongs below channels:, as me: {type: webhook, …}
            api_key: abc                    | it belongs below vast:
            interval: 5m                    | it belongs to a watch, or below defaults: for every watch
            timezone: UTC                   | it belongs to a watch, or below defaults: for every watch
            database: x                     | did you mean 'state', as state: file:/var/lib/vastwatch/state.db?
            flavour: x                      | the nearest keys are 'alive' and 'log'; config/vastwatch.yaml shows them all
            """)
    void aKeyAtTheTopIsSentWhereItBelongs(String line, String advice) throws Exception {
        assertThat(advice(HOOK + line + "\nwatches:\n  - " + WATCH.formatted("enabled: true")))
                .containsExactly(advice);
    }

    @Test
    void watchStandsForWatchesAndNothingElseIsMissing() throws Exception {
        assertThat(advice(HOOK + "watch:\n  - " + WATCH.formatted("enabled: true")))
                .containsExactly("did you mean 'watches'?");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {type: webhook, url: "http://127.0.0.1:9/", to: x}                         | a channel of type email takes it
            {type: webhook, endpoint: "http://127.0.0.1:9/"}                           | did you mean 'url', as url: https://example.org/hook?
            {type: email, to: a@b.org, from: a@b.org, smtp: {host: h, username: me}}   | did you mean 'user', as user: me?
            {type: email, to: a@b.org, from: a@b.org, smtp: {host: h}, port: 25}       | it belongs below smtp:
            {type: email, to: a@b.org, from: a@b.org, smtp: {host: h, separately: no}} | it belongs to the channel, beside smtp:
            {type: telegram, bot_token: "1:a", chat_id: 5}                             | did you mean 'token', as token: ${TELEGRAM_TOKEN}?
            """)
    void aKeyOfAChannelIsFoundByAnotherName(String channel, String advice) throws Exception {
        assertThat(advice("channels:\n  hook: " + channel + "\nwatches:\n  - " + WATCH.formatted("enabled: true")))
                .containsExactly(advice);
    }

    /** What is hidden stays so, whatever it is called. */
    @Test
    void aSecretByAnotherNameIsNotShown() throws Exception {
        BadConfig failure =
                failure("channels: {hook: {type: telegram, bot_token: hidden-one, chat_id: 5}}\nwatches:\n  - "
                        + WATCH.formatted("pin: hidden-two"));

        assertThat(failure.pointed()).doesNotContain("hidden-one").doesNotContain("hidden-two");
    }

    private List<String> advice(String yaml) throws Exception {
        return failure(yaml).problems().stream().map(Problem::advice).toList();
    }

    private BadConfig failure(String yaml) throws Exception {
        Path file = Files.writeString(folder.resolve("main.yaml"), yaml);
        BadConfig failure =
                catchThrowableOfType(BadConfig.class, () -> Config.read(file, Map.<String, String>of()::get));
        assertThat(failure).as(yaml).isNotNull();
        return failure;
    }
}

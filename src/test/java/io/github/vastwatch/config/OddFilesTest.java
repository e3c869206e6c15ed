package io.github.vastwatch.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.vastwatch.watch.Watch;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that editors, other programs and enemies leave, which a golden file would not show. */
@Timeout(20)
class OddFilesTest {
    private static final String HEAD = "channels: {hook: {type: webhook, url: \"http://127.0.0.1:9/\"}}\n";
    private static final String VALID =
            HEAD + "watches:\n  - {name: w, query: num_gpus=1, threshold: dph_total <= 1, notify: hook}\n";

    @TempDir
    Path folder;

    @Test
    void windowsLineEndsAndAByteOrderMarkAreFine() throws Exception {
        assertThat(read(("\uFEFF" + VALID.replace("\n", "\r\n")).getBytes(StandardCharsets.UTF_8))
                        .watches())
                .extracting(Watch::name)
                .containsExactly("w");
    }

    @Test
    void placesAreTheSameWithThem() throws Exception {
        String bad = VALID.replace("{name", "{every: >-\n      5\n      moons,\n    name")
                .replace("num_gpus=1", "num_gpus=one");

        assertThat(said(bad.replace("{every: >-\n      5\n      moons,\n    name", "{every: \"5\n      moons\", name")))
                .isEqualTo(said(("\uFEFF"
                        + bad.replace("{every: >-\n      5\n      moons,\n    name", "{every: \"5\n      moons\", name")
                                .replace("\n", "\r\n"))))
                .contains(":3:14: not a duration: '5 moons'", ":4:40: num_gpus takes a number: 'one'");
    }

    @Test
    void aQueryInLinesHasItsPlacesUnderWindowsToo() throws Exception {
        String bad = HEAD + """
                watches:
                  - name: w
                    query: |-
                      num_gpus=1
                      reliabilty>0.9
                    threshold: dph_total <= 1
                    notify: hook
                """;

        assertThat(said(bad.replace("\n", "\r\n"))).contains(":6:7: unknown field 'reliabilty'");
        // What folding made of the text has its place where the value begins.
        assertThat(said(bad.replace("|-", ">-"))).contains(":4:12: unknown field 'reliabilty'");
    }

    @Test
    void whatIsNotUtf8IsPointedAt() throws Exception {
        byte[] latin = VALID.replace("watches:", "# für später\nwatches:").getBytes(StandardCharsets.ISO_8859_1);

        assertThat(said(latin)).contains(":2:4: the file is not UTF-8\n");
        assertThat(said(VALID.getBytes(StandardCharsets.UTF_16))).contains(":1:1: the file is not UTF-8\n");
    }

    @Test
    void tenMegabytesAreNoConfig() throws Exception {
        assertThat(said(VALID + "# padding\n".repeat(1_000_000))).contains(":1:1: the file has more than 2 MB\n");
    }

    @Test
    void aFolderIsNoConfig() {
        assertThat(bad(folder).getMessage()).contains("the file cannot be read: it is a folder");
    }

    @Test
    void aBombIsRefused() throws Exception {
        StringBuilder bomb = new StringBuilder(VALID).append("x-0: &x0 [a, a, a]\n");
        for (int i = 1; i < 40; i++) {
            bomb.append("x-%1$d: &x%1$d [*x%2$d, *x%2$d, *x%2$d]\n".formatted(i, i - 1));
        }

        assertThat(said(bomb.toString())).contains("with its aliases it has more than 250000 values");
    }

    @Test
    void aBombOfMergesIsRefused() throws Exception {
        StringBuilder bomb = new StringBuilder(VALID).append("x-0: &x0 {a: b}\n");
        for (int i = 1; i < 40; i++) {
            bomb.append("x-%1$d: &x%1$d {<<: [*x%2$d, *x%2$d, *x%2$d]}\n".formatted(i, i - 1));
        }

        assertThat(said(bomb.toString())).contains("with its aliases it has more than 250000 values");
    }

    @Test
    void aThousandWatchesMayShareOneAnchor() throws Exception {
        StringBuilder many = new StringBuilder(HEAD)
                .append("x-base: &base {query: num_gpus=1, threshold: dph_total <= 1, notify: hook}\nwatches:\n");
        for (int i = 0; i < 1000; i++) {
            many.append("  - {<<: *base, name: w%d}\n".formatted(i));
        }

        assertThat(read(many.toString().getBytes(StandardCharsets.UTF_8)).watches())
                .hasSize(1000);
    }

    @Test
    void aMergedKeyIsOverriddenByTheWatchesOwn() throws Exception {
        Config config = read((HEAD + """
                x-base: &base {query: num_gpus=1, threshold: dph_total <= 1, notify: hook}
                x-night: &night {threshold: dph_total <= 2, cron: "0 3 * * *"}
                watches:
                  - {<<: *base, name: a}
                  - {name: b, <<: [*night, *base]}
                  - {name: c, <<: *base, threshold: &price dph_total <= 3}
                  - {name: d, <<: *base, threshold: *price}
                """).getBytes(StandardCharsets.UTF_8));

        assertThat(config.watches())
                .extracting(watch -> watch.threshold().toString())
                .containsExactly("dph_total <= 1", "dph_total <= 2", "dph_total <= 3", "dph_total <= 3");
        assertThat(config.watches().get(1).schedule().toString()).startsWith("cron 0 3");
    }

    @Test
    void whatYaml11TakesForSomethingElseIsReadByItsType() throws Exception {
        Config config = read("""
                vast: {requests_per_minute: 1_0}
                channels: {off: {type: webhook, url: "http://127.0.0.1:9/"}}
                watches:
                  - {name: 1_000, enabled: NO, query: "geolocation notin [NO]", threshold: dph_total <= 1, notify: [off]}
                  - {name: 0123, enabled: Off, query: {geolocation: NO}, threshold: dph_total <= 1, notify: off}
                  - {name: 2026-12-31, enabled: TRUE, query: num_gpus=1, threshold: dph_total <= 1, notify: off}
                """.getBytes(StandardCharsets.UTF_8));

        assertThat(config.vast().requestsPerMinute()).isEqualTo(10);
        assertThat(config.watches()).extracting(Watch::name).containsExactly("1_000", "0123", "2026-12-31");
        assertThat(config.watches()).extracting(Watch::enabled).containsExactly(false, false, true);
        assertThat(config.watches().get(1).query().toString()).contains("geolocation=NO");
        assertThat(said(VALID.replace("num_gpus=1,", "num_gpus=1, every: 23:00,")))
                .contains("not a duration: '23:00'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "include: FILE\n",
                "vast: {api_key_file: FILE}\n",
                "vast: {ca_file: FILE}\n",
                "heartbeat: {url_file: FILE}\n",
                "x-hook: &hook {template: {body_file: FILE}}\n"
            })
    void aPipeOrADeviceIsNoFileOfAConfig(String line) throws Exception {
        Path pipe = folder.resolve("pipe");
        new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor();
        assertThat(Files.exists(pipe)).isTrue();
        String config = line.startsWith("x-hook") ? line + VALID.replace("{type:", "{<<: *hook, type:") : line + VALID;

        for (Path file : List.of(pipe, Path.of("/dev/zero"))) {
            assertThat(said(config.replace("FILE", file.toString())))
                    .contains("cannot be read: it is not a regular file");
        }
        assertThat(bad(pipe).getMessage()).contains("the file cannot be read: it is not a regular file");
    }

    @Test
    void aSecretIsNotCutToFit() throws Exception {
        Path secret = Files.writeString(folder.resolve("key"), "k".repeat(65_537));

        assertThat(said("vast: {api_key_file: key}\n" + VALID))
                .contains(":1:22: the secret file " + secret + " cannot be read: it has more than 65 kB\n");
    }

    @Test
    void aValueOfAMegabyteIsNone() throws Exception {
        assertThat(said(VALID.replace("num_gpus=1", "num_gpus=1 " + "a".repeat(1_900_000))))
                .contains(":3:22: a value has more than 100000 characters\n");
    }

    private Config read(byte[] bytes) throws Exception {
        return Config.read(Files.write(folder.resolve("v.yaml"), bytes), Map.<String, String>of()::get);
    }

    private String said(String text) throws Exception {
        return said(text.getBytes(StandardCharsets.UTF_8));
    }

    private String said(byte[] bytes) throws Exception {
        return bad(Files.write(folder.resolve("v.yaml"), bytes)).getMessage();
    }

    private static BadConfig bad(Path file) {
        BadConfig failure =
                catchThrowableOfType(BadConfig.class, () -> Config.read(file, Map.<String, String>of()::get));
        assertThat(List.of(file)).as("it was read").isNotEmpty();
        assertThat(failure).isNotNull();
        return failure;
    }
}

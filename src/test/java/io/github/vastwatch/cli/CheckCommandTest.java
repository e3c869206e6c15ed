package io.github.vastwatch.cli;

import static io.github.vastwatch.Fixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckCommandTest {
    private static final String RIGHT = """
            vast: {api_key: hidden}
            channels: {hook: {type: webhook, url: "http://127.0.0.1:9/hidden"}}
            watches:
              - {name: a, query: num_gpus=1, threshold: dph_total <= 1, notify: hook}
              - {name: b, query: num_gpus=2, threshold: dph_total <= 2, notify: hook}
            """;
    private static final String DOUBTFUL = RIGHT.replace("dph_total <= 1", "dph_total >= 1");

    @TempDir
    Path folder;

    private record Answer(int exit, String out, String err) {}

    @Test
    void warningsAreFineUnlessItIsStrict() throws Exception {
        assertThat(check(RIGHT, "--strict").exit()).isZero();
        assertThat(check(DOUBTFUL).exit()).isZero();
        assertThat(check(DOUBTFUL, "--strict").exit()).isEqualTo(1);
        assertThat(check(DOUBTFUL).err())
                .contains("warning: ", ":4:45: dph_total >= 1 matches the worse offers, not the better ones");
    }

    @Test
    void theNextPollsFollowTheClock() throws Exception {
        Path file = Files.writeString(folder.resolve("v.yaml"), RIGHT);
        StringWriter out = new StringWriter();

        Main.run(
                Clock.fixed(NOON, ZoneOffset.UTC),
                new PrintWriter(out, true),
                new PrintWriter(new StringWriter()),
                "check",
                "--offline",
                "-c",
                file.toString());

        assertThat(out.toString().lines().filter(line -> line.startsWith("  polls")))
                .containsExactly(
                        "  polls   every 1m; next 2026-11-23T12:00:13Z, 2026-11-23T12:01:13Z, 2026-11-23T12:02:13Z",
                        "  polls   every 1m; next 2026-11-23T12:00:13Z, 2026-11-23T12:01:13Z, 2026-11-23T12:02:13Z");
    }

    @Test
    void jsonSaysWhatIsRight() throws Exception {
        Answer answer = check(DOUBTFUL, "--format", "json", "--strict");

        assertThat(answer.exit()).isEqualTo(1);
        assertThat(answer.err()).isEmpty();
        assertThat(json(answer)).isEqualTo(new ObjectMapper().readTree("""
                {"ok": true,
                 "problems": [{"file": "%s", "line": 4, "column": 45,
                   "message": "dph_total >= 1 matches the worse offers, not the better ones",
                   "advice": "write dph_total <= 1 unless that is intended", "severity": "warning"}],
                 "watches": ["a", "b"],
                 "rows": {"rows_today": 0, "row_limit": 20000, "row_limit_source": "assumed",
                   "quota_paused_until": null},
                 "shortages": []}""".formatted(folder.resolve("v.yaml"))));
    }

    @Test
    void jsonSaysWhatIsWrong() throws Exception {
        Answer answer = check(RIGHT.replace("hook}", "hok}"), "--format", "json");

        assertThat(answer.exit()).isEqualTo(78);
        assertThat(json(answer).path("ok").asBoolean()).isFalse();
        assertThat(json(answer).path("problems")).hasSize(2);
        assertThat(json(answer).path("problems").get(1))
                .isEqualTo(new ObjectMapper().readTree("""
                {"file": "%s", "line": 5, "column": 69, "message": "channel 'hok' is not defined",
                 "advice": "did you mean 'hook'?", "severity": "error"}""".formatted(folder.resolve("v.yaml"))));
        assertThat(json(answer).path("watches")).isEmpty();
    }

    @Test
    void printShowsTheConfigAsItHoldsWithoutItsSecrets() throws Exception {
        Answer answer = check(RIGHT, "--print");

        assertThat(answer.exit()).isZero();
        assertThat(answer.out())
                .startsWith("vast:\n  api_key: '***'\n")
                .contains("url: http://127.0.0.1:9/***", "disk: 20GB")
                .doesNotContain("hidden");
    }

    @Test
    void schemaPrintsTheCommittedOne() throws Exception {
        StringWriter out = new StringWriter();

        int exit = Cli.run(new PrintWriter(out, true), new PrintWriter(new StringWriter()), "schema");

        assertThat(exit).isZero();
        assertThat(out).hasToString(Files.readString(Path.of("config", "vastwatch.schema.json")));
    }

    private static JsonNode json(Answer answer) throws Exception {
        return new ObjectMapper().readTree(answer.out());
    }

    private Answer check(String yaml, String... options) throws Exception {
        Path file = Files.writeString(folder.resolve("v.yaml"), yaml);
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        String[] args = new String[options.length + 3];
        args[0] = "check";
        args[1] = "-c";
        args[2] = file.toString();
        System.arraycopy(options, 0, args, 3, options.length);
        return new Answer(
                Cli.run(new PrintWriter(out, true), new PrintWriter(err, true), args), out.toString(), err.toString());
    }
}

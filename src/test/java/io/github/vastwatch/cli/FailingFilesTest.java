package io.github.vastwatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.vastwatch.simulate.Market;
import io.github.vastwatch.simulate.MarketServer;
import io.github.vastwatch.store.StateLocation;
import io.github.vastwatch.store.Store;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each command with a state that cannot be used, an output that cannot be written, a file that cannot be read. */
class FailingFilesTest {
    /** The commands that cannot do their work without a state. */
    private static final List<String> COMMANDS = List.of(
            "once",
            "once --dry-run",
            "run",
            "status",
            "status --format json",
            "plan",
            "reload",
            "pause w",
            "resume w",
            "alerts",
            "alerts --suppressed --format json",
            "alerts ack x",
            "silence add --watch w --for 1h",
            "silence list",
            "silence remove 1",
            "forget w",
            "explain w",
            "explain w --offer 1 --format json",
            "outbox list",
            "outbox list --format json",
            "outbox show x",
            "outbox retry --dead",
            "outbox drop x",
            "state export -");

    @TempDir
    Path folder;

    /** What is wrong with the state. */
    enum Fault {
        NOT_A_DATABASE("it is damaged, or not a state of vastwatch"),
        TRUNCATED("it is damaged, or not a state of vastwatch"),
        NEWER("was written by a newer vastwatch"),
        OTHER_PROGRAM("by another program, and cannot be used"),
        FOLDER("is not a file");

        private final String words;

        Fault(String words) {
            this.words = words;
        }
    }

    static List<List<Object>> cases() {
        List<List<Object>> cases = new ArrayList<>();
        for (Fault fault : Fault.values()) {
            COMMANDS.forEach(command -> cases.add(List.of(fault, command)));
        }
        return cases;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aStateThatCannotBeUsedIsOneSentenceAndExit74(List<Object> example) throws Exception {
        Fault fault = (Fault) example.get(0);
        Path state = state(fault);
        List<String> args =
                new ArrayList<>(Arrays.asList(example.get(1).toString().split(" ")));
        args.addAll(List.of("-c", config(state)));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();

        int exit = Cli.run(new PrintWriter(out, true), new PrintWriter(err, true), args.toArray(String[]::new));

        assertThat(exit).as(err.toString()).isEqualTo(74);
        assertThat(err.toString().lines())
                .singleElement()
                .asString()
                .contains(state.toString(), fault.words)
                .doesNotContain("Exception");
        assertThat(out.toString()).isIn("", "[");
    }

    private Path state(Fault fault) throws Exception {
        Path file = folder.resolve("state.db");
        if (fault == Fault.FOLDER) {
            return Files.createDirectory(file);
        }
        if (fault == Fault.NOT_A_DATABASE) {
            return Files.writeString(file, "not a database, but long enough to look like one".repeat(99));
        }
        if (fault != Fault.OTHER_PROGRAM) {
            Store.open(new StateLocation(Optional.of(file))).close();
        }
        if (fault == Fault.TRUNCATED) {
            return Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 12_000));
        }
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute(fault == Fault.NEWER ? "pragma user_version = 999" : "create table other (x)");
        }
        return file;
    }

    @ParameterizedTest
    @Timeout(60)
    @ValueSource(strings = {"outbox list", "status", "simulate --port 0"})
    void anOutputThatCannotBeWrittenIsOneSentenceAndExit74(String command) throws Exception {
        Path state = folder.resolve("state.db");
        Store.open(new StateLocation(Optional.of(state))).close();
        String config = config(state);
        OutputStream full = new OutputStream() {
            @Override
            public void write(int one) throws IOException {
                throw new IOException("No space left on device");
            }
        };
        StringWriter err = new StringWriter();

        int exit = Cli.run(
                new PrintWriter(full, true, StandardCharsets.UTF_8),
                new PrintWriter(err, true),
                (command + " -c " + config).split(" "));

        assertThat(exit).isEqualTo(74);
        assertThat(err)
                .hasToString("the output could not be written: the disk is full, or the program that reads it has"
                        + " ended\n");
    }

    @Test
    void simulateNamesWhatItCannotUse() throws Exception {
        Path text = Files.writeString(folder.resolve("rows.jsonl"), "{}\nx\n");
        Path empty = Files.writeString(folder.resolve("empty.jsonl"), "\n");
        Path missing = folder.resolve("missing.jsonl");

        assertThat(simulate(74, "--replay", text.toString())).startsWith(text + ":2: not JSON: Unrecognized token 'x'");
        assertThat(simulate(74, "--replay", empty.toString())).isEqualTo("no offers in [" + empty + "]\n");
        assertThat(simulate(74, "--replay", missing.toString())).isEqualTo(missing + " cannot be read: no such file\n");
        assertThat(simulate(74, "--replay", folder.toString())).startsWith(folder + " cannot be read: ");
        try (MarketServer other =
                MarketServer.start(Market.generated(1, 1, Instant.EPOCH, 0), 0, () -> Instant.EPOCH)) {
            String port = other.url().replaceFirst(".*:", "");
            assertThat(simulate(2, "--port", port))
                    .isEqualTo(
                            "port " + port + " cannot be used: Address already in use\n    name another with --port\n");
        }
        assertThat(simulate(2, "--rows-per-day", "0"))
                .isEqualTo("--rows-per-day, --requests-per-minute and --truncated-at must be at least 1\n");
    }

    private static String simulate(int code, String... options) {
        StringWriter err = new StringWriter();
        List<String> args = new ArrayList<>(List.of("simulate"));
        args.addAll(List.of(options));

        assertThat(Cli.run(
                        new PrintWriter(new StringWriter()), new PrintWriter(err, true), args.toArray(String[]::new)))
                .isEqualTo(code);

        return err.toString();
    }

    private String config(Path state) throws IOException {
        return Files.writeString(folder.resolve("vastwatch.yaml"), """
                        vast: {url: "http://127.0.0.1:9", api_key: key, rows_per_day: off}
                        state: file:%s
                        channels: {hook: {type: webhook, url: "http://127.0.0.1:9/"}}
                        watches:
                          - {name: w, query: gpu_name=RTX_4090, threshold: dph_total <= 0.40, notify: hook}
                        """.formatted(state))
                .toString();
    }
}

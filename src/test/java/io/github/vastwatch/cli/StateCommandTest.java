package io.github.vastwatch.cli;

import static io.github.vastwatch.Fixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.vastwatch.simulate.Market;
import io.github.vastwatch.simulate.MarketServer;
import io.github.vastwatch.simulate.Receivers;
import io.github.vastwatch.store.StateLocation;
import io.github.vastwatch.store.StateLock;
import io.github.vastwatch.store.Store;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How a state is taken to another place. */
@Timeout(120)
class StateCommandTest {
    @TempDir
    Path folder;

    private record Ran(int exit, String out, String err) {
        static Ran of(String... args) {
            StringWriter out = new StringWriter();
            StringWriter err = new StringWriter();
            int exit = Cli.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
            return new Ran(exit, out.toString(), err.toString());
        }
    }

    @Test
    void aDaemonGoesOnWithAnImportedStateWhereTheOtherStopped() throws Exception {
        try (MarketServer market = MarketServer.start(Market.generated(3, 500, NOON, 0), 0, () -> NOON);
                Receivers receivers = Receivers.start()) {
            Ran.of("once", "-c", config("state.db", "a", market, receivers));
            assertThat(receivers.hooks()).as("the first watch is sent").hasSize(1);
            receivers.answer(() -> 503);
            Ran.of("once", "-c", config("state.db", "a b", market, receivers));
            assertThat(receivers.hooks()).as("the second is refused").hasSize(2);

            assertThat(Ran.of("state", "export", path("export.gz"), "--state", "file:" + path("state.db"))
                            .exit())
                    .isZero();
            String config = config("new.db", "a b", market, receivers);
            assertThat(Ran.of("state", "import", path("export.gz"), "-c", config)
                            .exit())
                    .isZero();
            receivers.answer(() -> 200);
            Ran next = Ran.of("once", "-c", config);
            Ran last = Ran.of("once", "-c", config);

            assertThat(next).isEqualTo(new Ran(0, "", ""));
            assertThat(last).isEqualTo(new Ran(1, "", ""));
            assertThat(receivers.hooks()).hasSize(3);
            assertThat(receivers.hooks().get(2).id())
                    .isEqualTo(receivers.hooks().get(1).id());
            assertThat(receivers.hooks().get(2).body())
                    .isEqualTo(receivers.hooks().get(1).body());
        }
    }

    private String config(String state, String watches, MarketServer market, Receivers receivers) throws IOException {
        return Files.writeString(
                        folder.resolve("vastwatch.yaml"),
                        """
                        vast: {url: "%s", api_key: key, rows_per_day: off}
                        state: file:%s
                        channels: {hook: {type: webhook, url: "%s"}}
                        defaults: {threshold: dph_total <= 0.40, notify: hook, hello: off}
                        watches:
                        """.formatted(market.url(), state, receivers.hookUrl())
                                + Arrays.stream(watches.split(" "))
                                        .map(name -> "  - {name: " + name + ", query: gpu_name=RTX_4090}\n")
                                        .collect(Collectors.joining()))
                .toString();
    }

    @Test
    void saysHowManyRowsOfWhat() throws Exception {
        String state = state("state.db", 2);
        String export = path("new/export.gz");

        assertThat(Ran.of("state", "export", export, "--state", state))
                .isEqualTo(new Ran(0, """
                exported 3 rows from %s to %s
                  silence        1
                  history_offer  2
                """.formatted(state, export), ""));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(Path.of(export))))
                .isEqualTo("rw-------");
        assertThat(Ran.of("state", "import", export, "--state", "file:" + path("other.db")))
                .isEqualTo(new Ran(0, """
                imported 3 rows from %s to file:%s
                  silence        1
                  history_offer  2
                """.formatted(export, path("other.db")), ""));
        assertThat(Ran.of("state", "migrate", "--state", state, "--to", "file:" + path("third.db")))
                .isEqualTo(new Ran(
                        0,
                        """
                copied 3 rows from %s to file:%s
                  silence        1
                  history_offer  2
                """.formatted(state, path("third.db")),
                        "next: write 'state: file:" + path("third.db") + "' into the config, and start the daemon\n"));
        assertThat(StateDump.of(folder.resolve("third.db"))).isEqualTo(StateDump.of(folder.resolve("state.db")));
        assertThat(Ran.of("state", "migrate", "--state", state, "--to", "file:" + path("4.db"), "--format", "json")
                        .out())
                .startsWith("""
                        {
                          "from" : "%s",
                          "to" : "file:%s",
                          "rows" : {
                            "watch" : 0,
                        """.formatted(state, path("4.db")))
                .contains("    \"history_offer\" : 2,\n");
        assertThat(Ran.of("state", "export", path("5.gz"), "--state", state, "--format", "json")
                        .out())
                .startsWith("{\n  \"from\" : \"" + state + "\",\n  \"to\" : \"" + path("5.gz") + "\",\n");
    }

    @Test
    void refusesWhatCannotBeTakenToAnotherPlace() throws Exception {
        String state = state("state.db", 500);
        String export = path("export.gz");
        Ran.of("state", "export", export, "--state", state);
        byte[] bytes = Files.readAllBytes(Path.of(export));
        String broken = Files.write(folder.resolve("broken.gz"), Arrays.copyOf(bytes, bytes.length - 1))
                .toString();
        String memory = """
                the state is in memory, where only the daemon can see it
                    write state: file:/var/lib/vastwatch/state.db
                """;

        assertThat(Ran.of("state", "export", export, "--state", state)).isEqualTo(new Ran(2, "", export + """
                         already exists; nothing was changed
                            name another file, or move this one away
                        """));
        assertThat(Ran.of("state", "export", path("m.gz"), "--state", "memory")).isEqualTo(new Ran(2, "", memory));
        assertThat(Ran.of("state", "import", export, "--state", "memory")).isEqualTo(new Ran(2, "", memory));
        assertThat(Ran.of("state", "migrate", "--state", state, "--to", "memory"))
                .isEqualTo(new Ran(2, "", """
                        a state in memory does not last
                            name another place: file:PATH or postgresql://USER@HOST/DATABASE
                        """));
        assertThat(Ran.of("state", "migrate", "--state", state, "--to", state))
                .isEqualTo(new Ran(2, "", """
                        the state is there already: %s
                            name another place: file:PATH or postgresql://USER@HOST/DATABASE
                        """.formatted(state)));
        assertThat(Ran.of("state", "export", path("m.gz"), "--state", "file:" + path("gone.db"))
                        .err())
                .startsWith("there is no state " + path("gone.db") + " yet; ");
        assertThat(Ran.of("state", "import", path("gone.gz"), "--state", "file:" + path("new.db")))
                .isEqualTo(new Ran(74, "", path("gone.gz") + ": no such file\n"));
        assertThat(Ran.of("state", "import", broken, "--state", "file:" + path("new.db")))
                .isEqualTo(new Ran(74, "", broken + " is incomplete; export the state again, or use another copy\n"));
        assertThat(Ran.of("state", "import", export, "--state", state))
                .isEqualTo(new Ran(
                        74,
                        "",
                        "the state " + state + " is not empty (table silence has rows); nothing was written; name a"
                                + " new one, or move this one away\n"));
        StateLock daemon = StateLock.take(folder.resolve("state.db"), NOON);
        try {
            assertThat(Ran.of("state", "migrate", "--state", state, "--to", "file:" + path("new.db")))
                    .isEqualTo(new Ran(
                            74,
                            "",
                            "the state " + path("state.db") + " is in use by another vastwatch (process "
                                    + ProcessHandle.current().pid() + ", since " + NOON + ")\n"));
        } finally {
            daemon.close();
        }
        assertThat(names())
                .as("nothing was made")
                .containsExactlyInAnyOrder("state.db", "state.db.lock", "export.gz", "broken.gz");
    }

    @Test
    void goesThroughPipes() throws Exception {
        String state = state("state.db", 3);
        Path export = folder.resolve("piped.gz");
        Path said = folder.resolve("said");

        Process exporting = program("state", "export", "-", "--state", state)
                .redirectOutput(export.toFile())
                .redirectError(said.toFile())
                .start();
        assertThat(exporting.waitFor()).as(Files.readString(said)).isZero();
        Process importing = program("state", "import", "-", "--state", "file:" + path("new.db"))
                .redirectInput(export.toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(importing.waitFor()).isZero();

        assertThat(said)
                .hasContent("exported 4 rows from " + state + " to -\n  silence        1\n  history_offer  3\n");
        assertThat(StateDump.of(folder.resolve("new.db"))).isEqualTo(StateDump.of(folder.resolve("state.db")));
    }

    @Test
    void anImportThatIsKilledLeavesAnEmptyStateThatCanBeFilled() throws Exception {
        String state = state("state.db", 20_000);
        Path export = folder.resolve("export.gz");
        Ran.of("state", "export", export.toString(), "--state", state);
        byte[] bytes = Files.readAllBytes(export);
        Path log = folder.resolve("new.db-wal");

        Process importing = program("state", "import", "-", "--state", "file:" + path("new.db"))
                .start();
        OutputStream in = importing.getOutputStream();
        in.write(bytes, 0, bytes.length - 100);
        in.flush();
        await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(log) && Files.size(log) > 1_000_000);
        importing.destroyForcibly().waitFor();

        assertThat(Ran.of("state", "export", path("empty.gz"), "--state", "file:" + path("new.db"))
                        .out())
                .startsWith("exported 0 rows");
        assertThat(Ran.of("state", "import", export.toString(), "--state", "file:" + path("new.db"))
                        .exit())
                .isZero();
        assertThat(StateDump.of(folder.resolve("new.db"))).isEqualTo(StateDump.of(folder.resolve("state.db")));
    }

    @Test
    void anExportThatIsEndedOrFillsTheDiskLeavesNothingBehind() throws Exception {
        String state = state("state.db", 20_000);
        List<String> before = names();
        String export = path("export.gz");
        List<String> limited = new ArrayList<>(List.of("/bin/sh", "-c", "ulimit -f 1000; exec \"$0\" \"$@\""));
        limited.addAll(program("state", "export", export, "--state", state).command());

        Process full = new ProcessBuilder(limited).start();
        String said = new String(full.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(full.waitFor()).isEqualTo(74);
        assertThat(said).isEqualTo(export + " cannot be written: File too large\n");
        assertThat(names()).isEqualTo(before);

        Process ended = program("state", "export", export, "--state", state).start();
        await().pollInterval(Duration.ofMillis(2))
                .atMost(Duration.ofSeconds(60))
                .until(() -> !names().equals(before));
        ended.destroy();
        assertThat(ended.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(names()).noneMatch(name -> name.endsWith(".tmp"));
    }

    /** This program as a process of its own. */
    private static ProcessBuilder program(String... args) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(List.of(args));
        return new ProcessBuilder(command);
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.endsWith(".lib"))
                    .sorted()
                    .toList();
        }
    }

    /** A state with a silence and some offers. */
    private String state(String name, int offers) throws Exception {
        Path file = folder.resolve(name);
        Store.open(new StateLocation(Optional.of(file))).close();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute("insert into silence (watch, from_at, until_at, comment) values ('w', 1, 2, '')");
            statement.execute("with recursive number (n) as (select 1 union all select n + 1 from number where n < "
                    + offers + ") insert into history_offer select n, 'key' || n, hex(randomblob(200)) from number");
        }
        return "file:" + file;
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }
}

package io.github.vastwatch.cli;

import static io.github.vastwatch.Fixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.vastwatch.simulate.Market;
import io.github.vastwatch.simulate.MarketServer;
import io.github.vastwatch.store.StateLocation;
import io.github.vastwatch.store.StateLock;
import io.github.vastwatch.store.Store;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One round at a time, as cron starts it. */
class OnceCommandTest {
    private final MockWebServer receiver = new MockWebServer();

    @TempDir
    Path folder;

    private MarketServer market;

    @BeforeEach
    void start() throws Exception {
        market = MarketServer.start(Market.generated(3, 500, NOON, 0), 0, () -> NOON);
        receiver.start();
    }

    @AfterEach
    void stop() {
        market.close();
        receiver.close();
    }

    private record Ran(int exit, String out, String err) {
        static Ran of(String... args) {
            StringWriter out = new StringWriter();
            StringWriter err = new StringWriter();
            int exit = Cli.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
            return new Ran(exit, out.toString(), err.toString());
        }
    }

    @Test
    void whatIsNotDeliveredIsKeptForTheNextRunWhichSendsIt() throws Exception {
        String config = config("state: file:state.db");
        answer(500);

        Ran refused = Ran.of("once", "-c", config);
        answer(200);
        Ran next = Ran.of("once", "-c", config);
        Ran last = Ran.of("once", "-c", config);

        assertThat(refused.exit()).isEqualTo(75);
        assertThat(refused.err()).isEqualTo("1 alert for channel 'hook' is kept for the next run (HTTP 500)\n");
        assertThat(next).as("something was told").isEqualTo(new Ran(0, "", ""));
        assertThat(last).as("nothing was told").isEqualTo(new Ran(1, "", ""));
        String first = receiver.takeRequest().getHeaders().get("webhook-id");
        assertThat(receiver.takeRequest().getHeaders().get("webhook-id")).isEqualTo(first);
        assertThat(receiver.getRequestCount()).isEqualTo(2);
    }

    @Test
    void aReceiverThatAsksToWaitIsLeftAloneUntilThen() throws Exception {
        String config = config("state: file:state.db");
        receiver.enqueue(new MockResponse.Builder()
                .code(503)
                .setHeader("Retry-After", "3000")
                .build());

        Ran first = Ran.of("once", "-c", config);
        Ran next = Ran.of("once", "-c", config);

        assertThat(first.exit()).isEqualTo(75);
        assertThat(next.exit()).isEqualTo(75);
        assertThat(next.err()).startsWith("1 alert for channel 'hook' is kept for the next run (HTTP 503");
        assertThat(receiver.getRequestCount()).isEqualTo(1);
    }

    @Test
    void aStateInMemorySaysThatEachRunTellsEverythingAgain() throws Exception {
        String config = config("");
        answer(200);

        Ran told = Ran.of("once", "-c", config);

        assertThat(told.exit()).isZero();
        assertThat(told.err()).isEqualTo("""
                warning: the state is in memory, so each run of 'once' sends all matches again
                    write state: file:/var/lib/vastwatch/state.db
                """);
    }

    @Test
    void aStateInMemorySaysWhatItLoses() throws Exception {
        String config = config("state: memory");
        answer(500);

        Ran lost = Ran.of("once", "-c", config);

        assertThat(lost.exit()).isEqualTo(75);
        assertThat(lost.err())
                .endsWith(
                        "\n1 alert for channel 'hook' is lost, because the state is in memory; the next run sends what"
                                + " matches then (HTTP 500)\n");
    }

    @Test
    void aDryRunWritesNothing() throws Exception {
        String config = config("state: file:states/state.db");

        Ran before = Ran.of("once", "--dry-run", "-c", config);
        List<String> fresh = files();
        answer(200);
        Ran.of("once", "-c", config);
        List<String> real = files();
        Ran after = Ran.of("once", "--dry-run", "-c", config);

        assertThat(before.exit()).isZero();
        assertThat(before.out()).isNotEmpty();
        assertThat(fresh).containsExactly("vastwatch.yaml");
        assertThat(after).as("by what the state remembers").isEqualTo(new Ran(1, "", ""));
        assertThat(files()).isEqualTo(real);
    }

    @Test
    void aDryRunWorksBesideADaemonAndARealOneDoesNot() throws Exception {
        String config = config("state: file:state.db");
        answer(200);
        Ran.of("once", "-c", config);

        try (StateLock daemon = StateLock.take(folder.resolve("state.db"), NOON)) {
            assertThat(daemon).isNotNull();
            Ran dry = Ran.of("once", "--dry-run", "-c", config);
            Ran real = Ran.of("once", "-c", config);

            assertThat(dry).isEqualTo(new Ran(1, "", ""));
            assertThat(real)
                    .isEqualTo(new Ran(
                            74,
                            "",
                            "the state " + folder.resolve("state.db") + " is in use by another vastwatch (process "
                                    + ProcessHandle.current().pid() + ", since " + NOON + ")\n"));
        }
    }

    @Test
    void whatOnlyLooksMakesNoState() throws Exception {
        String config = config("state: file:states/state.db");
        answer(200);

        List<Integer> exits = Stream.of(
                        "status",
                        "alerts",
                        "outbox list",
                        "silence list",
                        "explain w",
                        "check --offline",
                        "rehearse w",
                        "once --dry-run")
                .map(line -> Ran.of((line + " -c " + config).split(" ")).exit())
                .toList();

        assertThat(exits).containsExactly(74, 74, 74, 74, 0, 0, 0, 0);
        assertThat(files()).containsExactly("vastwatch.yaml");
    }

    @Test
    void whatOnlyLooksLeavesAStateAsItIs() throws Exception {
        String config = config("state: file:states/state.db");
        answer(200);
        answer(200);
        Ran.of("once", "-c", config);
        List<String> before = files();
        List<String> database = StateDump.of(folder.resolve("states/state.db"));

        List<Integer> exits = Stream.of(
                        "status",
                        "alerts",
                        "outbox list",
                        "silence list",
                        "explain w",
                        "check --offline",
                        "rehearse w",
                        "once --dry-run")
                .map(line -> Ran.of((line + " -c " + config).split(" ")).exit())
                .toList();

        assertThat(exits).containsExactly(1, 0, 0, 0, 0, 0, 0, 1);
        assertThat(files()).isEqualTo(before);
        assertThat(StateDump.of(folder.resolve("states/state.db"))).isEqualTo(database);
    }

    @Test
    void aStateThatCannotBeUsedIsOneSentenceAndWorthAnotherTry() throws Exception {
        String config = config("state: file:state.db");
        Files.writeString(
                folder.resolve("state.db"), "this is no database, but long enough to look like one".repeat(99));

        for (String line : List.of("once", "run", "status", "once --dry-run", "pause w", "forget w", "outbox list")) {
            assertThat(Ran.of((line + " -c " + config).split(" ")))
                    .as(line)
                    .isEqualTo(new Ran(
                            74,
                            "",
                            "the state file:" + folder.resolve("state.db")
                                    + " cannot be opened: it is damaged, or not a state of vastwatch"
                                    + " ([SQLITE_NOTADB] File opened that is not a database file"
                                    + " (file is not a database)); restore a backup, or move the file away to start with"
                                    + " an empty state\n"));
        }
    }

    @Test
    void checkFindsAStateThatCannotBeUsed() throws Exception {
        Files.writeString(folder.resolve("file"), "");
        String config = config("state: file:file/state.db");

        Ran text = Ran.of("check", "--offline", "-c", config);
        Ran json = Ran.of("check", "--offline", "--format", "json", "-c", config);

        String reason = "the state " + folder.resolve("file/state.db") + " cannot be used: " + folder.resolve("file")
                + " is not a folder; name a file in a folder that may be written to";
        assertThat(text.exit()).isEqualTo(74);
        assertThat(text.out()).startsWith(config + " is fine\n");
        assertThat(text.err()).isEqualTo(reason + "\n");
        assertThat(json.exit()).isEqualTo(74);
        assertThat(json.out()).contains("\"ok\" : false").contains("\"state\" : \"" + reason + "\"");
    }

    @Test
    void checkFindsADamagedStateAndLeavesItAsItIs() throws Exception {
        String config = config("state: file:state.db");
        Path state = folder.resolve("state.db");
        Files.writeString(state, "not a database, but long enough to look like one".repeat(99));
        assertDamaged(config, state);

        Files.delete(state);
        Store.open(new StateLocation(Optional.of(state))).close();
        assertThat(Ran.of("check", "--offline", "-c", config).exit()).isEqualTo(0);
        byte[] bytes = Files.readAllBytes(state);
        Arrays.fill(bytes, 8192, bytes.length, (byte) 'U');
        Files.write(state, bytes);
        assertDamaged(config, state);

        Files.delete(state);
        Store.open(new StateLocation(Optional.of(state))).close();
        bytes = Files.readAllBytes(state);
        // The schema is sound, a table is not.
        Arrays.fill(bytes, bytes.length - 4096, bytes.length, (byte) 'U');
        Files.write(state, bytes);
        assertDamaged(config, state);
    }

    private void assertDamaged(String config, Path state) throws Exception {
        List<String> before = files();

        Ran check = Ran.of("check", "--offline", "-c", config);

        assertThat(check.exit()).isEqualTo(74);
        assertThat(check.out()).startsWith(config + " is fine\n");
        assertThat(check.err().lines())
                .singleElement()
                .asString()
                .startsWith(
                        "the state file:" + state + " cannot be opened: it is damaged, or not a state of vastwatch (")
                .endsWith("); restore a backup, or move the file away to start with an empty state");
        assertThat(files()).isEqualTo(before);
    }

    @Test
    void theExampleConfigIsNotStartedBeforeItIsEdited() throws Exception {
        String example = Files.copy(Path.of("config", "vastwatch.yaml"), folder.resolve("example.yaml"))
                .toString();
        int line = Files.readAllLines(Path.of(example)).indexOf("  me:") + 1;
        String said =
                example + ":" + line + ":3: channel 'me' still sends to smtp.example.org, an example host: nothing"
                        + " arrives there\n    write your own, or remove the channel\n";

        Ran run = Ran.of("run", "-c", example);
        Ran once = Ran.of("once", "-c", example);
        Ran check = Ran.of("check", "--offline", "-c", example);

        assertThat(run.exit()).isEqualTo(78);
        assertThat(run.err()).startsWith(said).endsWith("\n2 problems; nothing was started\n");
        assertThat(once).isEqualTo(run);
        assertThat(check.err()).contains("warning: " + said);
    }

    private void answer(int code) {
        receiver.enqueue(new MockResponse.Builder().code(code).build());
    }

    /** With one channel and one watch, which says nothing about itself. */
    private String config(String state) throws Exception {
        return Files.writeString(
                        folder.resolve("vastwatch.yaml"), """
                        vast: {url: "%s", api_key: key, requests_per_minute: 600, rows_per_day: off}
                        %s
                        channels: {hook: {type: webhook, url: "%s"}}
                        watches:
                          - {name: w, query: gpu_name=RTX_4090 num_gpus=1, threshold: dph_total <= 0.40, notify: hook, hello: false}
                        """.formatted(market.url(), state, receiver.url("/")))
                .toString();
    }

    private List<String> files() throws Exception {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }
}

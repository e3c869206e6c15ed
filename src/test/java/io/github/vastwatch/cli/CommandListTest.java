package io.github.vastwatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class CommandListTest {
    private static final List<String> LINES = help();

    private static List<String> help() {
        StringWriter out = new StringWriter();
        assertThat(Cli.run(new PrintWriter(out), "--help")).isZero();
        return out.toString().lines().toList();
    }

    private static final Set<String> NAMES =
            Main.commandLine(Clock.systemUTC()).getSubcommands().keySet();

    @Test
    void onlyTheCommandThatIsAskedForIsSetUp() {
        assertThat(NAMES)
                .hasSize(30)
                .allSatisfy(name -> assertThat(Main.commandLine(Clock.systemUTC(), name, "--help")
                                .getSubcommands())
                        .containsOnlyKeys(name));
    }

    @Test
    void theReadmeAndThePageOfTheCommandsNameEach() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        String page = Files.readString(Path.of("docs", "commands.md"));

        assertThat(NAMES).allSatisfy(name -> {
            assertThat(readme).containsPattern("(?m)^\\|.*`" + name + "`.* \\|");
            assertThat(page).containsPattern("(?m)^\\|.*`" + name + "[ `]");
        });
    }

    @Test
    void thePageOfTheCommandsNamesNoOptionThatIsNotThere() throws IOException {
        StringWriter help = new StringWriter();
        NAMES.forEach(name -> Cli.run(new PrintWriter(help), name, "--help"));
        List.of(
                        "alerts ack",
                        "silence add",
                        "outbox list",
                        "outbox show",
                        "outbox retry",
                        "template render",
                        "record import",
                        "state export",
                        "state import",
                        "state migrate")
                .forEach(nested -> Cli.run(new PrintWriter(help), (nested + " --help").split(" ")));

        assertThat(Pattern.compile("--[a-z][a-z-]+")
                        .matcher(Files.readString(Path.of("docs", "commands.md")))
                        .results()
                        .map(MatchResult::group)
                        .distinct())
                .allSatisfy(option -> assertThat(help.toString()).contains(option));
    }

    @Test
    void eachCommandHasOneLineWithASentenceThatFitsAnOldTerminal() {
        assertThat(LINES.stream()
                        .filter(line -> line.matches(" {2}[a-z].*"))
                        .map(line -> line.strip().split(" ")[0]))
                .containsExactlyInAnyOrderElementsOf(NAMES);
        assertThat(LINES).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
        assertThat(LINES.stream().filter(line -> line.matches(" {2}[a-z].*")))
                .allSatisfy(line -> assertThat(line).matches(" {2}[a-z-]+ +[A-Z].*\\."));
    }

    @Test
    void theCommandsStandInGroups() {
        assertThat(LINES.stream().filter(line -> line.matches("[A-Z].*:")))
                .containsExactly("Getting started:", "Watching:", "The market:", "Alerts:", "Channels and trials:");
    }
}

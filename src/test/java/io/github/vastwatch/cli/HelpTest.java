package io.github.vastwatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;

class HelpTest {
    /** Every command by its words, the nested ones too. */
    static List<String> commands() {
        List<String> names = new ArrayList<>();
        collect(Main.commandLine(Clock.systemUTC()), "", names);
        assertThat(names).contains("silence add", "silence list", "silence remove", "alerts ack", "outbox show");
        return names;
    }

    private static void collect(CommandLine command, String words, List<String> names) {
        names.add(words);
        command.getSubcommands().forEach((name, nested) -> collect(nested, (words + " " + name).strip(), names));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void theHelpOfEachCommandFitsEightyColumns(String words) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();

        int code = Main.commandLine(Clock.systemUTC())
                .setUsageHelpAutoWidth(false)
                .setUsageHelpWidth(80)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(Stream.concat(
                                words.lines().flatMap(each -> Arrays.stream(each.split(" "))), Stream.of("--help"))
                        .toArray(String[]::new));

        assertThat(code).isZero();
        assertThat(err.toString()).isEmpty();
        assertThat(out.toString().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
        assertThat(out.toString().lines().findFirst().orElse("")).startsWith(("Usage: vastwatch " + words).strip());
    }

    /** What is cut into lines by hand is cut once more by the terminal's width. */
    @ParameterizedTest
    @MethodSource("commands")
    void eachLineOfADescriptionIsWholeSentences(String words) {
        CommandLine command = Main.commandLine(Clock.systemUTC());
        for (String word :
                words.lines().flatMap(each -> Arrays.stream(each.split(" "))).toList()) {
            command = command.getSubcommands().getOrDefault(word, command);
        }
        List<String> lines =
                new ArrayList<>(List.of(command.getCommandSpec().usageMessage().description()));
        assertThat(lines).isNotEmpty();
        for (ArgSpec arg : command.getCommandSpec().args()) {
            assertThat(arg.description()).as(words + " " + arg.paramLabel()).isNotEmpty();
            lines.addAll(List.of(arg.description()));
        }

        assertThat(lines).allSatisfy(line -> assertThat(line).matches("[^\\n]*[.)]"));
    }
}

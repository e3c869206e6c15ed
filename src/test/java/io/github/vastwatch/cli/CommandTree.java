package io.github.vastwatch.cli;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Every command, for its lines in the manual page and in the completion of shells.
 *
 * @param words what is typed after the program's name, such as "outbox retry"; empty for the program itself
 */
record CommandTree(String words, CommandSpec spec) {
    /** The program itself, then each command before its subcommands. */
    static List<CommandTree> all() {
        List<CommandTree> all = new ArrayList<>();
        collect("", Main.commandLine(Clock.systemUTC()), all);
        return all;
    }

    private static void collect(String words, CommandLine command, List<CommandTree> all) {
        all.add(new CommandTree(words, command.getCommandSpec()));
        command.getSubcommands().forEach((name, nested) -> collect((words + " " + name).strip(), nested, all));
    }

    List<CommandTree> subcommands() {
        return spec.subcommands().entrySet().stream()
                .map(each -> new CommandTree(
                        (words + " " + each.getKey()).strip(), each.getValue().getCommandSpec()))
                .toList();
    }

    String name() {
        return words.substring(words.lastIndexOf(' ') + 1);
    }

    List<OptionSpec> options() {
        return spec.options().stream().filter(option -> !option.hidden()).toList();
    }

    String summary() {
        return firstSentence(spec.usageMessage().description());
    }

    /** What the option is for. */
    static String summary(OptionSpec option) {
        return firstSentence(option.description());
    }

    private static String firstSentence(String[] lines) {
        return Arrays.stream(lines)
                .findFirst()
                .orElse("")
                .replaceFirst(" \\(default: .*|(?<=\\.) .*", "")
                .replaceFirst("\\.$", "");
    }
}

package io.github.vastwatch.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Model.OptionSpec;

/** How shells complete the commands, their options and the values of those; file names where none fits. */
final class Completion {
    private final List<CommandTree> commands = CommandTree.all();

    String bash() {
        return """
                # vastwatch(1) completion
                _vastwatch() {
                    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} command= word choices=
                    for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
                        case "$command $word" in
                            %s) command="$command $word" ;;
                        esac
                    done
                    case "$command $previous" in
                %s    esac
                    COMPREPLY=($(compgen -W "$choices" -- "$current"))
                }
                complete -o default -F _vastwatch vastwatch
                """.formatted(
                        paths("|"),
                        lines(command -> values(command, "        %s) choices='%s' ;;\n")
                                + "        \"" + path(command) + " \"*) choices='" + String.join(" ", words(command))
                                + "' ;;\n"));
    }

    String zsh() {
        return """
                #compdef vastwatch
                local command= word
                local -a choices
                for word in ${words[2,CURRENT-1]}; do
                    case "$command $word" in
                        (%s) command="$command $word" ;;
                    esac
                done
                case "$command ${words[CURRENT-1]}" in
                %sesac
                _describe choice choices || _files
                """.formatted(
                        paths("|"),
                        lines(command -> values(command, "    (%s) choices=(%s) ;;\n")
                                + "    (\"" + path(command) + " \"*) choices=(\n"
                                + command.subcommands().stream()
                                        .map(each -> described(each.name(), each.summary()))
                                        .collect(Collectors.joining())
                                + command.options().stream()
                                        .map(each -> described(each.longestName(), CommandTree.summary(each)))
                                        .collect(Collectors.joining())
                                + "    ) ;;\n"));
    }

    private static String described(String word, String summary) {
        return "        " + quoted(word + ":" + summary) + "\n";
    }

    String fish() {
        return """
                # Whether the command so far is that of the arguments.
                function __vastwatch_at
                    set -l command
                    for word in (commandline -opc)[2..]
                        contains -- "$command $word" %s; and set command "$command $word"
                    end
                    test "$command" = "$argv"
                end
                %s""".formatted(
                paths(" "),
                lines(command -> {
                            String at = "complete -c vastwatch -n '__vastwatch_at \"" + path(command) + "\"'";
                            return command.subcommands().stream()
                                            .map(each -> at + " -f -a " + each.name() + " -d " + quoted(each.summary()))
                                            .collect(Collectors.joining("\n", "", "\n"))
                                    + command.options().stream()
                                            .map(option -> at + fish(option))
                                            .collect(Collectors.joining("\n", "", "\n"));
                        })
                        .replaceAll("\n+", "\n"));
    }

    private static String fish(OptionSpec option) {
        StringBuilder text = new StringBuilder();
        for (String name : option.names()) {
            text.append(name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1));
        }
        if (!values(option).isEmpty()) {
            text.append(" -x -a '").append(String.join(" ", values(option))).append('\'');
        } else if (option.arity().max() > 0) {
            text.append(" -r");
        }
        return text + " -d " + quoted(CommandTree.summary(option));
    }

    /** The commands with their own commands, each quoted and with a blank before each word. */
    private String paths(String between) {
        return commands.stream()
                .map(Completion::path)
                .filter(path -> !path.isEmpty())
                .map(path -> '"' + path + '"')
                .collect(Collectors.joining(between));
    }

    private static String path(CommandTree command) {
        return command.words().isEmpty() ? "" : " " + command.words();
    }

    /** Subcommands first, as what a command is tried with fits them too. */
    private String lines(Function<CommandTree, String> line) {
        return IntStream.rangeClosed(1, commands.size())
                .mapToObj(i -> line.apply(commands.get(commands.size() - i)))
                .collect(Collectors.joining());
    }

    /** A line for the names of each option with a value: what leads to it, and the values if they are few. */
    private static String values(CommandTree command, String line) {
        return command.options().stream()
                .filter(option -> option.arity().max() > 0)
                .map(option -> line.formatted(
                        Arrays.stream(option.names())
                                .map(name -> '"' + path(command) + " " + name + '"')
                                .collect(Collectors.joining("|")),
                        String.join(" ", values(option))))
                .collect(Collectors.joining());
    }

    private static List<String> values(OptionSpec option) {
        return option.completionCandidates() == null
                ? List.of()
                : StreamSupport.stream(
                                Objects.requireNonNull(option.completionCandidates())
                                        .spliterator(),
                                false)
                        .toList();
    }

    private static List<String> words(CommandTree command) {
        List<String> words = new ArrayList<>();
        command.subcommands().forEach(each -> words.add(each.name()));
        command.options().forEach(each -> words.add(each.longestName()));
        return words;
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "’") + "'";
    }
}

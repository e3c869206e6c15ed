package io.github.vastwatch.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The manual page vastwatch(1), in roff. */
final class ManualPage {
    /** Options of every command, described once. */
    private static final Set<String> SHARED = Set.of("--config", "--help", "--version");

    private static final String START = """
            .SH NAME
            vastwatch \\- alerts you when a GPU offer on Vast.ai is cheap enough
            .SH SYNOPSIS
            .B vastwatch
            .I COMMAND
            .RI [ OPTION "...] [" ARGUMENT ...]
            .SH DESCRIPTION
            vastwatch watches the GPU market of Vast.ai for people who rent there, and sends an email, push or chat
            message or a webhook as soon as an offer that you want is cheap enough.
            Each match is sent once, even if its id changes, and again only if it improves or returns.
            .PP
            .B vastwatch init
            writes a first config,
            .B vastwatch check
            explains it, and
            .B vastwatch run
            is the daemon.
            .SH OPTIONS
            """;
    private static final String END = """
            .SH "EXIT STATUS"
            .TP
            .B 0
            Done.
            .TP
            .B 1
            Asked and answered no, such as no match.
            .TP
            .B 2
            Wrong usage.
            .TP
            .B 3
            Vast.ai could not be reached or refused.
            .TP
            .B 69
            Java or the jar is missing.
            .TP
            .B 74
            The state or a file could not be read or written.
            .TP
            .B 75
            An alert of
            .B once
            was not delivered.
            .TP
            .B 78
            The config is wrong.
            .SH ENVIRONMENT
            .TP
            .B VASTWATCH_CONFIG
            The config file.
            .TP
            .B JAVA_HOME
            The Java to use; otherwise the one on the PATH.
            .TP
            .B VASTWATCH_JAVA_OPTS
            Options of Java that are added, such as \\-Xmx512m.
            .TP
            .B XDG_CACHE_HOME
            Where the archive of classes is kept if the jar's folder is not writable; otherwise ~/.cache.
            .PP
            A config can use any other variable, such as ${VAST_API_KEY}.
            .SH FILES
            .TP
            .I ./config/vastwatch.yaml\\fR, \\fI/etc/vastwatch/vastwatch.yaml
            The config, if no other one is named.
            .TP
            .I /var/lib/vastwatch/state.db
            What was seen and sent, unless the config names another file.
            .TP
            .I /usr/share/doc/vastwatch/docs
            The documentation, as installed by the package.
            """;

    private final String version;
    private final String day;

    ManualPage(String version, String day) {
        this.version = version;
        this.day = day;
    }

    String roff() {
        List<CommandTree> commands = CommandTree.all();
        return ".TH VASTWATCH 1 " + day + " \"vastwatch " + version + "\"\n"
                + START
                + options(commands.get(0), Set.of())
                + ".SH COMMANDS\n"
                + commands.stream().skip(1).map(ManualPage::section).collect(Collectors.joining())
                + END;
    }

    private static String section(CommandTree command) {
        return ".SS " + escaped(command.words() + parameters(command.spec())) + "\n"
                + lines(command.spec().usageMessage().description())
                + command.spec().positionalParameters().stream()
                        .map(each -> ".TP\n.I " + escaped(each.paramLabel()) + "\n" + lines(each.description()))
                        .collect(Collectors.joining())
                + options(command, SHARED);
    }

    private static String parameters(CommandSpec command) {
        return command.positionalParameters().stream()
                .map(each -> each.arity().min() == 0 ? " [" + each.paramLabel() + "]" : " " + each.paramLabel())
                .collect(Collectors.joining());
    }

    private static String options(CommandTree command, Set<String> without) {
        return command.options().stream()
                .filter(option -> !without.contains(option.longestName()))
                .map(ManualPage::entry)
                .collect(Collectors.joining());
    }

    private static String entry(OptionSpec option) {
        return ".TP\n.B " + escaped(String.join(", ", option.names()))
                + (option.arity().max() == 0 ? "" : "=\\fI" + escaped(option.paramLabel()) + "\\fR") + "\n"
                + lines(option.description());
    }

    private static String lines(String[] sentences) {
        return Arrays.stream(sentences)
                .map(line -> Help.Ansi.OFF.string(line))
                .map(line -> escaped(line) + "\n")
                .collect(Collectors.joining());
    }

    /** Text in which roff sees no command: a hyphen stays one that can be copied. */
    private static String escaped(String text) {
        return text.replace("\\", "\\e").replace("-", "\\-").replaceFirst("^(?=[.'])", "\\\\&");
    }
}

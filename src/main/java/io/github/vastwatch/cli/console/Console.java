package io.github.vastwatch.cli.console;

import java.io.PrintWriter;
import java.time.Clock;
import java.time.Instant;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What every command is given: the config, the output and the clock. The root command is one. */
public class Console {
    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Spec
    private CommandSpec spec;

    private final Clock clock;

    protected Console(Clock clock) {
        this.clock = clock;
    }

    /** The console of a command or subcommand. */
    static Console of(CommandSpec command) {
        return (Console) command.root().userObject();
    }

    public ConfigOption config() {
        return config;
    }

    public Clock clock() {
        return clock;
    }

    public Instant now() {
        return clock.instant();
    }

    public PrintWriter out() {
        return spec.commandLine().getOut();
    }

    public PrintWriter err() {
        return spec.commandLine().getErr();
    }

    /** A line on standard error that shows what is being waited for, if a person reads it. */
    public Progress progress() {
        return new Progress(err(), Terminal.readsErrors());
    }
}

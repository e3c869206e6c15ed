package io.github.vastwatch.cli.console;

import java.io.PrintWriter;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command, with what every command uses: the config, the output and the clock. */
public abstract class Subcommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    /** Runs it and returns the exit code; a group of commands is not run itself. */
    @Override
    public Integer call() throws Exception {
        throw new ParameterException(spec.commandLine(), "Missing required subcommand");
    }

    /** The text of its help. */
    protected final String usage() {
        return spec.commandLine().getUsageMessage();
    }

    /** The root command of a command or subcommand. */
    static Console root(CommandSpec command) {
        return (Console) command.root().userObject();
    }

    /** The class that runs the program. */
    protected final Class<?> mainClass() {
        return root(spec).getClass();
    }

    protected final ConfigOption config() {
        return root(spec).config;
    }

    protected final Clock clock() {
        return root(spec).clock;
    }

    protected final Instant now() {
        return clock().instant();
    }

    protected final PrintWriter out() {
        return spec.commandLine().getOut();
    }

    protected final PrintWriter err() {
        return spec.commandLine().getErr();
    }

    /** A line on standard error that shows what is being waited for, if a person reads it. */
    protected final Progress progress() {
        return new Progress(err(), Terminal.readsErrors());
    }
}

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

    protected final Console console() {
        return Console.of(spec);
    }

    protected final ConfigOption config() {
        return console().config();
    }

    protected final Clock clock() {
        return console().clock();
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

    protected final Progress progress() {
        return console().progress();
    }
}

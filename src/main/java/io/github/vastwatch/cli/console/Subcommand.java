package io.github.vastwatch.cli.console;

import io.github.vastwatch.text.RelativeTime;
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

    protected final RelativeTime time() {
        return new RelativeTime(now());
    }

    protected final PrintWriter out() {
        return spec.commandLine().getOut();
    }

    protected final PrintWriter err() {
        return spec.commandLine().getErr();
    }

    /** A line on standard error that shows what is being waited for, if a person reads it. */
    protected final Terminal.Progress progress() {
        return new Terminal.Progress(err(), Terminal.readsErrors());
    }

    /** The exit codes, which scripts rely on. */
    public static final class Exit {
        public static final int DONE = 0;
        public static final int NO = 1;
        public static final int WRONG_USAGE = 2;
        public static final int NO_ANSWER = 3;
        /** EX_IOERR of sysexits.h: the state or another file could not be read or written; later it may be possible. */
        public static final int FILE_TROUBLE = 74;
        /** EX_TEMPFAIL of sysexits.h: an alert could not be delivered. */
        public static final int UNDELIVERED = 75;
        /** EX_CONFIG of sysexits.h. */
        public static final int BAD_CONFIG = 78;

        private Exit() {}
    }
}

package io.github.vastwatch.cli.config;

import io.github.vastwatch.cli.console.Console;
import io.github.vastwatch.cli.console.Exit;
import io.github.vastwatch.cli.console.Terminal;
import io.github.vastwatch.cli.market.PlanView;
import io.github.vastwatch.config.BadConfig;
import io.github.vastwatch.config.Config;
import io.github.vastwatch.store.FileErrors;
import io.github.vastwatch.store.StateLocation;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Says what a config means. */
@Command(
        name = "check",
        description = {
            "Reads the config and says what it would do. Online it also logs in to each mail server, reaches the "
                    + "heartbeat's without a sign of life, and asks Vast.ai once a watch: what matches "
                    + "now, and why nothing does. Sends nothing.",
            "Exit 0; 78 when something is wrong in the config; 74 when this user cannot use the state; 3 when Vast.ai "
                    + "gave no answer; 1 when a mail server or the heartbeat's failed, or when there are "
                    + "warnings and --strict is given."
        },
        mixinStandardHelpOptions = true)
public final class CheckCommand implements Callable<Integer> {
    @ParentCommand
    private Console console;

    enum Format {
        text,
        json
    }

    /** Whether others are asked. */
    static final class Reach {
        @Option(
                names = "--online",
                description = "Ask the mail servers, the heartbeat's and Vast.ai; the default on a terminal.")
        private boolean online;

        @Option(names = "--offline", description = "Ask nobody.")
        private boolean offline;
    }

    @ArgGroup
    private final Reach reach = new Reach();

    @Option(names = "--strict", description = "Exit 1 when there are warnings.")
    private boolean strict;

    @Option(names = "--format", defaultValue = "text", description = "text or json (default: ${DEFAULT-VALUE}).")
    private Format format = Format.text;

    @Option(
            names = "--print",
            description =
                    "Print the config as it holds, with includes, defaults and variables put in and secrets as ***.")
    private boolean print;

    @Override
    public Integer call() throws InterruptedException, BadConfig {
        PrintWriter out = console.out();
        Config read;
        try {
            read = console.config().read();
        } catch (BadConfig failure) {
            if (format == Format.text) {
                throw failure;
            }
            out.println(CheckReport.of(failure));
            return Exit.BAD_CONFIG;
        }
        PrintWriter err = console.err();
        Optional<String> unusable = unusable(read.state());
        Optional<OnlineCheck> online =
                isOnline() ? Optional.of(OnlineCheck.ask(read, console.clock(), console.progress())) : Optional.empty();
        if (format == Format.json) {
            out.println(CheckReport.of(read, online, unusable, text(read, online)));
        } else {
            print(read, text(read, online), out, err);
        }
        if (unusable.isPresent()) {
            err.println(unusable.get());
            return Exit.FILE_TROUBLE;
        }
        int told = online.map(OnlineCheck::exit).orElse(Exit.DONE);
        return told == Exit.DONE && strict && !read.doubts().isEmpty() ? Exit.NO : told;
    }

    /** Why this user cannot use the state, if so. */
    private static Optional<String> unusable(StateLocation state) {
        try {
            state.check();
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(FileErrors.withName(e));
        }
    }

    private boolean isOnline() {
        return reach.online || (!reach.offline && !print && Terminal.readsOutput());
    }

    private CheckText text(Config read, Optional<OnlineCheck> online) {
        Instant now = console.now();
        return new CheckText(read, online, PlanView.asFarAsKnown(read, now), now);
    }

    private void print(Config read, CheckText text, PrintWriter out, PrintWriter err) {
        if (print) {
            out.print(read.effective().yaml());
            out.flush();
            // What is printed shall stay a config.
            text.said().forEach(err::println);
        } else {
            out.println(console.config().path() + " is fine");
            text.lines().forEach(out::println);
        }
        boolean pointed = Terminal.readsErrors();
        text.late().forEach(late -> err.println("warning: " + late));
        read.doubts().forEach(doubt -> err.println("warning: " + (pointed ? doubt.pointed() : doubt.toString())));
    }
}

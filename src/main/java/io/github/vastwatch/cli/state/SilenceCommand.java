package io.github.vastwatch.cli.state;

import io.github.vastwatch.alert.Silence;
import io.github.vastwatch.cli.console.Console;
import io.github.vastwatch.cli.console.Exit;
import io.github.vastwatch.cli.console.RelativeTime;
import io.github.vastwatch.cli.console.StateOption;
import io.github.vastwatch.config.Amounts;
import io.github.vastwatch.config.Config;
import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.store.Store;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Times in which nothing is told. */
@Command(
        name = "silence",
        description = {
            "Holds what a watch would tell for a while; a running daemon sees it at its next poll.",
            "Exit 0, 1 when there is no such silence, 2 when the state is in memory or something is named wrong."
        },
        mixinStandardHelpOptions = true)
public final class SilenceCommand implements Runnable {
    @ParentCommand
    private Console console;

    @Mixin
    private final StateOption state = new StateOption();

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(console.out());
    }

    @Command(description = "Adds a silence and prints its number.", mixinStandardHelpOptions = true)
    int add(
            @Option(names = "--watch", required = true, paramLabel = "NAME", description = "The watch.") String watch,
            @Option(names = "--machine", paramLabel = "ID", description = "Only this machine of it.") @Nullable
                    Long machine,
            @Option(names = "--for", required = true, paramLabel = "TIME", description = "For how long, as 8h.")
                    String time,
            @Option(names = "--comment", paramLabel = "TEXT", defaultValue = "", description = "Why.") String comment)
            throws Exception {
        Config config = console.config().read();
        config.watch(watch);
        Duration duration = Amounts.duration(time);
        if (duration.isZero()) {
            throw new InvalidInput("a silence must last: " + time);
        }
        Instant now = console.now().truncatedTo(ChronoUnit.MILLIS);
        Instant until = now.plus(duration);
        try (Store store = state.open()) {
            long id = store.add(new Silence(0, watch, Optional.ofNullable(machine), now, until, comment));
            out().println("silence " + id + ": " + subject(watch, Optional.ofNullable(machine)) + " until "
                    + new RelativeTime(now).dated(until));
        }
        return Exit.DONE;
    }

    @Command(description = "Prints the silences that hold.", mixinStandardHelpOptions = true)
    int list() throws Exception {
        Instant now = console.now();
        try (Store store = state.reading()) {
            List<Silence> all =
                    store.silences().stream().filter(each -> each.isActive(now)).toList();
            all.forEach(each -> out().println(each.id() + "  " + subject(each.watch(), each.machine()) + "  until "
                    + new RelativeTime(now).dated(each.until())
                    + (each.comment().isEmpty() ? "" : "  " + each.comment())));
        }
        return Exit.DONE;
    }

    @Command(description = "Ends a silence.", mixinStandardHelpOptions = true)
    int remove(@Parameters(paramLabel = "NUMBER", description = "As list prints it.") long id) throws Exception {
        try (Store store = state.open()) {
            if (store.removeSilence(id)) {
                return Exit.DONE;
            }
            console.err().println("there is no silence " + id);
            return Exit.NO;
        }
    }

    private static String subject(String watch, Optional<Long> machine) {
        return watch + machine.map(each -> " machine " + each).orElse("");
    }

    private PrintWriter out() {
        return console.out();
    }
}

package io.github.vastwatch.cli.state;

import io.github.vastwatch.cli.console.Console;
import io.github.vastwatch.cli.console.Exit;
import io.github.vastwatch.cli.console.StateFailure;
import io.github.vastwatch.cli.console.StateOption;
import io.github.vastwatch.store.StateLocation;
import io.github.vastwatch.store.StateLock;
import io.github.vastwatch.store.StateStatus;
import io.github.vastwatch.store.Store;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** How everything fares. */
@Command(
        name = "status",
        description = {
            "Says from the state how each watch and each channel fares, whether the daemon runs or not.",
            "Exit 0 when it runs and its config is the one on disk, 1 when it does not, the config was refused or the "
                    + "state cannot be written, 2 when the state is in memory, 74 when there is none yet or it cannot be "
                    + "read."
        },
        mixinStandardHelpOptions = true)
public final class StatusCommand implements Callable<Integer> {
    @ParentCommand
    private Console console;

    @Mixin
    private final StateOption state = new StateOption();

    enum Format {
        text,
        json
    }

    @Option(names = "--format", defaultValue = "text", description = "text or json (default: ${DEFAULT-VALUE}).")
    private Format format = Format.text;

    @Override
    public Integer call() throws Exception {
        StateLocation place = state.place();
        PrintWriter out = console.out();
        Clock clock = console.clock();
        try (Store store = state.reading()) {
            StateStatus status = store.status();
            // 'once' holds the lock as well, and is no daemon.
            Optional<Long> holder = StateLock.holder(StateOption.file(place));
            boolean isRunning =
                    holder.isPresent() && holder.equals(status.daemon().map(daemon -> daemon.pid()));
            Optional<String> failure =
                    isRunning ? StateFailure.of(status, StateOption.file(place), clock.instant()) : Optional.empty();
            if (format == Format.json) {
                out.println(StatusJson.of(status, isRunning, place, failure, clock));
            } else {
                new StatusText(status, isRunning, place, failure, clock).lines().forEach(out::println);
            }
            boolean isRefused =
                    status.daemon().flatMap(daemon -> daemon.refusal()).isPresent();
            return isRunning && !isRefused && failure.isEmpty() ? Exit.DONE : Exit.NO;
        }
    }
}

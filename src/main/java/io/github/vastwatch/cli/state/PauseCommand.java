package io.github.vastwatch.cli.state;

import io.github.vastwatch.cli.console.Console;
import io.github.vastwatch.cli.console.Exit;
import io.github.vastwatch.cli.console.StateOption;
import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.store.Store;
import io.github.vastwatch.store.WatchStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** A watch is not polled until it is resumed. */
@Command(
        name = "pause",
        description = "Stops polling a watch, also over restarts, until 'resume'; what is known of it stays.",
        mixinStandardHelpOptions = true)
public final class PauseCommand implements Callable<Integer> {
    @ParentCommand
    private Console console;

    @Mixin
    private final StateOption state = new StateOption();

    @Parameters(paramLabel = "WATCH", description = "The watch.")
    private String name = "";

    @Override
    public Integer call() throws Exception {
        set(state, name, Optional.of(console.now()));
        console.out().println("watch '" + name + "' is paused until: vastwatch resume " + name);
        return Exit.DONE;
    }

    /** Pauses since a moment, or resumes where there is none. */
    static void set(StateOption state, String name, Optional<Instant> since) throws Exception {
        try (Store store = state.open()) {
            if (!store.pause(name, since)) {
                List<String> names =
                        store.status().watches().stream().map(WatchStatus::name).toList();
                throw InvalidInput.unknown(
                        "no watch is called '" + name + "' in the state " + state.place(),
                        name,
                        names,
                        names.isEmpty()
                                ? "a daemon has to run with it first"
                                : "there are " + String.join(", ", names));
            }
        }
    }
}

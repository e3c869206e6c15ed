package io.github.vastwatch.cli.state;

import io.github.vastwatch.cli.console.StateOption;
import io.github.vastwatch.cli.console.Subcommand;
import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.store.Store;
import io.github.vastwatch.store.WatchStatus;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Stops or restarts the polling of a watch. */
public abstract class PauseCommand extends Subcommand {
    @Mixin
    private final StateOption state = new StateOption();

    @Parameters(paramLabel = "WATCH", description = "Name of the watch.")
    private String name = "";

    private final boolean pauses;

    private PauseCommand(boolean pauses) {
        this.pauses = pauses;
    }

    @Override
    public Integer call() throws Exception {
        try (Store store = state.open()) {
            if (!store.watches().pause(name, pauses ? Optional.of(now()) : Optional.empty())) {
                List<String> names =
                        store.status().watches().stream().map(WatchStatus::name).toList();
                throw InvalidInput.unknown(
                        "no watch '" + name + "' in the state " + state.place(),
                        name,
                        names,
                        names.isEmpty()
                                ? "it has no watches until a daemon has run with it"
                                : "its watches are " + String.join(", ", names));
            }
        }
        out().println("watch '" + name + "' is "
                + (pauses ? "paused; to resume it: vastwatch resume " + name : "polled again when it is next due"));
        return Exit.DONE;
    }

    @Command(
            name = "pause",
            description =
                    "Stops polling a watch until 'resume', also across restarts. What is known about its offers is "
                            + "kept.",
            mixinStandardHelpOptions = true)
    public static final class Pause extends PauseCommand {
        Pause() {
            super(true);
        }
    }

    @Command(
            name = "resume",
            description = "Polls a paused watch again, starting when it is next due.",
            mixinStandardHelpOptions = true)
    public static final class Resume extends PauseCommand {
        Resume() {
            super(false);
        }
    }
}

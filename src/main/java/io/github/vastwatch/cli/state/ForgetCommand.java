package io.github.vastwatch.cli.state;

import io.github.vastwatch.cli.console.StateOption;
import io.github.vastwatch.cli.console.Subcommand;
import io.github.vastwatch.store.Store;
import io.github.vastwatch.text.Amount;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Forgets what a watch has seen and sent. */
@Command(
        name = "forget",
        description = {
            "Forgets what a watch, or one machine of it, has seen and sent, so that it is sent again.",
            "Exit 0; 1 if there was nothing to forget; 2 if the state is in memory."
        })
public final class ForgetCommand extends Subcommand {
    @Mixin
    private final StateOption state = new StateOption();

    @Parameters(index = "0", paramLabel = "WATCH", description = "Name of the watch; it may be gone from the config.")
    private String watch = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "MACHINE",
            description = "Id of a machine: forgets only its offers.")
    private @Nullable Long machine;

    @Override
    public Integer call() throws Exception {
        try (Store store = state.open()) {
            int known = store.offers().forget(watch, Optional.ofNullable(machine));
            out().println("forgot " + Amount.count(known, "offer", "offers"));
            return known > 0 ? Exit.DONE : Exit.NO;
        }
    }
}

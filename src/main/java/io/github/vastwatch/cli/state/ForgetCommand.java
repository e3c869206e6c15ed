package io.github.vastwatch.cli.state;

import io.github.vastwatch.cli.console.Console;
import io.github.vastwatch.cli.console.Exit;
import io.github.vastwatch.cli.console.StateOption;
import io.github.vastwatch.store.Store;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Makes a watch new again. */
@Command(
        name = "forget",
        description = {
            "Forgets what a watch has seen and told, or what it has of one machine: it is told again.",
            "Exit 0, 1 when nothing was known, 2 when the state is in memory."
        },
        mixinStandardHelpOptions = true)
public final class ForgetCommand implements Callable<Integer> {
    @ParentCommand
    private Console console;

    @Mixin
    private final StateOption state = new StateOption();

    @Parameters(index = "0", paramLabel = "WATCH", description = "The watch, also one that the config has no more.")
    private String watch = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "MACHINE", description = "Only this machine of it.")
    private @Nullable Long machine;

    @Override
    public Integer call() throws Exception {
        try (Store store = state.open()) {
            int known = store.forget(watch, Optional.ofNullable(machine));
            console.out().println("forgot " + known + (known == 1 ? " offer" : " offers"));
            return known > 0 ? Exit.DONE : Exit.NO;
        }
    }
}

package io.github.vastwatch.cli.state;

import io.github.vastwatch.cli.console.Console;
import io.github.vastwatch.cli.console.Exit;
import io.github.vastwatch.cli.console.StateOption;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** The end of a pause. */
@Command(
        name = "resume",
        description = "Polls a paused watch again, from the next time that it is due.",
        mixinStandardHelpOptions = true)
public final class ResumeCommand implements Callable<Integer> {
    @ParentCommand
    private Console console;

    @Mixin
    private final StateOption state = new StateOption();

    @Parameters(paramLabel = "WATCH", description = "The watch.")
    private String name = "";

    @Override
    public Integer call() throws Exception {
        PauseCommand.set(state, name, Optional.empty());
        console.out().println("watch '" + name + "' is polled when it is due");
        return Exit.DONE;
    }
}

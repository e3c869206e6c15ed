package io.github.vastwatch.cli.state;

import io.github.vastwatch.cli.Main;
import io.github.vastwatch.cli.console.Exit;
import io.github.vastwatch.cli.console.StateOption;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** The end of a pause. */
@Command(
        name = "resume",
        description = "Polls a paused watch again, from the next time that it is due.",
        mixinStandardHelpOptions = true)
public final class ResumeCommand implements Callable<Integer> {
    @ParentCommand
    private Main main;

    @Mixin
    private final StateOption state = new StateOption();

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "WATCH", description = "The watch.")
    private String name = "";

    @Override
    public Integer call() throws Exception {
        PauseCommand.set(main, state, name, Optional.empty());
        spec.commandLine().getOut().println("watch '" + name + "' is polled when it is due");
        return Exit.DONE;
    }
}

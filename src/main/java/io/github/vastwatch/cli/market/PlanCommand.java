package io.github.vastwatch.cli.market;

import io.github.vastwatch.cli.Main;
import io.github.vastwatch.cli.console.Exit;
import io.github.vastwatch.cli.console.StateOption;
import io.github.vastwatch.config.Config;
import io.github.vastwatch.store.Store;
import io.github.vastwatch.vast.RowUsage;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** What is asked, how often, and what it costs. */
@Command(
        name = "plan",
        description = {
            "Shows which questions Vast.ai is asked, for which watches, how often, and what they cost of both budgets.",
            "A daemon's plan counts the rows it has seen; without one, the plan is estimated from the config alone.",
            "Exit 0."
        },
        mixinStandardHelpOptions = true)
public final class PlanCommand implements Callable<Integer> {
    @ParentCommand
    private Main main;

    @Mixin
    private final StateOption state = new StateOption();

    @Spec
    private CommandSpec spec;

    enum Format {
        text,
        json
    }

    @Option(names = "--format", defaultValue = "text", description = "text or json (default: ${DEFAULT-VALUE}).")
    private Format format = Format.text;

    @Override
    public Integer call() throws Exception {
        Config config = main.config().read();
        Instant now = Clock.systemUTC().instant();
        PlanText text = new PlanText(view(config, now), config, now);
        if (format == Format.json) {
            spec.commandLine().getOut().println(text.json());
        } else {
            text.lines().forEach(spec.commandLine().getOut()::println);
        }
        return Exit.DONE;
    }

    private PlanView view(Config config, Instant now) throws Exception {
        if (state.place(main).file().filter(Files::exists).isEmpty()) {
            return PlanView.estimate(config, RowUsage.none(now), now);
        }
        try (Store store = state.reading(main)) {
            return PlanView.of(config, store, now);
        }
    }
}

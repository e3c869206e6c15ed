package io.github.vastwatch.cli.market;

import io.github.vastwatch.cli.console.Json;
import io.github.vastwatch.cli.console.StateOption;
import io.github.vastwatch.cli.console.Subcommand;
import io.github.vastwatch.config.Config;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows what Vast.ai is asked, how often, and what it costs. */
@Command(
        name = "plan",
        description = {
            "Shows which questions the daemon asks Vast.ai, for which watches, how often, and how many rows and searches they "
                    + "cost.",
            "The plan of a daemon counts the rows it has seen; without one the plan is estimated from the config.",
            "Exit 0."
        })
public final class PlanCommand extends Subcommand {
    @Mixin
    private final StateOption state = new StateOption();

    @Mixin
    private final Json.FormatOption format = new Json.FormatOption();

    @Override
    public Integer call() throws Exception {
        Config config = config().read();
        PlanView plan = PlanView.of(config, state.place(), now());
        if (format.isJson()) {
            out().println(Json.text(plan.facts()));
        } else {
            plan.lines().forEach(out()::println);
        }
        return Exit.DONE;
    }
}

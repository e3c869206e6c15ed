package io.github.vastwatch.cli.lab;

import io.github.vastwatch.cli.console.FollowedMarket;
import io.github.vastwatch.cli.console.ForceOption;
import io.github.vastwatch.cli.console.Json;
import io.github.vastwatch.cli.console.Subcommand;
import io.github.vastwatch.config.Config;
import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.vast.VastClient;
import io.github.vastwatch.watch.Watch;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Tests everything between the market and the channels of a watch with one invented offer. */
@Command(
        name = "rehearse",
        description = {
            "Asks the market, invents one offer that the watch matches, and takes it through evaluation, policy and outbox "
                    + "to the watch's real channels, marked TEST. It bypasses all gates; the output shows which of them "
                    + "would suppress a real offer now.",
            "A daemon may be running. The state is not changed, except for the count of rows read.",
            "Exit 0 if every channel accepted it; 1 if one did not or no offer can match; 3 if Vast.ai did not answer."
        })
public final class RehearseCommand extends Subcommand {
    @Mixin
    private final ForceOption force = new ForceOption();

    @Mixin
    private final Json.FormatOption format = new Json.FormatOption();

    @Parameters(paramLabel = "WATCH", description = "Name of a watch of the config.")
    private String name = "";

    /** The JSON of a rehearsal. */
    record View(String watch, List<Rehearsal.Stage> stages, int exit) {}

    @Override
    public Integer call() throws Exception {
        Config config = config().read();
        Watch watch = FollowedMarket.of(config.state()).move(config.watch(name));
        List<Rehearsal.Stage> stages = new ArrayList<>();
        int exit;
        try (VastClient vast = force.client(config, clock())) {
            exit = new Rehearsal(config, watch, vast, clock(), stage -> {
                        stages.add(stage);
                        if (!format.isJson()) {
                            out().println(stage.text());
                            out().flush();
                        }
                    })
                    .run();
        } catch (InvalidInput impossible) {
            err().println(impossible.withAdvice());
            exit = Exit.NO;
        }
        if (format.isJson()) {
            out().println(Json.text(new View(name, stages, exit)));
        }
        return exit;
    }
}

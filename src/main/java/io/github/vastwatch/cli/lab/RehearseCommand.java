package io.github.vastwatch.cli.lab;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.vastwatch.cli.console.Console;
import io.github.vastwatch.cli.console.Exit;
import io.github.vastwatch.cli.console.ForceOption;
import io.github.vastwatch.cli.console.SharedRowLedger;
import io.github.vastwatch.config.Config;
import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.vast.VastClient;
import io.github.vastwatch.watch.Watch;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Everything that happens between the market and a phone, once and for a test. */
@Command(
        name = "rehearse",
        description = {
            "Asks the market, plants one invented offer that fits the watch, and takes it through evaluation, policy and "
                    + "outbox to the watch's real channels, marked TEST. Past every gate, but says which would hold a real one now.",
            "A daemon may be running; the state is not changed but for how many rows were read.",
            "Exit 0 when every channel took it, 1 when one did not or no offer can fit, 3 when Vast.ai gave no answer."
        },
        mixinStandardHelpOptions = true)
public final class RehearseCommand implements Callable<Integer> {
    enum Format {
        text,
        json
    }

    @ParentCommand
    private Console console;

    @Mixin
    private final ForceOption force = new ForceOption();

    @Option(names = "--format", defaultValue = "text", description = "text or json (default: ${DEFAULT-VALUE}).")
    private Format format = Format.text;

    @Parameters(paramLabel = "WATCH", description = "The name of a watch of the config.")
    private String name = "";

    @Override
    public Integer call() throws Exception {
        Config config = console.config().read();
        Watch watch = config.watch(name);
        PrintWriter out = console.out();
        List<RehearsalStage> stages = new ArrayList<>();
        Clock clock = console.clock();
        int exit;
        try (VastClient vast = SharedRowLedger.client(config, clock, force.isGiven())) {
            exit = new Rehearsal(config, watch, vast, clock, rehearsalStage -> {
                        stages.add(rehearsalStage);
                        if (format == Format.text) {
                            rehearsalStage.lines().forEach(out::println);
                            out.flush();
                        }
                    })
                    .run();
        } catch (InvalidInput invalidInput) {
            console.err().println(invalidInput.withAdvice());
            exit = Exit.NO;
        }
        if (format == Format.json) {
            ObjectNode json = JsonNodeFactory.instance.objectNode().put("watch", name);
            stages.forEach(rehearsalStage -> json.withArray("stages").add(rehearsalStage.json()));
            out.println(json.put("exit", exit).toPrettyString());
        }
        return exit;
    }
}

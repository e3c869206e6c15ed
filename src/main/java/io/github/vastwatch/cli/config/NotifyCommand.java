package io.github.vastwatch.cli.config;

import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.Delivery;
import io.github.vastwatch.alert.Outcome;
import io.github.vastwatch.cli.console.Console;
import io.github.vastwatch.cli.console.Exit;
import io.github.vastwatch.config.Config;
import io.github.vastwatch.notify.channel.Channel;
import io.github.vastwatch.notify.channel.Notifier;
import io.github.vastwatch.notify.channel.Rendering;
import io.github.vastwatch.notify.message.SampleAlert;
import io.github.vastwatch.offer.InvalidInput;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Tries the channels. */
@Command(
        name = "notify",
        description = "Tries the channels of the config.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
public final class NotifyCommand {
    @ParentCommand
    private Console console;

    @Command(
            name = "test",
            description = {
                "Sends an invented offer marked TEST and shows what each channel answers. The state is not touched.",
                "Exit 0 when every channel took it, otherwise 1."
            },
            mixinStandardHelpOptions = true)
    int test(
            @Parameters(paramLabel = "CHANNEL", arity = "0..*", description = "Otherwise all.") @Nullable
                    List<String> names,
            @Option(
                            names = "--event",
                            paramLabel = "EVENT",
                            defaultValue = "new",
                            description = "What the message is about, as of 'template render': new, urgent, better,"
                                    + " gone, trouble … (default: ${DEFAULT-VALUE}).")
                    String event)
            throws Exception {
        SampleAlert sampleAlert = SampleAlert.parse(event);
        Config config = console.config().read();
        List<Channel> channels = new ArrayList<>();
        for (String name : names == null ? List.copyOf(config.channels().keySet()) : names) {
            channels.add(find(config, name));
        }
        if (channels.isEmpty()) {
            throw new InvalidInput(
                    "there is no channel to try", "add one to the config; docs/channels.md has examples");
        }
        Clock clock = console.clock();
        boolean allTookIt = true;
        for (Channel channel : channels) {
            allTookIt &= send(channel, sampleAlert, clock);
        }
        return allTookIt ? Exit.DONE : Exit.NO;
    }

    static Channel find(Config config, String name) {
        return Optional.ofNullable(config.channels().get(name))
                .orElseThrow(() -> InvalidInput.unknown(
                        "no channel is called '" + name + "'",
                        name,
                        config.channels().keySet(),
                        "there are " + String.join(", ", config.channels().keySet())));
    }

    private boolean send(Channel channel, SampleAlert sampleAlert, Clock clock) {
        PrintWriter out = console.out();
        Instant now = clock.instant();
        Alert sample = sampleAlert.sample(now);
        Delivery delivery = new Delivery("msg_" + UUID.randomUUID(), channel.name(), sample, now, 0, Optional.empty());
        try (Notifier notifier = channel.notifier()) {
            Rendering rendering = notifier.render(delivery, now);
            Delivery.Content content = rendering.content();
            rendering
                    .failure()
                    .ifPresent(failure -> out.println(channel.name() + ": its template fails, the built-in message goes"
                            + " instead: " + failure));
            out.println(channel.name() + ": " + channel.target() + ", "
                    + content.text().length() + " characters, id " + delivery.id());
            long began = System.nanoTime();
            Outcome outcome = notifier.send(delivery, content, now);
            String took =
                    " (after " + Duration.ofNanos(System.nanoTime() - began).toMillis() + " ms)";
            boolean isTaken = outcome instanceof Outcome.Delivered;
            out.println((isTaken ? "    taken: " : "    not taken: ") + outcome.answer() + took);
            if (!isTaken) {
                out.println("    " + wouldFollow(outcome));
            }
            return isTaken;
        }
    }

    /** What would become of a real alert after what was no delivery. */
    public static String wouldFollow(Outcome outcome) {
        return outcome instanceof Outcome.Deferred deferred
                ? deferred.isTrouble()
                        ? "An alert would be tried again, but this must be put right first."
                        : "An alert would be tried again, soon and then more rarely."
                : outcome instanceof Outcome.Refused
                        ? "An alert would be tried twice more, an hour apart, and then be a dead letter."
                        : "An alert would be a dead letter at once.";
    }
}

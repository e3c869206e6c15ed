package io.github.vastwatch.cli.config;

import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.Delivery;
import io.github.vastwatch.alert.Outcome;
import io.github.vastwatch.cli.console.Subcommand;
import io.github.vastwatch.config.Config;
import io.github.vastwatch.notify.channel.Channel;
import io.github.vastwatch.notify.channel.Notifier;
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

/** Tests the channels. */
@Command(name = "notify", description = "Tests the channels of the config.", synopsisSubcommandLabel = "COMMAND")
public final class NotifyCommand extends Subcommand {
    @Command(
            mixinStandardHelpOptions = true,
            description = {
                "Sends an invented offer marked TEST and shows each channel's answer. The state stays as it is.",
                "Exit 0 when every channel accepted it, otherwise 1."
            })
    int test(
            @Parameters(paramLabel = "CHANNEL", arity = "0..*", description = "The channels (default: all).") @Nullable
                    List<String> names,
            @Option(
                            names = "--event",
                            paramLabel = "EVENT",
                            defaultValue = "new",
                            description = "The event of the message, as for 'template render': new, urgent, better,"
                                    + " gone, … (default: ${DEFAULT-VALUE}).")
                    String event)
            throws Exception {
        SampleAlert sampleAlert = SampleAlert.parse(event);
        Config config = config().read();
        List<Channel> channels = new ArrayList<>();
        for (String name : names == null ? List.copyOf(config.channels().keySet()) : names) {
            channels.add(find(config, name));
        }
        if (channels.isEmpty()) {
            throw new InvalidInput("the config has no channel to test", "add one; docs/channels.md has examples");
        }
        Clock clock = clock();
        boolean allAccepted = true;
        for (Channel channel : channels) {
            allAccepted &= send(channel, sampleAlert, clock);
        }
        return allAccepted ? Exit.DONE : Exit.NO;
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
        PrintWriter out = out();
        Instant now = clock.instant();
        Alert sample = sampleAlert.sample(now);
        Delivery delivery = new Delivery("msg_" + UUID.randomUUID(), channel.name(), sample, now, 0, Optional.empty());
        try (Notifier notifier = channel.notifier()) {
            Notifier.Rendering rendering = notifier.render(delivery, now);
            Delivery.Content content = rendering.content();
            rendering
                    .failure()
                    .ifPresent(failure -> out.println(
                            channel.name() + ": its template fails, so the built-in message is" + " sent: " + failure));
            out.println(channel.name() + ": " + channel.target() + ", "
                    + content.text().length() + " characters, id " + delivery.id());
            long began = System.nanoTime();
            Outcome outcome = notifier.send(delivery, content, now);
            String took =
                    " (after " + Duration.ofNanos(System.nanoTime() - began).toMillis() + " ms)";
            boolean isDelivered = outcome instanceof Outcome.Delivered;
            out.println((isDelivered ? "    delivered: " : "    not delivered: ") + outcome.answer() + took);
            if (!isDelivered) {
                out.println("    " + wouldFollow(outcome));
            }
            return isDelivered;
        }
    }

    /** What would happen to a real alert after this failed send. */
    public static String wouldFollow(Outcome outcome) {
        return outcome instanceof Outcome.Deferred deferred
                ? deferred.isIncident()
                        ? "An alert would be retried, but this needs to be fixed first."
                        : "An alert would be retried, soon and then less often."
                : outcome instanceof Outcome.Refused
                        ? "An alert would be retried twice, an hour apart, and then become a dead letter."
                        : "An alert would become a dead letter at once.";
    }
}

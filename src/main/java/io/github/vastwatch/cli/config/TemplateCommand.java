package io.github.vastwatch.cli.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.vastwatch.cli.console.Json;
import io.github.vastwatch.cli.console.Subcommand;
import io.github.vastwatch.config.Config;
import io.github.vastwatch.notify.channel.Channel;
import io.github.vastwatch.notify.message.SampleAlert;
import io.github.vastwatch.notify.template.TemplateReference;
import java.io.PrintWriter;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Helps to write templates. */
@Command(
        name = "template",
        description = "Shows what templates can use, and what they render.",
        synopsisSubcommandLabel = "COMMAND")
public final class TemplateCommand extends Subcommand {
    /** Longer examples are cut, so that a line fits a wide terminal. */
    private static final int EXAMPLE = 36;

    @Command(
            mixinStandardHelpOptions = true,
            description = "Lists the variables and filters of templates, with an example of each.")
    int vars(@Mixin Json.FormatOption format) {
        PrintWriter out = out();
        ObjectNode all = TemplateReference.json();
        if (format.isJson()) {
            out.println(all.toPrettyString());
            return Exit.DONE;
        }
        out.println("In every alert, as {{ title }}:");
        all.path("alert").forEach(each -> out.println(line(each)));
        out.println();
        out.println("Of each offer, as {% for offer in offers %}{{ offer.gpu_name }}{% endfor %}:");
        all.path("offer").forEach(each -> out.println(line(each)));
        out.println();
        out.println("Filters, as {{ offer.dph_total | money }}:");
        all.path("filters")
                .forEach(each -> out.printf(
                        "  %-20s %s%n",
                        each.path("name").asText(), each.path("meaning").asText()));
        out.println();
        out.println(TemplateReference.pebble());
        return Exit.DONE;
    }

    private static String line(JsonNode each) {
        JsonNode example = each.path("example");
        String shown = example.isValueNode() ? example.asText() : example.isMissingNode() ? "" : example.toString();
        String line = shown.lines().findFirst().orElse("");
        return String.format(
                        "  %-20s %-" + EXAMPLE + "s  %s",
                        each.path("name").asText(),
                        line.length() > EXAMPLE ? line.substring(0, EXAMPLE - 1) + "…" : line,
                        each.path("meaning").asText()
                                + (each.has("unit") ? ", " + each.path("unit").asText() : ""))
                .stripTrailing();
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = {
                "Shows what a channel would send for an invented alert, by its template or the built-in message.",
                "Sends nothing. Exit 0, or 1 when the template fails."
            })
    int render(
            @Parameters(paramLabel = "CHANNEL", description = "A channel of the config.") String name,
            @Option(
                            names = "--event",
                            paramLabel = "EVENT",
                            defaultValue = "new",
                            description = "new, urgent, better, back, reminder, worse, gone, mixed, late, bare (an"
                                    + " offer with few values), started, digest, count, absent, done, trouble,"
                                    + " recovered or alive (default: ${DEFAULT-VALUE}).")
                    String event)
            throws Exception {
        SampleAlert sampleAlert = SampleAlert.parse(event);
        Config config = config().read();
        Instant now = now();
        Channel.Preview preview = Channel.Preview.of(NotifyCommand.find(config, name), sampleAlert.sample(now), now);
        out().println(preview.text());
        preview.failure()
                .ifPresent(failure -> err().println("this is the built-in message; the template fails: " + failure));
        return preview.failure().isPresent() ? Exit.NO : Exit.DONE;
    }
}

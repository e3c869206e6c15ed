package io.github.vastwatch.cli;

import java.util.Arrays;
import java.util.stream.Collectors;
import picocli.CommandLine.Help;
import picocli.CommandLine.IHelpSectionRenderer;

/** The commands as the program's help lists them: in groups, each with one sentence that fits its line. */
final class CommandList implements IHelpSectionRenderer {
    private static final String GROUPS = """
            Beginning
              init          Writes a first config, from a few questions or from options.
              check         Says what the config would do, and what is wrong with it.
              import        Turns a pasted search into a watch.
              demo          Shows all of it on a simulated market, without a key.
              schema        Prints the JSON Schema of the config, for editors.
            Watching
              run           Runs the daemon until it is stopped.
              once          Asks once, sends what is new and ends, for cron and timers.
              status        Shows how each watch and each channel fares.
              plan          Shows what Vast.ai is asked, how often, and what that costs.
              reload        Makes the daemon read its config now.
              pause         Stops polling a watch, also over restarts.
              resume        Polls a paused watch again.
            The market
              search        Asks once and prints the offers, best first.
              explain       Says why a watch matches what it does, and what comes near.
              rent-command  Prints the vendor's command that rents an offer.
              query         Prints the filters that a query means.
              fields        Lists the fields of the query language.
            Alerts
              alerts        Lists what was sent and why, and what was not.
              silence       Mutes offers for a while.
              forget        Forgets what a watch has sent, so that it is sent again.
              outbox        Shows what waits for a channel, and sends or drops it.
            Channels and trials
              notify        Sends a test message to each channel.
              rehearse      Sends an invented offer on the whole way to the channels.
              template      Shows what templates can say, and fills one.
              simulate      Runs a simulated market to try against.
            """;

    @Override
    public String render(Help help) {
        String end = System.lineSeparator();
        return Arrays.stream(GROUPS.split("\n"))
                .map(line -> line.startsWith(" ") ? line + end : end + line + ":" + end)
                .collect(Collectors.joining());
    }
}

package io.github.vastwatch.cli;

import java.util.Arrays;
import java.util.stream.Collectors;
import picocli.CommandLine.Help;
import picocli.CommandLine.IHelpSectionRenderer;

/** The list of commands in the program's help: in groups, each with a sentence that fits its line. */
final class CommandList implements IHelpSectionRenderer {
    private static final String GROUPS = """
            Getting started
              init          Writes a first config, from a few questions or from options.
              check         Checks the config and shows what it does.
              import        Turns a pasted search into a watch.
              demo          Shows the whole program on a simulated market, without a key.
              schema        Prints the JSON Schema of the config, for editors.
            Watching
              run           Runs the daemon until it is stopped.
              once          Polls once, sends what is new and ends, for cron and timers.
              status        Shows the state of the daemon, each watch and each channel.
              plan          Shows what Vast.ai is asked, how often, and what that costs.
              reload        Makes the daemon read its config now.
              pause         Stops polling a watch, also across restarts.
              resume        Polls a paused watch again.
            The market
              search        Searches once and prints the offers, best first.
              explain       Explains why offers match a watch, and which come near.
              rent-command  Prints the vendor's command that rents an offer.
              query         Prints the filters that a query means.
              fields        Lists the fields of the query language.
            Alerts
              alerts        Lists what was sent and why, and what was suppressed.
              silence       Mutes offers for a while.
              forget        Forgets what a watch has sent, so that it is sent again.
              outbox        Shows the deliveries of each channel, and sends or drops them.
            Channels and trials
              notify        Sends a test message to each channel.
              rehearse      Sends an invented offer all the way to the channels.
              template      Shows what templates can use, and renders one.
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

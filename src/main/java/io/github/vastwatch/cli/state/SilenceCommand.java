package io.github.vastwatch.cli.state;

import io.github.vastwatch.alert.Silence;
import io.github.vastwatch.cli.console.Json;
import io.github.vastwatch.cli.console.StateOption;
import io.github.vastwatch.cli.console.Subcommand;
import io.github.vastwatch.config.Amounts;
import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Mutes alerts for a while. */
@Command(
        name = "silence",
        description = {
            "Mutes the alerts of a watch, or of one of its machines, for a while. A running daemon applies it at its next "
                    + "poll.",
            "Exit 0; 1 if there is no such silence; 2 if the state is in memory or an argument is wrong."
        })
public final class SilenceCommand extends Subcommand {
    @Mixin
    private final StateOption state = new StateOption();

    @Override
    public Integer call() {
        out().print(usage());
        return Exit.DONE;
    }

    @Command(description = "Adds a silence and prints its number.", mixinStandardHelpOptions = true)
    int add(
            @Option(names = "--watch", required = true, paramLabel = "NAME", description = "Name of the watch.")
                    String watch,
            @Option(names = "--machine", paramLabel = "ID", description = "Mutes only this machine.") @Nullable
                    Long machine,
            @Option(names = "--for", required = true, paramLabel = "TIME", description = "For how long, such as 8h.")
                    String time,
            @Option(
                            names = "--comment",
                            paramLabel = "TEXT",
                            defaultValue = "",
                            description = "A comment that 'list' shows.")
                    String comment)
            throws Exception {
        config().read().watch(watch);
        Duration duration = Amounts.duration(time);
        if (duration.isZero()) {
            throw new InvalidInput("--for must be longer than 0: " + time);
        }
        Instant now = now().truncatedTo(ChronoUnit.MILLIS);
        Silence silence = new Silence(0, watch, Optional.ofNullable(machine), now, now.plus(duration), comment);
        try (Store store = state.open()) {
            out().println("silence " + store.silences().add(silence) + ": " + text(silence, " "));
        }
        return Exit.DONE;
    }

    @Command(description = "Lists the active silences.", mixinStandardHelpOptions = true)
    int list(@Mixin Json.FormatOption format) throws Exception {
        try (Store store = state.reading()) {
            List<Silence> active = store.silences().all().stream()
                    .filter(silence -> silence.isActive(now()))
                    .toList();
            if (format.isJson()) {
                out().println(Json.text(active));
            } else {
                active.forEach(silence -> out().println(silence.id() + "  " + text(silence, "  ")));
            }
        }
        return Exit.DONE;
    }

    @Command(description = "Ends a silence.", mixinStandardHelpOptions = true)
    int remove(@Parameters(paramLabel = "NUMBER", description = "Number of the silence, from 'list'.") long id)
            throws Exception {
        try (Store store = state.open()) {
            if (store.silences().remove(id)) {
                out().println("silence " + id + " is removed");
                return Exit.DONE;
            }
            err().println("silence " + id + " not found");
            return Exit.NO;
        }
    }

    private String text(Silence silence, String gap) {
        return silence.watch()
                + silence.machine().map(machine -> " machine " + machine).orElse("")
                + gap + "until " + time().dated(silence.until())
                + (silence.comment().isEmpty() ? "" : gap + silence.comment());
    }
}

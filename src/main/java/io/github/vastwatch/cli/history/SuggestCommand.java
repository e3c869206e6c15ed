package io.github.vastwatch.cli.history;

import io.github.vastwatch.cli.console.Json;
import io.github.vastwatch.cli.console.StateOption;
import io.github.vastwatch.cli.console.Subcommand;
import io.github.vastwatch.cli.console.Terminal;
import io.github.vastwatch.history.Replay;
import io.github.vastwatch.history.Spans.Span;
import io.github.vastwatch.history.Suggestion;
import io.github.vastwatch.history.WatchHistory;
import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.store.Store;
import io.github.vastwatch.watch.Watch;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Suggests a threshold. */
@Command(
        name = "suggest",
        description = {
            "Suggests the threshold with which a watch would have alerted about so often, counted by replays of the recorded "
                    + "time, beside the prices of that time. Asks Vast.ai nothing.",
            "Exit 0; 1 if too little is recorded; 2 if the state is in memory or an argument is wrong."
        })
public final class SuggestCommand extends Subcommand {
    @Mixin
    private final StateOption state = new StateOption();

    @Option(
            names = "--alerts-per-day",
            paramLabel = "NUMBER",
            description = "How many alerts are welcome on a day (default: ${DEFAULT-VALUE}).")
    private double perDay = 2;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "How far to look back, such as 14d or 6h (default: ${DEFAULT-VALUE}).")
    private String since = "14d";

    @Option(names = "--format", paramLabel = "FORMAT", description = "table or json (default: ${DEFAULT-VALUE}).")
    private BacktestCommand.Format format = BacktestCommand.Format.table;

    @Parameters(
            paramLabel = "WATCH",
            description = "The name of a watch of the config, or a config file with one watch.")
    private String what = "";

    @Override
    public Integer call() throws Exception {
        if (!(perDay > 0 && perDay <= 1000)) {
            throw new InvalidInput("--alerts-per-day must be above 0 and at most 1000: " + perDay);
        }
        Watch configured = Recorded.watch(config(), what, Optional.empty());
        Watch watch = configured.fixed(configured.threshold());
        Instant now = now().truncatedTo(ChronoUnit.MILLIS);
        try (Store store = state.reading()) {
            Optional<Span> span = Recorded.span(store.history(), since, now);
            if (span.isEmpty()) {
                err().println(Recorded.NOTHING);
                return Exit.NO;
            }
            Recorded recorded = Recorded.read(store.history(), watch, span.get());
            Replay replay = recorded.replay();
            Terminal.Progress progress = progress();
            Suggestion suggestion = new Suggestion(
                    replay,
                    recorded.history(),
                    recorded.polls(),
                    answers -> progress.show(
                            "replaying " + answers + " of " + replay.polls().size() + " answers for each threshold"));
            Optional<Suggestion.Rate> rate = suggestion.nearest(perDay);
            progress.clear();
            if (rate.isEmpty()) {
                err().println("of all that watch '" + watch.name() + "' admits, nothing is known since "
                        + span.get().from().truncatedTo(ChronoUnit.SECONDS)
                        + ": no two answers in a row showed all of it");
                return Exit.NO;
            }
            Instant began = store.history().since().orElseThrow();
            WatchHistory all = Recorded.read(
                            store.history(),
                            watch,
                            Recorded.all(store.history(), now).orElseThrow())
                    .history();
            SuggestText text = new SuggestText(
                    watch, perDay, rate.get(), suggestion.isLoosest(rate.get()), recorded.history(), all, began);
            if (format == BacktestCommand.Format.json) {
                out().println(Json.text(text.view()));
            } else {
                text.lines().forEach(out()::println);
            }
            return Exit.DONE;
        }
    }
}

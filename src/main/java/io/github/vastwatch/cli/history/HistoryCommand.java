package io.github.vastwatch.cli.history;

import io.github.vastwatch.cli.console.QueryText;
import io.github.vastwatch.cli.console.StateOption;
import io.github.vastwatch.cli.console.Subcommand;
import io.github.vastwatch.cli.console.Terminal;
import io.github.vastwatch.config.Amounts;
import io.github.vastwatch.config.Config;
import io.github.vastwatch.history.RecordedPoll;
import io.github.vastwatch.history.Series;
import io.github.vastwatch.history.Spans;
import io.github.vastwatch.history.Spans.Span;
import io.github.vastwatch.history.WatchHistory;
import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.offer.Query;
import io.github.vastwatch.offer.RentalType;
import io.github.vastwatch.store.History;
import io.github.vastwatch.store.Store;
import io.github.vastwatch.text.Amount;
import io.github.vastwatch.watch.Rent;
import io.github.vastwatch.watch.Schedule;
import io.github.vastwatch.watch.Threshold;
import io.github.vastwatch.watch.Watch;
import java.nio.file.Path;
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

/** Shows what the market did. */
@Command(
        name = "history",
        description = {
            "Shows the recorded offers of a watch or a query over time: how many, the best, p10, median and p90. Asks Vast.ai "
                    + "nothing.",
            "Exit 0; 1 if nothing of it is recorded; 2 if the state is in memory or an argument is wrong."
        })
public final class HistoryCommand extends Subcommand {
    /** As Vast.ai assumes where a search names none, and so the disk of the prices in dumps. */
    private static final int DISK_GB = 8;

    /** The columns of a chart that goes to a file or a pipe. */
    static final int USUAL_WIDTH = 100;

    @Mixin
    private final StateOption state = new StateOption();

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "How far to look back, such as 14d or 6h (default: ${DEFAULT-VALUE}).")
    private String since = "14d";

    @Option(
            names = "--type",
            paramLabel = "TYPE",
            description = "on-demand, bid or reserved, for a query (default: on-demand).")
    private @Nullable String type;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "table: a chart and a table; csv or json: each step (default: ${DEFAULT-VALUE}).")
    private Format format = Format.table;

    @Option(names = "--png", paramLabel = "FILE", description = "Write the chart as a picture instead of printing it.")
    private @Nullable Path png;

    @Option(
            names = "--theme",
            paramLabel = "THEME",
            description = "light or dark, for the picture (default: ${DEFAULT-VALUE}).")
    private Picture.Theme theme = Picture.Theme.light;

    @Parameters(
            paramLabel = "WATCH|QUERY",
            arity = "1..*",
            description = "The name of a watch in the config, or a query such as 'gpu_name=RTX_4090 num_gpus=1'.")
    private List<String> words = List.of();

    enum Format {
        table,
        csv,
        json
    }

    @Override
    public Integer call() throws Exception {
        Duration back = Amounts.duration(since);
        if (back.isZero()) {
            throw new InvalidInput("--since must be longer than 0: " + since);
        }
        Watch watch = watch(String.join(" ", words));
        Instant now = now().truncatedTo(ChronoUnit.MILLIS);
        try (Store store = state.reading()) {
            Optional<Instant> recorded = store.history().since();
            if (recorded.isEmpty()) {
                err().println(
                                "nothing is recorded yet; 'vastwatch run' records what it sees, and 'vastwatch record import'"
                                        + " adds dumps of offers");
                return Exit.NO;
            }
            Instant from = now.minus(back);
            if (!recorded.get().isBefore(now)) {
                err().println("nothing is recorded before now");
                return Exit.NO;
            }
            Span span = new Span(from.isBefore(recorded.get()) ? recorded.get() : from, now);
            return show(read(store.history(), watch, span), recorded.get());
        }
    }

    private WatchHistory read(History history, Watch watch, Span span) {
        List<RecordedPoll> polls = history.polls(span);
        WatchHistory.Reader reader = new WatchHistory.Reader(watch, span, polls);
        history.runs(span, reader.keys(), reader);
        reader.lacking()
                .forEach((field, offers) -> err().println("note: " + Amount.count(offers.size(), "offer", "offers")
                        + " left out: " + field.wire() + ", which the query asks for, is not recorded of "
                        + (offers.size() == 1 ? "it" : "them")));
        return reader.history();
    }

    private int show(WatchHistory history, Instant recorded) throws Exception {
        if (history.matching().equals(Spans.NONE)) {
            err().println("of all that " + name(history) + " admits nothing is known since "
                    + history.span().from().truncatedTo(ChronoUnit.SECONDS)
                    + ": no two answers in a row showed all of it; 'vastwatch plan' shows what is asked, and 'vastwatch"
                    + " record import' adds dumps of offers");
            return Exit.NO;
        }
        Series series = Series.of(history);
        Optional<Chart> chart = Chart.of(series, history.span(), history.watch().threshold());
        HistoryText text = new HistoryText(history, series, recorded);
        if (png != null) {
            Picture.write(
                    chart.orElseThrow(() -> new InvalidInput("no offers, and so no picture: " + text.coverage())),
                    text,
                    theme,
                    png);
            out().println("wrote " + png);
            return Exit.DONE;
        }
        switch (format) {
            case json -> text.json(out());
            case csv -> text.csv(out());
            case table -> {
                out().println(text.title() + ", " + text.unit());
                Terminal terminal = Terminal.standardOutput();
                int width = terminal.width().orElse(USUAL_WIDTH);
                chart.ifPresent(each ->
                        TerminalChart.lines(each, terminal, width, List.of()).forEach(out()::println));
                out().println();
                text.table().forEach(out()::println);
                out().println();
                out().println(text.coverage());
            }
        }
        return Exit.DONE;
    }

    private static String name(WatchHistory history) {
        return history.watch().threshold().isNone()
                ? "the query"
                : "watch '" + history.watch().name() + "'";
    }

    private Watch watch(String what) throws Exception {
        Optional<Watch> known = config().readIfThere().stream()
                .flatMap((Config config) -> config.watches().stream())
                .filter(watch -> watch.name().equals(what))
                .findFirst();
        return known.orElseGet(() -> new Watch(
                "query",
                true,
                QueryText.read(what, Query.DEFAULTS, err()),
                type == null ? RentalType.ON_DEMAND : RentalType.parse(type),
                DISK_GB,
                Threshold.NONE,
                Schedule.every(Duration.ofMinutes(1), what),
                Optional.empty(),
                List.of(),
                Rent.DEFAULT));
    }
}

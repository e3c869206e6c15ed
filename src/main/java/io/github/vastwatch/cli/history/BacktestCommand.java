package io.github.vastwatch.cli.history;

import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.AlertKind;
import io.github.vastwatch.alert.Silence;
import io.github.vastwatch.cli.console.Json;
import io.github.vastwatch.cli.console.StateOption;
import io.github.vastwatch.cli.console.Subcommand;
import io.github.vastwatch.cli.console.Terminal;
import io.github.vastwatch.history.Backtest;
import io.github.vastwatch.history.Replay;
import io.github.vastwatch.history.ReplayCheck;
import io.github.vastwatch.history.Spans.Span;
import io.github.vastwatch.store.Store;
import io.github.vastwatch.watch.Watch;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what a watch would have sent. */
@Command(
        name = "backtest",
        description = {
            "Shows what a watch would have sent in the recorded time: when, at what prices, how long those offers lasted, "
                    + "and what quiet hours, caps and silences held back. Compares its replay with what was really sent. "
                    + "Asks Vast.ai nothing, and sends nothing.",
            "Exit 0; 1 if nothing is recorded; 2 if the state is in memory or an argument is wrong."
        })
public final class BacktestCommand extends Subcommand {
    /** As long as what was sent is compared with. */
    private static final Duration CHECKED = Duration.ofDays(7);

    /** What the policy does not decide from answers. */
    private static final Set<AlertKind> OTHERS = EnumSet.of(
            AlertKind.WATCH_STARTED, AlertKind.INCIDENT_STARTED, AlertKind.INCIDENT_RESOLVED, AlertKind.DAEMON_ALIVE);

    @Mixin
    private final StateOption state = new StateOption();

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "How far to look back, such as 14d or 6h (default: ${DEFAULT-VALUE}).")
    private String since = "14d";

    @Option(
            names = "--diff",
            paramLabel = "WATCH|FILE",
            description =
                    "Compare with another watch of the config, or with the watch of the same name in another file.")
    private @Nullable String other;

    @Option(names = "--format", paramLabel = "FORMAT", description = "table or json (default: ${DEFAULT-VALUE}).")
    private Format format = Format.table;

    @Parameters(
            paramLabel = "WATCH|FILE",
            description = "The name of a watch of the config, or a config file with one watch.")
    private String what = "";

    enum Format {
        table,
        json
    }

    @Override
    public Integer call() throws Exception {
        Watch watch = Recorded.watch(config(), what, Optional.empty());
        Optional<Watch> second = Optional.empty();
        if (other != null) {
            second = Optional.of(Recorded.watch(config(), other, Optional.of(watch.name())));
        }
        Instant now = now().truncatedTo(ChronoUnit.MILLIS);
        try (Store store = state.reading()) {
            Optional<Span> span = Recorded.span(store.history(), since, now);
            if (span.isEmpty()) {
                err().println(Recorded.NOTHING);
                return Exit.NO;
            }
            List<Silence> silences = store.silences().all();
            Recorded recorded = Recorded.read(store.history(), watch, span.get());
            Replay replay = recorded.replay();
            if (replay.polls().isEmpty()) {
                err().println(Recorded.NOTHING);
                return Exit.NO;
            }
            Backtest backtest = backtest(replay, recorded, watch, silences);
            Optional<ReplayCheck> diff = Optional.empty();
            if (second.isPresent()) {
                Recorded others = Recorded.read(store.history(), second.get(), span.get());
                diff = Optional.of(ReplayCheck.of(
                        alerts(backtest), alerts(backtest(others.replay(), others, second.get(), silences))));
            }
            BacktestText text = new BacktestText(
                    backtest,
                    recorded.history(),
                    store.history().since().orElseThrow(),
                    check(store, watch, now, silences),
                    diff);
            if (format == Format.json) {
                out().println(Json.text(text.view()));
            } else {
                text.lines(Terminal.standardOutput(), other).forEach(out()::println);
            }
            return Exit.DONE;
        }
    }

    private Backtest backtest(Replay replay, Recorded recorded, Watch watch, List<Silence> silences) {
        Terminal.Progress progress = progress();
        int all = replay.polls().size();
        IntConsumer shown = answers -> progress.show("replaying " + answers + " of " + all + " answers");
        try {
            return Backtest.of(
                    replay,
                    recorded.history(),
                    watch,
                    silences.stream()
                            .filter(each -> each.watch().equals(watch.name()))
                            .toList(),
                    shown);
        } finally {
            progress.clear();
        }
    }

    private static List<Alert> alerts(Backtest backtest) {
        return backtest.alerts().stream().map(Backtest.Sent::alert).toList();
    }

    /** What was really sent in the last days, beside a replay from the watch's first answer on; empty if nothing was. */
    private Optional<BacktestText.Check> check(Store store, Watch watch, Instant now, List<Silence> silences) {
        Instant from = now.minus(CHECKED);
        List<Alert> sent = new ArrayList<>();
        store.outbox().alerts(from, each -> {
            Alert alert = each.alert();
            if (alert.watch().equals(Optional.of(watch.name())) && !OTHERS.contains(alert.alertKind())) {
                sent.add(alert);
            }
        });
        Optional<Span> all = Recorded.all(store.history(), now);
        if (sent.isEmpty() || all.isEmpty()) {
            return Optional.empty();
        }
        Recorded recorded = Recorded.read(store.history(), watch, all.get());
        Replay replay = recorded.ownReplay();
        List<Alert> replayed = alerts(backtest(replay, recorded, watch, silences)).stream()
                .filter(alert -> !alert.at().isBefore(from))
                .toList();
        return Optional.of(new BacktestText.Check(watch, ReplayCheck.of(sent, replayed), replay.polls()));
    }
}

package io.github.vastwatch.cli.state;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.cli.console.Console;
import io.github.vastwatch.cli.console.Exit;
import io.github.vastwatch.cli.console.JsonRows;
import io.github.vastwatch.cli.console.RelativeTime;
import io.github.vastwatch.cli.console.ShortId;
import io.github.vastwatch.cli.console.StateOption;
import io.github.vastwatch.config.Amounts;
import io.github.vastwatch.config.BadConfig;
import io.github.vastwatch.store.AlertRecord;
import io.github.vastwatch.store.Store;
import io.github.vastwatch.store.SuppressedMatch;
import io.github.vastwatch.watch.Metric;
import io.github.vastwatch.watch.Watch;
import java.io.PrintWriter;
import java.io.Writer;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** What was told, and what was not. */
@Command(
        name = "alerts",
        description = {
            "Prints what was told, when, why, to whom, and what became of it; or what gates held.",
            "Exit 0, 1 when there is nothing, 2 when the state is in memory or something is named wrong."
        },
        mixinStandardHelpOptions = true)
public final class AlertsCommand implements Callable<Integer> {
    /** The formats of the output. */
    enum Format {
        text,
        json
    }

    @ParentCommand
    private Console console;

    @Mixin
    private final StateOption state = new StateOption();

    @Option(names = "--watch", paramLabel = "NAME", description = "Only of this watch.")
    private @Nullable String watch;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            defaultValue = "1d",
            description = "How far back, as 1d or 2h30m (default: ${DEFAULT-VALUE}).")
    private String since = "";

    @Option(names = "--withheld", description = "What was not told, and the gate that held it.")
    private boolean withheld;

    @Option(names = "--format", defaultValue = "text", description = "text or json (default: ${DEFAULT-VALUE}).")
    private Format format = Format.text;

    private RelativeTime relativeTime = new RelativeTime(Instant.EPOCH);

    @Override
    public Integer call() throws Exception {
        Instant now = console.now();
        Instant from = now.minus(Amounts.duration(since));
        relativeTime = new RelativeTime(now);
        JsonRows rows = new JsonRows(format == Format.json ? out() : new PrintWriter(Writer.nullWriter()));
        try (Store store = state.reading()) {
            if (withheld) {
                Map<String, Metric> metrics = metrics();
                store.withheld(from).stream()
                        .filter(each -> watch == null || each.watch().equals(watch))
                        .forEach(each -> print(each, Optional.ofNullable(metrics.get(each.watch())), rows));
            } else {
                ShortId ids = new ShortId(store.alertIds());
                store.alerts(from, each -> {
                    if (watch == null
                            || each.alert().watch().filter(watch::equals).isPresent()) {
                        print(each, ids, rows);
                    }
                });
            }
        }
        rows.end();
        return rows.isEmpty() ? Exit.NO : Exit.DONE;
    }

    @Command(description = "Stops the reminders of what an alert told.", mixinStandardHelpOptions = true)
    int ack(@Parameters(paramLabel = "ID", description = "The alert's id, or its beginning.") String id)
            throws Exception {
        try (Store store = state.open()) {
            ShortId all = new ShortId(store.alertIds());
            if (store.acknowledge(all.find(id).orElse(id), console.now())) {
                return Exit.DONE;
            }
            console.err().println("there is no alert " + id);
            return Exit.NO;
        }
    }

    /** What the watches of the config are judged by, where it can be read. */
    private Map<String, Metric> metrics() {
        try {
            return console.config().readIfThere().stream()
                    .flatMap(config -> config.watches().stream())
                    .collect(Collectors.toMap(
                            Watch::name, each -> each.threshold().metric()));
        } catch (BadConfig e) {
            return Map.of();
        }
    }

    private void print(SuppressedMatch held, Optional<Metric> metric, JsonRows rows) {
        ObjectNode row = JsonNodeFactory.instance.objectNode();
        row.put("watch", held.watch());
        row.put("key", held.key().toString());
        row.put("gate", held.reason().words());
        held.news().ifPresent(news -> row.put("news", news.words()));
        row.put("value", held.value());
        row.put("first", held.first().toString());
        row.put("last", held.last().toString());
        row.put("answers", held.answers());
        rows.add(row);
        if (format == Format.text) {
            out().println(relativeTime.dated(held.last()) + "  " + held.watch() + "  " + held.key() + "  "
                    + metric.map(each -> each.words(held.value()))
                            .orElseGet(() -> Metric.DPH_TOTAL.number(held.value()))
                    + "  "
                    + held.reason().words(held.news()) + " (" + held.answers()
                    + (held.answers() == 1 ? " answer" : " answers") + " since " + relativeTime.dated(held.first())
                    + ")");
        }
    }

    private void print(AlertRecord told, ShortId ids, JsonRows rows) {
        Alert alert = told.alert();
        ObjectNode row = JsonNodeFactory.instance.objectNode();
        row.put("id", alert.id());
        row.put("type", alert.alertKind().wire());
        alert.watch().ifPresent(name -> row.put("watch", name));
        row.put("at", alert.at().toString());
        alert.sentences().forEach(row.withArray("text")::add);
        alert.matches()
                .forEach(match -> row.withArray("offers")
                        .addObject()
                        .put("key", match.key().toString())
                        .put("value", match.value())
                        .put("reason", match.reason().words()));
        told.deliveries()
                .forEach(each -> row.withArray("deliveries")
                        .addObject()
                        .put("channel", each.channel())
                        .put("state", each.state())
                        .put("answer", each.answer()));
        rows.add(row);
        if (format == Format.json) {
            return;
        }
        String deliveries = told.deliveries().stream()
                .map(each -> each.channel() + " " + each.state()
                        + (each.answer().isEmpty() ? "" : " (" + each.answer() + ")"))
                .collect(Collectors.joining(", "));
        out().println(relativeTime.dated(alert.at()) + "  " + alert.watch().orElse("-") + "  " + alert.alertKind()
                + "  " + ids.of(alert.id()) + "  " + deliveries);
        alert.sentences().forEach(sentence -> out().println("    " + sentence));
        alert.terms()
                .map(watchTerms -> watchTerms.threshold().metric())
                .ifPresent(metric -> alert.matches()
                        .forEach(match -> out().println("    " + match.key() + "  " + metric.words(match.value()) + "  "
                                + match.reason().words()
                                + match.previous()
                                        .map(previous -> ", told at " + metric.words(previous))
                                        .orElse(""))));
    }

    private PrintWriter out() {
        return console.out();
    }
}

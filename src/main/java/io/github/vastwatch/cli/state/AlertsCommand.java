package io.github.vastwatch.cli.state;

import com.fasterxml.jackson.annotation.JsonIncludeProperties;
import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.Match;
import io.github.vastwatch.cli.console.Json;
import io.github.vastwatch.cli.console.StateOption;
import io.github.vastwatch.cli.console.Subcommand;
import io.github.vastwatch.config.Amounts;
import io.github.vastwatch.config.BadConfig;
import io.github.vastwatch.store.Outbox;
import io.github.vastwatch.store.Store;
import io.github.vastwatch.store.TrackedOffers;
import io.github.vastwatch.text.Amount;
import io.github.vastwatch.watch.Metric;
import io.github.vastwatch.watch.Watch;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists what was sent and what was suppressed. */
@Command(
        name = "alerts",
        description = {
            "Lists the alerts that were sent, with reasons and deliveries, or the matches that were suppressed.",
            "Exit 0; 1 if there are none; 2 if the state is in memory or an argument is wrong."
        })
public final class AlertsCommand extends Subcommand {
    @Mixin
    private final StateOption state = new StateOption();

    @Option(names = "--watch", paramLabel = "NAME", description = "Only those of this watch.")
    private @Nullable String watch;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "How far to look back, such as 1d or 2h30m (default: ${DEFAULT-VALUE}).")
    private String since = "1d";

    @Option(names = "--suppressed", description = "List suppressed matches, each with the gate that suppressed it.")
    private boolean suppressed;

    @Mixin
    private final Json.FormatOption format = new Json.FormatOption();

    private Optional<Json.Rows> json = Optional.empty();
    private boolean isEmpty = true;

    /** A sent alert; its JSON has these components. */
    record SentView(
            String id,
            String type,
            Optional<String> watch,
            Instant at,
            List<String> text,

            @JsonIncludeProperties({"key", "value", "reason"})
            List<Match> offers,

            List<Outbox.AlertRecord.Status> deliveries) {
        static SentView of(Outbox.AlertRecord sent) {
            Alert alert = sent.alert();
            return new SentView(
                    alert.id(),
                    alert.alertKind().wire(),
                    alert.watch(),
                    alert.at(),
                    alert.sentences(),
                    alert.matches(),
                    sent.deliveries());
        }
    }

    @Override
    public Integer call() throws Exception {
        Instant from = now().minus(Amounts.duration(since));
        if (format.isJson()) {
            json = Optional.of(new Json.Rows(out()));
        }
        try (Store store = state.reading()) {
            if (suppressed) {
                Map<String, Metric> metrics = metrics();
                store.offers().suppressed(from).stream()
                        .filter(match -> watch == null || match.watch().equals(watch))
                        .forEach(match -> print(match, () -> text(match, metrics)));
            } else {
                ShortId ids = new ShortId(store.outbox().alertIds());
                store.outbox().alerts(from, sent -> {
                    if (watch == null || sent.alert().watch().equals(Optional.of(watch))) {
                        print(SentView.of(sent), () -> text(sent, ids));
                    }
                });
            }
            if (isEmpty) {
                err().println(nothing(store, from));
            }
        }
        if (json.isPresent()) {
            json.get().end();
        }
        return isEmpty ? Exit.NO : Exit.DONE;
    }

    /** Why the list is empty. A watch that the config no longer has may still be in the state, and the reverse. */
    private String nothing(Store store, Instant from) {
        if (watch != null
                && watches().noneMatch(each -> each.name().equals(watch))
                && store.status().watches().stream()
                        .noneMatch(each -> each.name().equals(watch))) {
            return "no watch '" + watch + "' in the config or the state";
        }
        return (suppressed ? "nothing was suppressed" : "no alerts") + " since " + time().dated(from)
                + (watch == null ? "" : " for watch '" + watch + "'");
    }

    @Command(description = "Stops the reminders of an alert's offers.", mixinStandardHelpOptions = true)
    int ack(@Parameters(paramLabel = "ID", description = "Id of the alert, or its beginning.") String id)
            throws Exception {
        try (Store store = state.open()) {
            ShortId ids = new ShortId(store.outbox().alertIds());
            if (store.silences().acknowledge(ids.find(id).orElse(id), now())) {
                return Exit.DONE;
            }
            err().println("alert '" + id + "' not found; 'vastwatch alerts' shows the ids");
            return Exit.NO;
        }
    }

    private void print(Object view, Supplier<String> text) {
        isEmpty = false;
        json.ifPresentOrElse(rows -> rows.add(view), () -> out().println(text.get()));
    }

    /** The metric of each watch of the config. */
    private Map<String, Metric> metrics() {
        return watches()
                .collect(Collectors.toMap(Watch::name, each -> each.threshold().metric()));
    }

    /** The watches of the config; none if it cannot be read. */
    private Stream<Watch> watches() {
        try {
            return config().readIfThere().stream().flatMap(config -> config.watches().stream());
        } catch (BadConfig e) {
            return Stream.empty();
        }
    }

    private String text(TrackedOffers.SuppressedMatch match, Map<String, Metric> metrics) {
        Metric metric = metrics.get(match.watch());
        return time().dated(match.lastAt()) + "  " + match.watch() + "  " + match.key() + "  "
                + (metric == null ? Metric.DPH_TOTAL.number(match.value()) : metric.words(match.value())) + "  "
                + match.gate().words(match.reason()) + " (" + Amount.count(match.polls(), "poll", "polls") + " since "
                + time().dated(match.firstAt()) + ")";
    }

    private String text(Outbox.AlertRecord sent, ShortId ids) {
        Alert alert = sent.alert();
        String deliveries = sent.deliveries().stream()
                .map(each -> each.channel() + " " + each.state()
                        + (each.answer().isEmpty() ? "" : " (" + each.answer() + ")"))
                .collect(Collectors.joining(", "));
        Stream<String> matches = alert.terms().stream()
                .map(terms -> terms.threshold().metric())
                .flatMap(metric -> alert.matches().stream()
                        .map(match -> match.key() + "  " + metric.words(match.value()) + "  "
                                + match.reason().words()
                                + match.previous()
                                        .map(previous -> ", sent at " + metric.words(previous))
                                        .orElse("")));
        String head = time().dated(alert.at()) + "  " + alert.watch().orElse("-") + "  " + alert.alertKind() + "  "
                + ids.of(alert.id()) + "  " + deliveries;
        return Stream.concat(
                        Stream.of(head),
                        Stream.concat(alert.sentences().stream(), matches).map(line -> "    " + line))
                .collect(Collectors.joining("\n"));
    }
}

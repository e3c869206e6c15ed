package io.github.vastwatch.cli.state;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.github.vastwatch.cli.console.Json;
import io.github.vastwatch.cli.console.StateOption;
import io.github.vastwatch.cli.console.Subcommand;
import io.github.vastwatch.cli.console.TextTable;
import io.github.vastwatch.config.BadConfig;
import io.github.vastwatch.notify.channel.Channel;
import io.github.vastwatch.notify.mail.MailContent;
import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.store.OutboxEntry;
import io.github.vastwatch.store.Store;
import io.github.vastwatch.text.Amount;
import io.github.vastwatch.text.RelativeTime;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows, retries and drops deliveries. */
@Command(
        name = "outbox",
        description = {
            "Shows pending deliveries and dead letters, and sends or drops them. Works beside a running daemon.",
            "Exit 1 if there is no such delivery."
        },
        synopsisSubcommandLabel = "COMMAND")
public final class OutboxCommand extends Subcommand {
    private static final List<String> STATES = List.of("pending", "dead", "delivered", "dropped", "superseded", "all");

    private static final List<String> HEADER =
            List.of("ID", "CHANNEL", "ABOUT", "STATE", "ATTEMPTS", "NEXT", "LAST ANSWER");

    @Mixin
    private final StateOption state = new StateOption();

    /**
     * A delivery; its JSON has these components and those of the entry.
     *
     * @param mayHaveArrived how many attempts ended without a clear answer
     */
    record DeliveryView(
            @JsonUnwrapped @JsonIgnoreProperties({"alert_kind", "is_being_sent", "uncertain"})
            OutboxEntry entry,

            String type,
            boolean beingSent,
            int mayHaveArrived) {
        static DeliveryView of(OutboxEntry entry) {
            return new DeliveryView(entry, entry.alertKind().wire(), entry.isBeingSent(), entry.uncertain());
        }
    }

    /**
     * A delivery with its message.
     *
     * @param text the message as people read it
     * @param body the bytes that are sent, with secrets masked; empty before the first attempt
     */
    record DetailView(@JsonUnwrapped DeliveryView delivery, String text, Optional<String> body) {}

    @Command(description = "Lists pending deliveries and dead letters, oldest first.", mixinStandardHelpOptions = true)
    int list(
            @Option(
                            names = "--state",
                            paramLabel = "STATE",
                            description = "pending, dead, delivered, dropped, superseded or all.")
                    @Nullable
                    String state,
            @Option(names = "--channel", paramLabel = "NAME", description = "Only those of this channel.") @Nullable
                    String channel,
            @Mixin Json.FormatOption format)
            throws Exception {
        if (state != null && !STATES.contains(state)) {
            throw InvalidInput.unknown(
                    "unknown state '" + state + "'", state, STATES, "write one of " + String.join(", ", STATES));
        }
        try (Store store = this.state.reading()) {
            Consumer<Consumer<OutboxEntry>> listed = each -> store.outbox().entries(entry -> {
                boolean isState = state == null
                        ? entry.state().equals("pending") || entry.state().equals("dead")
                        : state.equals("all") || entry.state().equals(state);
                if (isState && (channel == null || entry.channel().equals(channel))) {
                    each.accept(entry);
                }
            });
            if (format.isJson()) {
                Json.Rows rows = new Json.Rows(out());
                listed.accept(entry -> rows.add(DeliveryView.of(entry)));
                rows.end();
            } else {
                printTable(listed, new ShortId(store.outbox().ids()));
            }
        }
        return Exit.DONE;
    }

    /** Goes through the entries twice, to measure and to print: they may be more than memory holds. */
    private void printTable(Consumer<Consumer<OutboxEntry>> entries, ShortId ids) {
        RelativeTime time = time();
        TextTable table = new TextTable();
        table.measure(HEADER);
        int[] count = {0};
        entries.accept(entry -> {
            table.measure(cells(entry, ids, time));
            count[0]++;
        });
        if (count[0] == 0) {
            out().println("no deliveries");
            return;
        }
        out().println(table.line(HEADER));
        entries.accept(entry -> out().println(table.line(cells(entry, ids, time))));
    }

    @Command(
            description = "Shows a delivery and its message, as text or as the bytes that are sent.",
            mixinStandardHelpOptions = true)
    int show(
            @Parameters(paramLabel = "ID", description = "Id of the delivery, or its beginning.") String id,
            @Mixin Json.FormatOption format)
            throws Exception {
        try (Store store = state.reading()) {
            Optional<OutboxEntry.Detail> letter =
                    new ShortId(store.outbox().ids()).find(id).flatMap(store.outbox()::find);
            if (letter.isEmpty()) {
                return notFound(id);
            }
            OutboxEntry entry = letter.get().outboxEntry();
            String text =
                    MailContent.text(letter.get().alert(), entry.doneAt().orElseGet(this::now), clock().getZone());
            Optional<Channel> channel = channel(entry.channel());
            out().println(
                            format.isJson()
                                    ? Json.text(new DetailView(
                                            DeliveryView.of(entry),
                                            text,
                                            letter.get().content().map(body -> Channel.Preview.masked(body, channel))))
                                    : text(entry, time()) + "\n" + text.stripTrailing());
            return Exit.DONE;
        }
    }

    private static List<String> cells(OutboxEntry entry, ShortId ids, RelativeTime time) {
        return List.of(
                ids.of(entry.id()),
                entry.channel(),
                about(entry),
                state(entry),
                String.valueOf(entry.attempts()),
                entry.nextAttempt().map(time::of).orElse("-"),
                entry.answer().orElse("-"));
    }

    private static String text(OutboxEntry entry, RelativeTime time) {
        StringBuilder text = new StringBuilder();
        line(text, "id", entry.id());
        line(text, "channel", entry.channel());
        line(text, "about", about(entry) + ", " + Amount.count(entry.offers(), "offer", "offers"));
        line(text, "alert", entry.alertId());
        line(text, "created", time.dated(entry.createdAt()));
        line(text, "state", state(entry));
        line(
                text,
                "attempts",
                entry.attempts() + (entry.uncertain() > 0 ? ", " + entry.uncertain() + " may have arrived" : ""));
        entry.nextAttempt().ifPresent(next -> line(text, "next", time.dated(next)));
        entry.doneAt()
                .ifPresent(done -> line(text, entry.state().equals("delivered") ? "sent" : "ended", time.dated(done)));
        entry.answer().ifPresent(last -> line(text, "answer", last));
        return text.toString();
    }

    private static void line(StringBuilder text, String label, String value) {
        text.append(String.format("%-9s%s\n", label, value));
    }

    private static String about(OutboxEntry entry) {
        return entry.alertKind() + entry.watch().map(name -> " " + name).orElse("");
    }

    private static String state(OutboxEntry entry) {
        return entry.isBeingSent() ? "sending" : entry.state();
    }

    @Command(
            description = "Sends deliveries again now; a dead letter is sent with the same bytes.",
            mixinStandardHelpOptions = true)
    int retry(
            @Parameters(paramLabel = "ID", arity = "0..*", description = "Ids of deliveries, or their beginnings.")
                    @Nullable
                    List<String> ids,
            @Option(
                            names = "--channel",
                            paramLabel = "NAME",
                            description = "All pending deliveries of this channel; it is resumed if it is stopped.")
                    @Nullable
                    String channel,
            @Option(names = "--dead", description = "All dead letters, or those of --channel.") boolean dead)
            throws Exception {
        if ((ids == null || ids.isEmpty()) && channel == null && !dead) {
            throw new InvalidInput("no deliveries named", "name an ID, --channel NAME or --dead");
        }
        try (Store store = state.open()) {
            Set<String> named = wholeIds(ids == null ? List.of() : ids, store);
            if (channel != null && store.channels().resume(channel)) {
                out().println("channel '" + channel + "' is no longer stopped");
            }
            Set<String> all = new LinkedHashSet<>();
            store.outbox().entries(entry -> {
                boolean isChosen = (channel == null || entry.channel().equals(channel))
                        && entry.state().equals(dead ? "dead" : channel == null ? "" : "pending");
                if (isChosen || named.contains(entry.id())) {
                    all.add(entry.id());
                }
            });
            long sent =
                    all.stream().filter(id -> store.outbox().retry(id, now())).count();
            List<String> missing =
                    named.stream().filter(id -> !all.contains(id)).toList();
            missing.forEach(this::notFound);
            out().println(sent + " of " + (all.size() + missing.size())
                    + " will be sent again by the running daemon or the next one");
            return missing.isEmpty() && sent == all.size() ? Exit.DONE : Exit.NO;
        }
    }

    @Command(
            description = "Gives up deliveries that have not arrived: they are not sent again.",
            mixinStandardHelpOptions = true)
    int drop(
            @Parameters(paramLabel = "ID", arity = "1..*", description = "Ids of deliveries, or their beginnings.")
                    List<String> ids)
            throws Exception {
        try (Store store = state.open()) {
            Set<String> named = wholeIds(ids, store);
            long dropped =
                    named.stream().filter(id -> store.outbox().drop(id, now())).count();
            named.stream().filter(id -> store.outbox().find(id).isEmpty()).forEach(this::notFound);
            out().println("dropped " + dropped + " of " + named.size());
            return dropped == named.size() ? Exit.DONE : Exit.NO;
        }
    }

    /** The whole ids of shortened ones; an unknown id stays as it is. */
    private static Set<String> wholeIds(List<String> given, Store store) {
        ShortId all = new ShortId(given.isEmpty() ? List.of() : store.outbox().ids());
        Set<String> ids = new LinkedHashSet<>();
        given.forEach(id -> ids.add(all.find(id).orElse(id)));
        return ids;
    }

    /** The channel in the config; empty if it is not there or the config cannot be read. */
    private Optional<Channel> channel(String name) throws IOException {
        try {
            return config().readIfThere().map(config -> config.channels().get(name));
        } catch (BadConfig e) {
            return Optional.empty();
        }
    }

    private int notFound(String id) {
        err().println("delivery '" + id + "' not found; 'vastwatch outbox list --state all' shows the ids");
        return Exit.NO;
    }
}

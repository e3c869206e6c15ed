package io.github.vastwatch.cli.state;

import io.github.vastwatch.cli.console.Console;
import io.github.vastwatch.cli.console.Exit;
import io.github.vastwatch.cli.console.RelativeTime;
import io.github.vastwatch.cli.console.ShortId;
import io.github.vastwatch.cli.console.StateOption;
import io.github.vastwatch.config.BadConfig;
import io.github.vastwatch.notify.channel.Channel;
import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.store.OutboxEntry;
import io.github.vastwatch.store.Store;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** What waits to be told, and what could not be told; also beside a running daemon. */
@Command(
        name = "outbox",
        description = {
            "Shows the alerts that wait for a channel or could not be delivered, and sends or drops them.",
            "It may be used beside a running daemon. Exit 1 when there is no such delivery."
        },
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
public final class OutboxCommand {
    @ParentCommand
    private Console console;

    @Mixin
    private final StateOption state = new StateOption();

    @Command(
            name = "list",
            description = "Lists deliveries, oldest first: those that wait and the dead letters.",
            mixinStandardHelpOptions = true)
    int list(
            @Option(
                            names = "--state",
                            paramLabel = "STATE",
                            description = "pending, dead, delivered, dropped, superseded or all.")
                    @Nullable
                    String state,
            @Option(names = "--channel", paramLabel = "NAME", description = "Only those of this channel.") @Nullable
                    String channel,
            @Option(names = "--format", paramLabel = "FORMAT", defaultValue = "table", description = "table or json.")
                    String format)
            throws Exception {
        boolean json = isJson(format);
        if (state != null && !OutboxText.STATES.contains(state)) {
            throw InvalidInput.unknown(
                    "unknown state '" + state + "'",
                    state,
                    OutboxText.STATES,
                    "write one of " + String.join(", ", OutboxText.STATES));
        }
        try (Store store = this.state.reading()) {
            Predicate<OutboxEntry> isListed =
                    outboxEntry -> (channel == null || outboxEntry.channel().equals(channel))
                            && (state == null
                                    ? outboxEntry.state().equals("pending")
                                            || outboxEntry.state().equals("dead")
                                    : state.equals("all") || outboxEntry.state().equals(state));
            OutboxText.Pass pass = each -> store.entries(outboxEntry -> {
                if (isListed.test(outboxEntry)) {
                    each.accept(outboxEntry);
                }
            });
            if (json) {
                OutboxText.json(pass, out());
            } else {
                OutboxText.table(pass, new ShortId(store.deliveryIds()), now(), out());
            }
            out().flush();
        }
        return Exit.DONE;
    }

    @Command(
            name = "show",
            description = "Shows one delivery with the bytes that are sent.",
            mixinStandardHelpOptions = true)
    int show(
            @Parameters(paramLabel = "ID", description = "As list prints it, or more of it.") String id,
            @Option(names = "--format", paramLabel = "FORMAT", defaultValue = "text", description = "text or json.")
                    String format)
            throws Exception {
        boolean json = isJson(format);
        try (Store store = state.reading()) {
            Optional<OutboxEntry.Letter> found =
                    new ShortId(store.deliveryIds()).find(id).flatMap(store::letter);
            if (found.isEmpty()) {
                return none(id);
            }
            out().print(
                            json
                                    ? OutboxText.json(
                                            found.get(), channel(found.get().outboxEntry()), now())
                                    : OutboxText.text(found.get(), now()));
            out().flush();
            return Exit.DONE;
        }
    }

    @Command(
            name = "retry",
            description = "Sends deliveries again, now; a dead letter with the bytes that it had.",
            mixinStandardHelpOptions = true)
    int retry(
            @Parameters(paramLabel = "ID", arity = "0..*", description = "As list prints them.") @Nullable
                    List<String> ids,
            @Option(
                            names = "--channel",
                            paramLabel = "NAME",
                            description = "All that wait for this channel, which is also no longer stopped.")
                    @Nullable
                    String channel,
            @Option(names = "--dead", description = "All dead letters.") boolean dead)
            throws Exception {
        if ((ids == null || ids.isEmpty()) && channel == null && !dead) {
            throw new InvalidInput("nothing to send again is named", "name an ID, --channel NAME or --dead");
        }
        try (Store store = open()) {
            Instant now = console.now();
            Set<String> named = whole(ids == null ? List.of() : ids, store);
            if (channel != null && store.resume(channel)) {
                out().println("channel '" + channel + "' is no longer stopped");
            }
            Set<String> all = new LinkedHashSet<>();
            store.entries(outboxEntry -> {
                boolean isMeant = (channel == null || outboxEntry.channel().equals(channel))
                        && outboxEntry.state().equals(dead ? "dead" : channel == null ? "" : "pending");
                if (isMeant || named.contains(outboxEntry.id())) {
                    all.add(outboxEntry.id());
                }
            });
            long sent = all.stream().filter(id -> store.retry(id, now)).count();
            long missing = named.stream()
                    .filter(id -> !all.contains(id))
                    .peek(this::none)
                    .count();
            out().println(sent + " of " + (all.size() + missing)
                    + " are sent again by the running daemon, or by the next");
            return missing > 0 || sent < all.size() ? Exit.NO : Exit.DONE;
        }
    }

    @Command(
            name = "drop",
            description = "Ends deliveries that have not arrived: they are not sent again.",
            mixinStandardHelpOptions = true)
    int drop(@Parameters(paramLabel = "ID", arity = "1..*", description = "As list prints them.") List<String> ids)
            throws Exception {
        try (Store store = open()) {
            Instant now = console.now();
            Set<String> named = whole(ids, store);
            long dropped = named.stream().filter(id -> store.drop(id, now)).count();
            named.stream().filter(id -> store.letter(id).isEmpty()).forEach(this::none);
            out().println(dropped + " of " + named.size() + " were dropped");
            return dropped == named.size() ? Exit.DONE : Exit.NO;
        }
    }

    /** The ids that are meant; what is none stays as it is. */
    private static Set<String> whole(List<String> given, Store store) {
        ShortId all = new ShortId(given.isEmpty() ? List.of() : store.deliveryIds());
        Set<String> ids = new LinkedHashSet<>();
        given.forEach(id -> ids.add(all.find(id).orElse(id)));
        return ids;
    }

    /** The channel of an entry, where the config is right and still has it. */
    private Optional<Channel> channel(OutboxEntry outboxEntry) {
        try {
            return console.config()
                    .readIfThere()
                    .map(config -> config.channels().get(outboxEntry.channel()));
        } catch (BadConfig e) {
            return Optional.empty();
        }
    }

    private int none(String id) {
        console.err().println("no delivery has the id '" + id + "'; 'vastwatch outbox list' shows them");
        return Exit.NO;
    }

    private RelativeTime now() {
        return new RelativeTime(console.now());
    }

    private PrintWriter out() {
        return console.out();
    }

    private static boolean isJson(String format) {
        return switch (format) {
            case "json" -> true;
            case "table", "text" -> false;
            default -> throw new InvalidInput("unknown format '" + format + "'", "write json, or leave it out");
        };
    }

    private Store open() throws Exception {
        return state.open();
    }
}

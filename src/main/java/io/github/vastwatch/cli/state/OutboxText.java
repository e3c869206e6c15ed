package io.github.vastwatch.cli.state;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.vastwatch.cli.console.JsonRows;
import io.github.vastwatch.cli.console.RelativeTime;
import io.github.vastwatch.cli.console.ShortId;
import io.github.vastwatch.notify.channel.Channel;
import io.github.vastwatch.notify.channel.Preview;
import io.github.vastwatch.notify.mail.MailBody;
import io.github.vastwatch.store.OutboxEntry;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Deliveries as the outbox command prints them. */
final class OutboxText {
    static final List<String> STATES = List.of("pending", "dead", "delivered", "dropped", "superseded", "all");

    /** So many rows say how wide the columns are; a longer list is printed as it is read. */
    private static final int MEASURED = 1_000;

    private static final List<String> HEADS =
            List.of("ID", "CHANNEL", "ABOUT", "STATE", "TRIES", "NEXT", "LAST ANSWER");

    private OutboxText() {}

    /** Goes through the entries that are listed, which may be more than memory holds. */
    interface Pass {
        void each(Consumer<OutboxEntry> consumer);
    }

    /** @param ids what makes ids short */
    static void table(Pass entries, ShortId ids, RelativeTime relativeTime, PrintWriter out) {
        int[] widths = HEADS.stream().mapToInt(String::length).toArray();
        List<List<String>> first = new ArrayList<>();
        first.add(HEADS);
        int[] count = {0};
        entries.each(outboxEntry -> {
            List<String> cells = cells(outboxEntry, ids, relativeTime);
            if (count[0]++ < MEASURED) {
                first.add(cells);
                Arrays.setAll(widths, at -> Math.max(widths[at], cells.get(at).length()));
            } else {
                print(first, widths, out);
                out.println(line(cells, widths));
            }
        });
        if (count[0] == 0) {
            out.println("nothing");
        } else {
            print(first, widths, out);
        }
    }

    private static void print(List<List<String>> rows, int[] widths, PrintWriter out) {
        rows.forEach(row -> out.println(line(row, widths)));
        rows.clear();
    }

    private static List<String> cells(OutboxEntry outboxEntry, ShortId ids, RelativeTime relativeTime) {
        return List.of(
                ids.of(outboxEntry.id()),
                outboxEntry.channel(),
                about(outboxEntry),
                outboxEntry.isBeingSent() ? "sending" : outboxEntry.state(),
                String.valueOf(outboxEntry.attempts()),
                outboxEntry.nextAttempt().map(relativeTime::of).orElse("-"),
                outboxEntry.answer().orElse("-"));
    }

    private static String line(List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int at = 0; at < widths.length; at++) {
            String cell = cells.get(at);
            line.append(cell).append(" ".repeat(Math.max(0, widths[at] - cell.length()) + 2));
        }
        return line.toString().stripTrailing();
    }

    private static String about(OutboxEntry outboxEntry) {
        return outboxEntry.alertKind()
                + outboxEntry.watch().map(watch -> " " + watch).orElse("");
    }

    private static String offers(int count) {
        return count + (count == 1 ? " offer" : " offers");
    }

    static String text(OutboxEntry.Letter letter, RelativeTime relativeTime) {
        OutboxEntry outboxEntry = letter.outboxEntry();
        StringBuilder text = new StringBuilder();
        line(text, "id", outboxEntry.id());
        line(text, "channel", outboxEntry.channel());
        line(text, "about", about(outboxEntry) + ", " + offers(outboxEntry.offers()));
        line(text, "alert", outboxEntry.alertId());
        line(text, "decided", relativeTime.dated(outboxEntry.createdAt()));
        line(text, "state", outboxEntry.isBeingSent() ? "sending" : outboxEntry.state());
        line(
                text,
                "tries",
                outboxEntry.attempts()
                        + (outboxEntry.doubtful() > 0
                                ? ", of which " + outboxEntry.doubtful() + " may have arrived"
                                : ""));
        outboxEntry.nextAttempt().ifPresent(next -> line(text, "next", relativeTime.dated(next)));
        outboxEntry
                .doneAt()
                .ifPresent(done -> line(
                        text, outboxEntry.state().equals("delivered") ? "sent" : "ended", relativeTime.dated(done)));
        outboxEntry.answer().ifPresent(answer -> line(text, "answer", answer));
        text.append('\n').append(read(letter, relativeTime));
        return text.toString();
    }

    private static void line(StringBuilder text, String label, String value) {
        text.append(label).append(" ".repeat(9 - label.length())).append(value).append('\n');
    }

    static void json(Pass entries, PrintWriter out) throws IOException {
        JsonRows rows = new JsonRows(out);
        entries.each(outboxEntry -> rows.add(tree(outboxEntry)));
        rows.end();
    }

    /** As people read it: as of when it ended, or of now where it has not. */
    private static String read(OutboxEntry.Letter letter, RelativeTime relativeTime) {
        return MailBody.text(
                letter.alert(), letter.outboxEntry().doneAt().orElse(relativeTime.now()), ZoneId.systemDefault());
    }

    /** @param channel what it goes to, where the config has it: its secrets are masked in the body */
    static String json(OutboxEntry.Letter letter, Optional<Channel> channel, RelativeTime relativeTime) {
        ObjectNode tree = tree(letter.outboxEntry());
        tree.put("text", read(letter, relativeTime));
        tree.put(
                "body",
                letter.content().map(body -> Preview.masked(body, channel)).orElse(null));
        return tree.toPrettyString() + "\n";
    }

    private static ObjectNode tree(OutboxEntry outboxEntry) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("id", outboxEntry.id());
        json.put("channel", outboxEntry.channel());
        json.put("alert_id", outboxEntry.alertId());
        json.put("type", outboxEntry.alertKind().wire());
        json.put("watch", outboxEntry.watch().orElse(null));
        json.put("offers", outboxEntry.offers());
        json.put("created_at", outboxEntry.createdAt().toString());
        json.put("state", outboxEntry.state());
        json.put("being_sent", outboxEntry.isBeingSent());
        json.put("attempts", outboxEntry.attempts());
        json.put("may_have_arrived", outboxEntry.doubtful());
        json.put("next_attempt", string(outboxEntry.nextAttempt()));
        json.put("done_at", string(outboxEntry.doneAt()));
        json.put("answer", outboxEntry.answer().orElse(null));
        return json;
    }

    private static @Nullable String string(Optional<Instant> instant) {
        return instant.map(Instant::toString).orElse(null);
    }
}

package io.github.vastwatch.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.vastwatch.notify.Channel;
import io.github.vastwatch.notify.MailBody;
import io.github.vastwatch.notify.Preview;
import io.github.vastwatch.store.Entry;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
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
        void each(Consumer<Entry> consumer);
    }

    /** @param ids what makes ids short */
    static void table(Pass entries, ShortId ids, Ago ago, PrintWriter out) {
        int[] widths = HEADS.stream().mapToInt(String::length).toArray();
        List<List<String>> first = new ArrayList<>();
        first.add(HEADS);
        int[] count = {0};
        entries.each(entry -> {
            List<String> cells = cells(entry, ids, ago);
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

    private static List<String> cells(Entry entry, ShortId ids, Ago ago) {
        return List.of(
                ids.of(entry.id()),
                entry.channel(),
                about(entry),
                entry.isBeingSent() ? "sending" : entry.state(),
                String.valueOf(entry.attempts()),
                entry.nextAttempt().map(ago::of).orElse("-"),
                entry.answer().orElse("-"));
    }

    private static String line(List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int at = 0; at < widths.length; at++) {
            String cell = cells.get(at);
            line.append(cell).append(" ".repeat(Math.max(0, widths[at] - cell.length()) + 2));
        }
        return line.toString().stripTrailing();
    }

    private static String about(Entry entry) {
        return entry.kind() + entry.watch().map(watch -> " " + watch).orElse("");
    }

    private static String offers(int count) {
        return count + (count == 1 ? " offer" : " offers");
    }

    static String text(Entry.Letter letter, Ago ago) {
        Entry entry = letter.entry();
        StringBuilder text = new StringBuilder();
        line(text, "id", entry.id());
        line(text, "channel", entry.channel());
        line(text, "about", about(entry) + ", " + offers(entry.offers()));
        line(text, "alert", entry.alertId());
        line(text, "decided", ago.dated(entry.createdAt()));
        line(text, "state", entry.isBeingSent() ? "sending" : entry.state());
        line(
                text,
                "tries",
                entry.attempts()
                        + (entry.doubtful() > 0 ? ", of which " + entry.doubtful() + " may have arrived" : ""));
        entry.nextAttempt().ifPresent(next -> line(text, "next", ago.dated(next)));
        entry.doneAt()
                .ifPresent(done -> line(text, entry.state().equals("delivered") ? "sent" : "ended", ago.dated(done)));
        entry.answer().ifPresent(answer -> line(text, "answer", answer));
        text.append('\n').append(read(letter));
        return text.toString();
    }

    private static void line(StringBuilder text, String label, String value) {
        text.append(label).append(" ".repeat(9 - label.length())).append(value).append('\n');
    }

    static void json(Pass entries, PrintWriter out) throws IOException {
        JsonRows rows = new JsonRows(out);
        entries.each(entry -> rows.add(tree(entry)));
        rows.end();
    }

    /** As people read it: as of when it ended, or of now where it has not. */
    private static String read(Entry.Letter letter) {
        return MailBody.text(
                letter.alert(),
                letter.entry().doneAt().orElseGet(() -> Clock.systemUTC().instant()),
                ZoneId.systemDefault());
    }

    /** @param channel what it goes to, where the config has it: its secrets are masked in the body */
    static String json(Entry.Letter letter, Optional<Channel> channel) {
        ObjectNode tree = tree(letter.entry());
        tree.put("text", read(letter));
        tree.put(
                "body",
                letter.content().map(body -> Preview.masked(body, channel)).orElse(null));
        return tree.toPrettyString() + "\n";
    }

    private static ObjectNode tree(Entry entry) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("id", entry.id());
        json.put("channel", entry.channel());
        json.put("alert_id", entry.alertId());
        json.put("type", entry.kind().wire());
        json.put("watch", entry.watch().orElse(null));
        json.put("offers", entry.offers());
        json.put("created_at", entry.createdAt().toString());
        json.put("state", entry.state());
        json.put("being_sent", entry.isBeingSent());
        json.put("attempts", entry.attempts());
        json.put("may_have_arrived", entry.doubtful());
        json.put("next_attempt", string(entry.nextAttempt()));
        json.put("done_at", string(entry.doneAt()));
        json.put("answer", entry.answer().orElse(null));
        return json;
    }

    private static @Nullable String string(Optional<Instant> instant) {
        return instant.map(Instant::toString).orElse(null);
    }
}

package io.github.vastwatch.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.vastwatch.notify.Channel;
import io.github.vastwatch.notify.MailBody;
import io.github.vastwatch.notify.Preview;
import io.github.vastwatch.store.Entry;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Deliveries as the outbox command prints them. */
final class OutboxText {
    static final List<String> STATES = List.of("pending", "dead", "delivered", "dropped", "superseded", "all");

    private static final List<String> HEADS =
            List.of("ID", "CHANNEL", "ABOUT", "STATE", "TRIES", "NEXT", "LAST ANSWER");

    private OutboxText() {}

    /** @param all the ids that a short one has to be told apart from */
    static String table(List<Entry> entries, List<String> all, Ago ago) {
        if (entries.isEmpty()) {
            return "nothing\n";
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEADS);
        entries.forEach(entry -> rows.add(List.of(
                ShortId.of(entry.id(), all),
                entry.channel(),
                about(entry),
                entry.isBeingSent() ? "sending" : entry.state(),
                String.valueOf(entry.attempts()),
                entry.nextAttempt().map(ago::of).orElse("-"),
                entry.answer().orElse("-"))));
        StringBuilder table = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < HEADS.size(); column++) {
                int at = column;
                int width = rows.stream()
                        .mapToInt(each -> each.get(at).length())
                        .max()
                        .orElse(0);
                String cell = row.get(column);
                line.append(cell).append(" ".repeat(width - cell.length() + 2));
            }
            table.append(line.toString().stripTrailing()).append('\n');
        }
        return table.toString();
    }

    private static String about(Entry entry) {
        return entry.alert().kind()
                + entry.alert().watch().map(watch -> " " + watch).orElse("");
    }

    private static String offers(int count) {
        return count + (count == 1 ? " offer" : " offers");
    }

    static String text(Entry entry, Ago ago) {
        StringBuilder text = new StringBuilder();
        line(text, "id", entry.id());
        line(text, "channel", entry.channel());
        line(text, "about", about(entry) + ", " + offers(entry.alert().matches().size()));
        line(text, "alert", entry.alert().id());
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
        text.append('\n').append(read(entry));
        return text.toString();
    }

    private static void line(StringBuilder text, String label, String value) {
        text.append(label).append(" ".repeat(9 - label.length())).append(value).append('\n');
    }

    static String json(List<Entry> entries) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        entries.forEach(entry -> list.add(tree(entry)));
        return list.toPrettyString() + "\n";
    }

    /** As people read it: as of when it ended, or of now where it has not. */
    private static String read(Entry entry) {
        return MailBody.text(
                entry.alert(), entry.doneAt().orElseGet(() -> Clock.systemUTC().instant()), ZoneId.systemDefault());
    }

    /** @param channel what it goes to, where the config has it: its secrets are masked in the body */
    static String json(Entry entry, Optional<Channel> channel) {
        ObjectNode tree = tree(entry);
        tree.put("text", read(entry));
        tree.put(
                "body",
                entry.content().map(body -> Preview.masked(body, channel)).orElse(null));
        return tree.toPrettyString() + "\n";
    }

    private static ObjectNode tree(Entry entry) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("id", entry.id());
        json.put("channel", entry.channel());
        json.put("alert_id", entry.alert().id());
        json.put("type", entry.alert().kind().wire());
        json.put("watch", entry.alert().watch().orElse(null));
        json.put("offers", entry.alert().matches().size());
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

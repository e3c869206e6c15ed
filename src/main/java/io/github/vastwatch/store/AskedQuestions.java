package io.github.vastwatch.store;

import io.github.vastwatch.plan.Purpose;
import io.github.vastwatch.plan.WatchQuestion;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** When daemons that share a state asked which questions, so that the next one keeps to the intervals. */
final class AskedQuestions {
    private final Database database;
    /** The key of the row that says when a part was last asked. */
    private final Map<String, String> keys = new HashMap<>();

    AskedQuestions(Database database) {
        this.database = database;
    }

    /** When each part of a question was last asked. */
    Map<WatchQuestion.Id, Instant> read() {
        return database.call(handle -> {
            keys.clear();
            Map<WatchQuestion.Id, Instant> asked = new HashMap<>();
            List<String> rows = handle.createQuery("select key, parts, at from asked order by at")
                    .map((row, context) -> {
                        Instant at = Instant.ofEpochMilli(row.getLong(3));
                        String key = row.getString(1);
                        row.getString(2).lines().forEach(part -> {
                            keys.put(part, key);
                            asked.put(part(part), at);
                        });
                        return key;
                    })
                    .list();
            Set<String> used = new HashSet<>(keys.values());
            rows.stream()
                    .filter(key -> !used.contains(key))
                    .forEach(unused -> handle.execute("delete from asked where key = ?", unused));
            return asked;
        });
    }

    /** Writes when a question was asked, whose parts share a row until they are asked in other company. */
    void write(Handle handle, AskedQuestion question) {
        List<String> parts =
                question.parts().stream().map(AskedQuestions::text).sorted().toList();
        String text = String.join("\n", parts);
        String key =
                UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString();
        handle.execute(
                "insert into asked (key, parts, at) values (?, ?, ?) on conflict (key) do update set at = excluded.at",
                key,
                text,
                question.at());
        Set<String> left = new HashSet<>();
        parts.forEach(part -> Optional.ofNullable(keys.put(part, key))
                .filter(before -> !before.equals(key))
                .ifPresent(left::add));
        if (!left.isEmpty()) {
            left.removeAll(new HashSet<>(keys.values()));
            left.forEach(unused -> handle.execute("delete from asked where key = ?", unused));
        }
    }

    private static String text(WatchQuestion.Id part) {
        return part.purpose() + " " + part.number() + " " + part.watch();
    }

    private static WatchQuestion.Id part(String text) {
        String[] words = text.split(" ", 3);
        return new WatchQuestion.Id(words[2], Purpose.valueOf(words[0]), Integer.parseInt(words[1]));
    }
}

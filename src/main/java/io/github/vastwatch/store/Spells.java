package io.github.vastwatch.store;

import io.github.vastwatch.alert.Spell;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** The statements about troubles that are told and not over. */
final class Spells {
    private Spells() {}

    static List<Spell> all(Handle handle) {
        return handle.createQuery("select * from trouble order by subject")
                .map((row, context) -> new Spell(
                        row.getString("subject"),
                        Instant.ofEpochMilli(row.getLong("at")),
                        row.getString("relief"),
                        row.getString("channels").isEmpty()
                                ? List.of()
                                : List.of(row.getString("channels").split(","))))
                .list();
    }

    static void replace(Handle handle, List<Spell> spells) {
        handle.execute("delete from trouble");
        spells.forEach(spell -> handle.execute(
                "insert into trouble values (?, ?, ?, ?)",
                spell.subject(),
                spell.at().toEpochMilli(),
                spell.relief(),
                // No name of a channel has a comma.
                String.join(",", spell.channels())));
    }
}

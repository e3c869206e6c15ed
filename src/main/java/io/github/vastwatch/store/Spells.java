package io.github.vastwatch.store;

import io.github.vastwatch.alert.Spell;
import io.github.vastwatch.alert.Subject;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** The statements about troubles that are told and not over. */
final class Spells {
    private Spells() {}

    static List<Spell> all(Handle handle) {
        return handle.createQuery("select * from trouble order by sort, name")
                .map((row, context) -> new Spell(
                        new Subject(Subject.Sort.valueOf(row.getString("sort")), row.getString("name")),
                        row.getString("channels").isEmpty()
                                ? List.of()
                                : List.of(row.getString("channels").split(","))))
                .list();
    }

    static void replace(Handle handle, List<Spell> spells) {
        handle.execute("delete from trouble");
        spells.forEach(spell -> handle.execute(
                "insert into trouble values (?, ?, ?)",
                spell.subject().sort().name(),
                spell.subject().name(),
                // No name of a channel has a comma.
                String.join(",", spell.channels())));
    }

    /** A watch takes its trouble along under its new name. */
    static void rename(Handle handle, String before, String name) {
        handle.execute(
                "update or replace trouble set name = ? where sort = ? and name = ?",
                name,
                Subject.Sort.WATCH.name(),
                before);
    }
}

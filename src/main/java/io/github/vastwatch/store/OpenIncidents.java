package io.github.vastwatch.store;

import io.github.vastwatch.alert.IncidentSource;
import io.github.vastwatch.alert.OpenIncident;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** The statements about troubles that are told and not over. */
final class OpenIncidents {
    private OpenIncidents() {}

    static List<OpenIncident> all(Handle handle) {
        return handle.createQuery("select * from trouble order by sort, name")
                .map((row, context) -> new OpenIncident(
                        new IncidentSource(IncidentSource.Sort.valueOf(row.getString("sort")), row.getString("name")),
                        row.getString("channels").isEmpty()
                                ? List.of()
                                : List.of(row.getString("channels").split(","))))
                .list();
    }

    static void replace(Handle handle, List<OpenIncident> spells) {
        handle.execute("delete from trouble");
        spells.forEach(openIncident -> handle.execute(
                "insert into trouble values (?, ?, ?)",
                openIncident.source().sort().name(),
                openIncident.source().name(),
                // No name of a channel has a comma.
                String.join(",", openIncident.channels())));
    }

    /** A watch takes its trouble along under its new name. */
    static void rename(Handle handle, String before, String name) {
        handle.execute(
                "update or replace trouble set name = ? where sort = ? and name = ?",
                name,
                IncidentSource.Sort.WATCH.name(),
                before);
    }
}

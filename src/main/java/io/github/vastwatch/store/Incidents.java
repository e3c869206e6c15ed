package io.github.vastwatch.store;

import io.github.vastwatch.alert.Delivery;
import io.github.vastwatch.alert.IncidentSource;
import io.github.vastwatch.alert.OpenIncident;
import java.util.List;
import org.jdbi.v3.core.generic.GenericType;

/** Incidents that were reported and are not resolved. */
public final class Incidents {
    private static final GenericType<List<String>> NAMES = new GenericType<>() {};

    private final Database database;
    private final Outbox outbox;

    Incidents(Database database, Outbox outbox) {
        this.database = database;
        this.outbox = outbox;
    }

    /** All that are open. */
    public List<OpenIncident> open() {
        return database.call(handle -> handle.createQuery("select * from incident order by kind, name")
                .map(row -> new OpenIncident(
                        new IncidentSource(
                                row.getColumn("kind", IncidentSource.Sort.class), row.getColumn("name", String.class)),
                        row.getColumn("channels", NAMES)))
                .list());
    }

    /**
     * Replaces the open ones, and puts the notices of what started or was resolved into the outbox.
     *
     * @param before those that were open when these were found
     * @return whether they still were; if another daemon was faster, nothing is done
     */
    public boolean update(List<OpenIncident> before, List<OpenIncident> open, List<Delivery> deliveries) {
        return database.call(handle -> {
            database.lock(Database.Lock.INCIDENTS);
            if (!open().equals(before)) {
                return false;
            }
            handle.execute("delete from incident");
            open.forEach(each -> handle.createUpdate(
                            "insert into incident (kind, name, channels) values (:kind, :name, :channels)")
                    .bind("kind", each.source().sort())
                    .bind("name", each.source().name())
                    .bind("channels", Json.write(each.channels()))
                    .execute());
            outbox.add(deliveries);
            return true;
        });
    }

    /** A renamed watch keeps its incident; one of a watch that had the name before is dropped. */
    void rename(String before, String name) {
        IncidentSource.Sort watch = IncidentSource.Sort.WATCH;
        database.run(handle -> {
            database.lock(Database.Lock.INCIDENTS);
            handle.execute(
                    "delete from incident where kind = ? and name = ? and exists"
                            + " (select 1 from incident other where other.kind = ? and other.name = ?)",
                    watch,
                    name,
                    watch,
                    before);
            handle.execute("update incident set name = ? where kind = ? and name = ?", name, watch, before);
        });
    }
}

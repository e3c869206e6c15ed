package io.github.vastwatch.store;

import io.github.vastwatch.alert.Silence;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** Silences, and alerts that were acknowledged. */
public final class Silences {
    private final Database database;

    Silences(Database database) {
        this.database = database;
    }

    /** The silences that were not removed. */
    public List<Silence> all() {
        return database.call(handle -> handle.createQuery("select id, watch, machine, from_at as \"from\","
                        + " until_at as \"until\", comment from silence order by id")
                .map(new RecordMapper<>(Silence.class))
                .list());
    }

    /** Adds a silence, deletes those that are over, and returns the id that it was given. */
    public long add(Silence silence) {
        return database.call(handle -> {
            database.changed();
            handle.execute("delete from silence where until_at <= ?", silence.from());
            return handle.createUpdate("insert into silence (watch, machine, from_at, until_at, comment)"
                            + " values (:watch, :machine, :from, :until, :comment)")
                    .bindMethods(silence)
                    .executeAndReturnGeneratedKeys("id")
                    .mapTo(Long.class)
                    .one();
        });
    }

    /** Ends a silence; false when there is none with the id. */
    public boolean remove(long id) {
        return database.call(handle -> {
            database.changed();
            return handle.execute("delete from silence where id = ?", id) > 0;
        });
    }

    /** Stops the reminders of an alert; false when there is none with the id. */
    public boolean acknowledge(String alertId, Instant now) {
        return database.call(handle -> {
            database.changed();
            return handle.execute(
                            "insert into acknowledgement (alert_id, at) select id, ? from alert where id = ?"
                                    + " on conflict (alert_id) do update set at = excluded.at",
                            now,
                            alertId)
                    > 0;
        });
    }

    /** The ids of the alerts that were acknowledged. */
    Set<String> acknowledged() {
        return database.call(handle -> handle.createQuery("select alert_id from acknowledgement")
                .mapTo(String.class)
                .set());
    }
}

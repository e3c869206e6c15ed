package io.github.vastwatch.store;

import io.github.vastwatch.alert.Silence;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** The statements about silences and acknowledgements. */
final class Silences {
    private Silences() {}

    static List<Silence> all(Handle handle) {
        return handle.createQuery("select * from silence order by id")
                .map((row, context) -> {
                    long machine = row.getLong("machine");
                    Optional<Long> only = row.wasNull() ? Optional.empty() : Optional.of(machine);
                    return new Silence(
                            row.getLong("id"),
                            row.getString("watch"),
                            only,
                            Instant.ofEpochMilli(row.getLong("from_at")),
                            Instant.ofEpochMilli(row.getLong("until_at")),
                            row.getString("comment"));
                })
                .list();
    }

    /** Adds it under a number of its own, and drops those that are over. */
    static long add(Handle handle, Silence silence) {
        handle.execute("delete from silence where until_at <= ?", silence.from().toEpochMilli());
        return handle.createUpdate("insert into silence (watch, machine, from_at, until_at, comment)"
                        + " values (:watch, :machine, :from, :until, :comment)")
                .bind("watch", silence.watch())
                .bind("machine", silence.machine().orElse(null))
                .bind("from", silence.from().toEpochMilli())
                .bind("until", silence.until().toEpochMilli())
                .bind("comment", silence.comment())
                .executeAndReturnGeneratedKeys("id")
                .mapTo(Long.class)
                .one();
    }

    static boolean remove(Handle handle, long id) {
        return handle.execute("delete from silence where id = ?", id) > 0;
    }

    static Set<String> acknowledged(Handle handle) {
        return handle.createQuery("select alert_id from acknowledged")
                .mapTo(String.class)
                .set();
    }

    /** Whether there is such an alert. */
    static boolean acknowledge(Handle handle, String alertId, Instant now) {
        return handle.execute(
                        "insert or replace into acknowledged select id, ? from alert where id = ?",
                        now.toEpochMilli(),
                        alertId)
                > 0;
    }
}

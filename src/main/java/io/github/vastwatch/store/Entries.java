package io.github.vastwatch.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The statements by which people look at the outbox and change it. */
final class Entries {
    private static final String SELECT = "select d.*, a.body from delivery d join alert a on a.id = d.alert_id";

    private Entries() {}

    static List<Entry> all(Handle handle) {
        return handle.createQuery(SELECT + " order by d.number")
                .map((row, context) -> entry(row))
                .list();
    }

    static Optional<Entry> find(Handle handle, String id) {
        return handle.createQuery(SELECT + " where d.id = ?")
                .bind(0, id)
                .map((row, context) -> entry(row))
                .findOne();
    }

    private static Entry entry(ResultSet row) throws SQLException {
        boolean isPending = row.getString("state").equals("pending");
        return new Entry(
                row.getString("id"),
                row.getString("channel"),
                Lateness.alert(row),
                Instant.ofEpochMilli(row.getLong("created_at")),
                row.getString("state"),
                row.getInt("attempts"),
                row.getInt("doubtful"),
                isPending ? Rows.instant(row, "next_attempt") : Optional.empty(),
                isPending && Rows.instant(row, "leased_until").isPresent(),
                Optional.ofNullable(row.getString("answer")),
                Rows.instant(row, "done_at"),
                Optional.ofNullable(row.getString("content")));
    }

    /** What has arrived, or was replaced, is not sent again, and what is being sent is left alone. */
    static int retry(Handle handle, String id, Instant now) {
        return handle.execute(
                "update delivery set state = 'pending', next_attempt = ?, retried_at = ?, refusals = 0, hastened = 0,"
                        + " done_at = null where id = ? and state not in ('delivered', 'superseded') and leased_until is null",
                now.toEpochMilli(),
                now.toEpochMilli(),
                id);
    }

    static int drop(Handle handle, String id, Instant now) {
        return handle.execute(
                "update delivery set state = 'dropped', leased_until = null, done_at = ? where id = ?"
                        + " and state in ('pending', 'dead')",
                now.toEpochMilli(),
                id);
    }
}

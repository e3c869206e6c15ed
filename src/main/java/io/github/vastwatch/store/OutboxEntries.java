package io.github.vastwatch.store;

import io.github.vastwatch.alert.AlertKind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/** The statements by which people look at the outbox and change it. */
final class OutboxEntries {
    private OutboxEntries() {}

    static int all(Handle handle, Consumer<OutboxEntry> each) {
        try (Stream<OutboxEntry> entries = handle
                .createQuery(
                        "select id, channel, alert_id, kind, watch, offers, created_at, state, attempts, doubtful, next_attempt,"
                                + " leased_until, answer, done_at from delivery order by number")
                .map((row, context) -> outboxEntry(row))
                .stream()) {
            entries.forEach(each);
        }
        return 0;
    }

    static List<String> ids(Handle handle) {
        return handle.createQuery("select id from delivery").mapTo(String.class).list();
    }

    static Optional<OutboxEntry.Letter> letter(Handle handle, String id) {
        return handle.createQuery("select d.*, coalesce(d.body, a.body) as told"
                        + " from delivery d join alert a on a.id = d.alert_id where d.id = ?")
                .bind(0, id)
                .map((row, context) -> new OutboxEntry.Letter(
                        outboxEntry(row), LateAlerts.alert(row), Optional.ofNullable(row.getString("content"))))
                .findOne();
    }

    private static OutboxEntry outboxEntry(ResultSet row) throws SQLException {
        boolean isPending = row.getString("state").equals("pending");
        return new OutboxEntry(
                row.getString("id"),
                row.getString("channel"),
                row.getString("alert_id"),
                AlertKind.of(row.getString("kind")),
                Optional.of(row.getString("watch")).filter(watch -> !watch.isEmpty()),
                row.getInt("offers"),
                Instant.ofEpochMilli(row.getLong("created_at")),
                row.getString("state"),
                row.getInt("attempts"),
                row.getInt("doubtful"),
                isPending ? Rows.instant(row, "next_attempt") : Optional.empty(),
                isPending && Rows.instant(row, "leased_until").isPresent(),
                Optional.ofNullable(row.getString("answer")),
                Rows.instant(row, "done_at"));
    }

    /** What has arrived, or was replaced, is not sent again, and what is being sent is left alone. */
    static int retry(Handle handle, String id, Instant now) {
        return handle.execute(
                "update delivery set state = 'pending', next_attempt = ?, retried_at = ?, refusals = 0, hastened = 0, unmade = 0,"
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

package io.github.vastwatch.store;

import io.github.vastwatch.alert.Backoff;
import io.github.vastwatch.alert.Delivery;
import io.github.vastwatch.alert.Outcome;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The statements about alerts and their deliveries. */
final class Outbox {
    /** How long a delivery that has ended is kept to look at. */
    private static final Duration KEPT = Duration.ofDays(30);

    private Outbox() {}

    static void add(Handle handle, PollRecord record) {
        record.alerts().forEach(alert -> {
            handle.execute(
                    "insert into alert (id, watch, at, body) values (?, ?, ?, ?)",
                    alert.id(),
                    alert.watch().orElse(""),
                    alert.at().toEpochMilli(),
                    AlertJson.write(alert));
            record.deliveries().stream()
                    .filter(delivery -> delivery.alert().id().equals(alert.id()))
                    .forEach(delivery -> handle.execute(
                            "insert into delivery (id, alert_id, channel, created_at, next_attempt)"
                                    + " values (?, ?, ?, ?, ?)",
                            delivery.id(),
                            alert.id(),
                            delivery.channel(),
                            delivery.createdAt().toEpochMilli(),
                            delivery.createdAt().toEpochMilli()));
            forget(handle, record.at());
        });
    }

    private static void forget(Handle handle, Instant now) {
        long before = now.minus(KEPT).toEpochMilli();
        handle.execute("delete from delivery where state <> 'pending' and done_at < ?", before);
        handle.execute(
                "delete from alert where at < ? and not exists (select 1 from delivery where alert_id = alert.id)",
                before);
    }

    static List<Delivery> due(Handle handle, String channel, Instant now, int most) {
        // An attempt that seems further away than the longest pause was planned before the clock was set back.
        return handle.createQuery("select d.*, a.body from delivery d join alert a on a.id = d.alert_id"
                        + " where d.state = 'pending' and d.channel = :channel"
                        + " and (d.next_attempt <= :now or d.next_attempt > :horizon)"
                        + " and (d.leased_until is null or d.leased_until <= :now or d.leased_until > :horizon)"
                        + " order by d.number limit :most")
                .bind("channel", channel)
                .bind("now", now.toEpochMilli())
                .bind("horizon", now.plus(Backoff.LONGEST.multipliedBy(2)).toEpochMilli())
                .bind("most", most)
                .map((row, context) -> delivery(row))
                .list();
    }

    private static Delivery delivery(ResultSet row) throws SQLException {
        return new Delivery(
                row.getString("id"),
                row.getString("channel"),
                AlertJson.read(row.getString("body")),
                Instant.ofEpochMilli(row.getLong("created_at")),
                row.getInt("attempts"),
                Optional.ofNullable(row.getString("content")).map(Delivery.Content::new));
    }

    static int begin(Handle handle, Delivery delivery, Delivery.Content content, Instant leasedUntil) {
        return handle.execute(
                "update delivery set content = ?, leased_until = ? where id = ?",
                content.text(),
                leasedUntil.toEpochMilli(),
                delivery.id());
    }

    static int record(Handle handle, Delivery delivery, Outcome outcome, Instant now, Instant next) {
        int attempts = delivery.attempts() + 1;
        if (outcome instanceof Outcome.Deferred deferred) {
            return handle.execute(
                    "update delivery set attempts = ?, next_attempt = ?, leased_until = null, answer = ? where id = ?",
                    attempts,
                    next.toEpochMilli(),
                    deferred.reason(),
                    delivery.id());
        }
        boolean delivered = outcome instanceof Outcome.Delivered;
        String answer = outcome instanceof Outcome.Delivered taken
                ? taken.answer()
                : outcome instanceof Outcome.Rejected rejected ? rejected.reason() : "";
        return handle.execute(
                "update delivery set attempts = ?, leased_until = null, content = null, state = ?, answer = ?,"
                        + " done_at = ? where id = ?",
                attempts,
                delivered ? "delivered" : "rejected",
                answer,
                now.toEpochMilli(),
                delivery.id());
    }

    static int release(Handle handle) {
        return handle.execute("update delivery set leased_until = null where state = 'pending'");
    }

    static int pending(Handle handle, String channel) {
        return handle.createQuery("select count(*) from delivery where state = 'pending' and channel = :channel")
                .bind("channel", channel)
                .mapTo(Integer.class)
                .one();
    }
}

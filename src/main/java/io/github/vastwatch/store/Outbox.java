package io.github.vastwatch.store;

import io.github.vastwatch.alert.Alert;
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

    /** How long the first attempt of an earlier alert of a watch may keep the next one waiting, so that they arrive in order. */
    private static final Duration HEAD_START = Duration.ofSeconds(2);

    private Outbox() {}

    /** Puts alerts on their way. */
    static void add(Handle handle, List<Alert> alerts, List<Delivery> deliveries) {
        alerts.forEach(alert -> {
            handle.execute(
                    "insert into alert (id, watch, at, body) values (?, ?, ?, ?)",
                    alert.id(),
                    alert.watch().orElse(""),
                    alert.at().toEpochMilli(),
                    AlertJson.write(alert));
            forget(handle, alert.at());
        });
        deliveries.forEach(delivery -> handle.execute(
                "insert into delivery (id, alert_id, channel, created_at, next_attempt) values (?, ?, ?, ?, ?)",
                delivery.id(),
                delivery.alert().id(),
                delivery.channel(),
                delivery.createdAt().toEpochMilli(),
                delivery.createdAt().toEpochMilli()));
    }

    private static void forget(Handle handle, Instant now) {
        long before = now.minus(KEPT).toEpochMilli();
        handle.execute("delete from delivery where state <> 'pending' and done_at < ?", before);
        handle.execute(
                "delete from alert where at < ? and not exists (select 1 from delivery where alert_id = alert.id)",
                before);
    }

    /** First attempts come first: what has failed once must not hold back what is new. */
    static Optional<Claimed> claim(Handle handle, Claim claim) {
        long now = claim.now().toEpochMilli();
        // An attempt that seems further away than the longest pause was planned before the clock was set back.
        Optional<String> id = handle.createQuery("select d.id from delivery d join alert a on a.id = d.alert_id"
                        + " where d.state = 'pending' and d.channel = :channel"
                        + " and (d.next_attempt <= :now or d.next_attempt > :horizon)"
                        + " and (d.leased_until is null or d.leased_until <= :now or d.leased_until > :horizon)"
                        + " and (:retries or d.attempts = 0)"
                        + " and (coalesce(d.retried_at, d.created_at) <= :expired or not exists"
                        + "  (select 1 from channel where name = :channel and stopped_at is not null))"
                        + " and not exists (select 1 from delivery e join alert b on b.id = e.alert_id"
                        + "  where e.state = 'pending' and e.channel = :channel and e.attempts = 0"
                        + "  and e.number < d.number and b.watch = a.watch and e.leased_until > :ahead)"
                        + " order by d.attempts > 0, d.number limit 1")
                .bind("channel", claim.channel())
                .bind("now", now)
                .bind(
                        "horizon",
                        claim.now().plus(Backoff.LONGEST.multipliedBy(2)).toEpochMilli())
                .bind("retries", claim.retries())
                .bind("expired", claim.expired().toEpochMilli())
                .bind("ahead", claim.leasedUntil().minus(HEAD_START).toEpochMilli())
                .mapTo(String.class)
                .findOne();
        // Somebody was sending it and did not say how that ended.
        id.ifPresent(each -> handle.execute(
                "update delivery set doubtful = doubtful + (leased_until is not null and content is not null),"
                        + " leased_until = ? where id = ?",
                claim.leasedUntil().toEpochMilli(),
                each));
        return id.map(each -> handle.createQuery(
                                "select d.*, a.body from delivery d join alert a on a.id = d.alert_id where d.id = ?")
                        .bind(0, each)
                        .map((row, context) -> delivery(row))
                        .one())
                .map(each -> toSend(handle, each, claim));
    }

    private static Claimed toSend(Handle handle, Delivery delivery, Claim claim) {
        if (!delivery.createdAt().isAfter(claim.expired())) {
            return new Claimed(delivery, Optional.empty(), false);
        }
        Claimed claimed = Lateness.judge(handle, delivery, claim);
        return claimed.isOver() || claimed.delivery().content().isPresent()
                ? claimed
                : new Claimed(
                        Lateness.withMissed(handle, claimed.delivery(), claim.now()), claimed.superseded(), false);
    }

    private static Delivery delivery(ResultSet row) throws SQLException {
        Instant created = Instant.ofEpochMilli(row.getLong("created_at"));
        return new Delivery(
                row.getString("id"),
                row.getString("channel"),
                Lateness.alert(row),
                Rows.instant(row, "retried_at").orElse(created),
                row.getInt("attempts"),
                Optional.ofNullable(row.getString("content")).map(Delivery.Content::new),
                row.getInt("refusals"),
                row.getInt("doubtful") > 0,
                row.getString("settled").lines().toList());
    }

    static int fix(Handle handle, Delivery delivery, Delivery.Content content) {
        return handle.execute("update delivery set content = ? where id = ?", content.text(), delivery.id());
    }

    static int record(Handle handle, Delivery delivery, Outcome outcome, Instant now, Optional<Instant> next) {
        boolean isDelivered = outcome instanceof Outcome.Delivered;
        List<String> settled = outcome instanceof Outcome.Deferred deferred ? deferred.settled() : List.of();
        boolean isUnknown = outcome instanceof Outcome.Deferred deferred && deferred.isUnknown();
        // What a person has dropped in the meantime stays dropped.
        return handle.createUpdate("update delivery set attempts = attempts + 1, leased_until = null,"
                        + " refusals = refusals + :refused, doubtful = doubtful + :doubtful,"
                        + " settled = settled || :settled, answer = :answer, state = :state,"
                        + " next_attempt = coalesce(:next, next_attempt), asked_until = :asked, done_at = :done"
                        + " where id = :id and state = 'pending'")
                .bind("id", delivery.id())
                .bind("refused", outcome instanceof Outcome.Refused ? 1 : 0)
                .bind("doubtful", isUnknown ? 1 : 0)
                .bind("settled", settled.isEmpty() ? "" : String.join("\n", settled) + "\n")
                .bind("answer", outcome.answer())
                .bind("state", isDelivered ? "delivered" : next.isPresent() ? "pending" : "dead")
                .bind("next", next.map(Instant::toEpochMilli).orElse(null))
                .bind(
                        "asked",
                        askedUntil(outcome, now, next)
                                .map(Instant::toEpochMilli)
                                .orElse(null))
                .bind("done", next.isPresent() ? null : (Long) now.toEpochMilli())
                .execute();
    }

    /** What the receiver asks for, as far as the next attempt follows it. */
    private static Optional<Instant> askedUntil(Outcome outcome, Instant now, Optional<Instant> next) {
        return outcome instanceof Outcome.Deferred deferred
                ? deferred.after().map(now::plus).flatMap(asked -> next.map(due -> asked.isBefore(due) ? asked : due))
                : Optional.empty();
    }

    static int hasten(Handle handle, Instant now) {
        return handle.createUpdate("update delivery set next_attempt = :now where state = 'pending'"
                        + " and next_attempt > :now and refusals = 0 and coalesce(asked_until, 0) <= :now")
                .bind("now", now.toEpochMilli())
                .execute();
    }

    static int release(Handle handle) {
        return handle.execute(
                "update delivery set doubtful = doubtful + (leased_until is not null and content is not null),"
                        + " leased_until = null where state = 'pending'");
    }
}

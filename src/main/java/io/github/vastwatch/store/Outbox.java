package io.github.vastwatch.store;

import io.github.vastwatch.alert.Delivery;
import io.github.vastwatch.alert.Outcome;
import io.github.vastwatch.alert.RetrySchedule;
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

    /** One kill in the moment in which a message is made is chance. */
    private static final int UNMADE = 3;

    private static final String FREE = " and (leased_until is null or leased_until <= :now or leased_until > :horizon)";

    private Outbox() {}

    /** Puts alerts on their way. */
    static void add(Handle handle, List<Delivery> deliveries) {
        Delivery.alerts(deliveries).forEach(alert -> {
            handle.execute(
                    "insert into alert (id, watch, at, body) values (?, ?, ?, ?)",
                    alert.id(),
                    alert.watch().orElse(""),
                    alert.at().toEpochMilli(),
                    AlertJson.write(alert));
            forget(handle, alert.at());
        });
        deliveries.forEach(delivery -> handle.execute(
                "insert into delivery (id, alert_id, channel, watch, kind, offers, created_at, next_attempt)"
                        + " values (?, ?, ?, ?, ?, ?, ?, ?)",
                delivery.id(),
                delivery.alert().id(),
                delivery.channel(),
                delivery.alert().watch().orElse(""),
                delivery.alert().alertKind().wire(),
                delivery.alert().count(),
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
    static Optional<ClaimedDelivery> claim(Handle handle, ClaimRequest claimRequest) {
        Optional<Long> number = isStopped(handle, claimRequest.channel())
                ? expired(handle, claimRequest)
                : first(handle, claimRequest)
                        .or(() -> claimRequest.retries() ? again(handle, claimRequest) : Optional.empty());
        // Its sender did not say how that ended.
        number.ifPresent(each -> handle.execute(
                "update delivery set doubtful = doubtful + (leased_until is not null and content is not null),"
                        + " leased_until = ? where number = ?",
                claimRequest.leasedUntil().toEpochMilli(),
                each));
        return number.map(each -> handle.createQuery("select d.*, coalesce(d.body, a.body) as told"
                                + " from delivery d join alert a on a.id = d.alert_id where d.number = ?")
                        .bind(0, each)
                        .map((row, context) -> delivery(row))
                        .one())
                .map(each -> toSend(handle, each, claimRequest));
    }

    private static boolean isStopped(Handle handle, String channel) {
        return handle.createQuery("select 1 from channel where name = ? and stopped_at is not null")
                .bind(0, channel)
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
    }

    /** The oldest first attempt; a watch whose last one is being sent just now has its next one wait. */
    private static Optional<Long> first(Handle handle, ClaimRequest claimRequest) {
        String waiting =
                "from delivery indexed by delivery_first where channel = :channel and state = 'pending' and attempts = 0";
        return number(
                handle,
                claimRequest,
                // From watch to watch: each step is a look into an index.
                "with recursive waiting (watch) as (select min(watch) " + waiting
                        + " union all select (select min(watch) " + waiting + " and watch > waiting.watch) from waiting"
                        + " where watch is not null)"
                        + " select min((select number " + waiting + " and watch = waiting.watch"
                        + " and (next_attempt <= :now or next_attempt > :horizon)" + FREE
                        + " order by number limit 1)) as number from waiting where watch is not null and watch not in"
                        + " (select watch from delivery indexed by delivery_leased where channel = :channel and leased_until is not null"
                        + "  and leased_until > :ahead and leased_until <= :horizon and state = 'pending' and attempts = 0)");
    }

    /** What failed before and is due for the longest; what was planned before the clock was set back is due, too. */
    private static Optional<Long> again(Handle handle, ClaimRequest claimRequest) {
        String tried = "select number from delivery indexed by delivery_again where channel = :channel"
                + " and state = 'pending' and attempts > 0";
        return number(
                        handle,
                        claimRequest,
                        tried + " and next_attempt <= :now" + FREE + " order by next_attempt, number limit 1")
                .or(() -> number(handle, claimRequest, tried + " and next_attempt > :horizon" + FREE + " limit 1"));
    }

    private static Optional<Long> expired(Handle handle, ClaimRequest claimRequest) {
        return number(
                handle,
                claimRequest,
                "select number from delivery indexed by delivery_expiry where channel = :channel and state = 'pending'"
                        + " and coalesce(retried_at, created_at) <= :expired" + FREE
                        + " order by coalesce(retried_at, created_at) limit 1");
    }

    private static Optional<Long> number(Handle handle, ClaimRequest claimRequest, String select) {
        return handle.createQuery(select)
                .bind("channel", claimRequest.channel())
                .bind("now", claimRequest.now().toEpochMilli())
                // An attempt that seems further away than the longest pause was planned before the clock was set back.
                .bind(
                        "horizon",
                        claimRequest
                                .now()
                                .plus(RetrySchedule.LONGEST.multipliedBy(2))
                                .toEpochMilli())
                .bind("ahead", claimRequest.leasedUntil().minus(HEAD_START).toEpochMilli())
                .bind("expired", claimRequest.expired().toEpochMilli())
                .map((row, context) -> Rows.whole(row, "number"))
                .findOne()
                .flatMap(each -> each);
    }

    private static ClaimedDelivery toSend(Handle handle, Delivery delivery, ClaimRequest claimRequest) {
        if (!delivery.createdAt().isAfter(claimRequest.expired())) {
            return new ClaimedDelivery(delivery, Optional.empty(), false);
        }
        Optional<ClaimedDelivery> folded = Folding.fold(handle, delivery, claimRequest);
        if (folded.isPresent()) {
            return folded.get();
        }
        ClaimedDelivery claimedDelivery = LateAlerts.judge(handle, delivery, claimRequest);
        return claimedDelivery.isOver() || claimedDelivery.delivery().content().isPresent()
                ? claimedDelivery
                : new ClaimedDelivery(
                        LateAlerts.withMissed(handle, claimedDelivery.delivery(), claimRequest.now()),
                        claimedDelivery.superseded(),
                        false);
    }

    private static Delivery delivery(ResultSet row) throws SQLException {
        Instant created = Instant.ofEpochMilli(row.getLong("created_at"));
        return new Delivery(
                row.getString("id"),
                row.getString("channel"),
                LateAlerts.alert(row),
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

    static int release(Handle handle, Instant now) {
        int released = handle.execute(
                "update delivery indexed by delivery_leased set doubtful = doubtful + (content is not null),"
                        + " unmade = unmade + (content is null), leased_until = null"
                        + " where leased_until is not null and state = 'pending'");
        handle.execute(
                "update delivery set state = 'dead', done_at = ?, answer = ? where state = 'pending' and unmade >= ?",
                now.toEpochMilli(),
                "the program ended " + UNMADE + " times while it made this message",
                UNMADE);
        return released;
    }
}

package io.github.vastwatch.store;

import io.github.vastwatch.alert.Delivery;
import io.github.vastwatch.alert.Outcome;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The statements about how channels fare. */
final class ChannelStates {
    /**
     * How often a delivery is sent early because its channel works again. One that fails by itself while others pass
     * would otherwise be tried with each of them.
     */
    private static final int HASTENED_AT_MOST = 3;

    private ChannelStates() {}

    static List<ChannelState> all(Handle handle) {
        return handle.createQuery(
                        "select n.name, c.failing_since, c.stopped_at, c.trouble, c.answer, c.delivered_at, c.template_failure,"
                                + " (select count(*) from delivery where channel = n.name and state = 'pending') as pending,"
                                + " (select count(*) from delivery where channel = n.name and state = 'dead') as dead,"
                                + " (select max(done_at) from delivery where channel = n.name and state = 'dead') as dead_at,"
                                + " (select answer from delivery where channel = n.name and state = 'dead'"
                                + "  order by done_at desc, number desc limit 1) as dead_answer"
                                + " from (select name from channel union select channel from delivery) n"
                                + " left join channel c on c.name = n.name order by n.name")
                .map((row, context) -> new ChannelState(
                        row.getString("name"),
                        row.getInt("pending"),
                        row.getInt("dead"),
                        Rows.instant(row, "dead_at"),
                        Optional.ofNullable(row.getString("dead_answer")),
                        Rows.instant(row, "failing_since"),
                        Rows.instant(row, "stopped_at"),
                        row.getBoolean("trouble"),
                        Optional.ofNullable(row.getString("answer")),
                        Rows.instant(row, "delivered_at"),
                        Optional.ofNullable(row.getString("template_failure"))))
                .list();
    }

    /** Returns since when the channel had failed, if it works again. */
    static Optional<Instant> record(Handle handle, Delivery delivery, Outcome outcome, Instant now) {
        String channel = delivery.channel();
        Optional<Instant> failingSince = handle.createQuery("select failing_since from channel where name = ?")
                .bind(0, channel)
                .map((row, context) -> Rows.instant(row, "failing_since"))
                .findOne()
                .flatMap(since -> since);
        boolean works = outcome instanceof Outcome.Delivered;
        boolean stops = outcome instanceof Outcome.Rejected rejected && rejected.stops();
        boolean isTrouble = outcome instanceof Outcome.Deferred deferred && deferred.isTrouble();
        handle.createUpdate("insert into channel (name, failing_since, stopped_at, trouble, answer, answered_at,"
                        + " delivered_at) values (:name, :failing, :stopped, :trouble, :answer, :now, :delivered)"
                        + " on conflict (name) do update set failing_since = excluded.failing_since,"
                        + " stopped_at = case when :works then null else coalesce(stopped_at, excluded.stopped_at) end,"
                        + " trouble = excluded.trouble, answer = excluded.answer, answered_at = excluded.answered_at,"
                        + " delivered_at = coalesce(excluded.delivered_at, delivered_at)")
                .bind("name", channel)
                .bind("works", works)
                .bind("failing", works ? null : (Long) failingSince.orElse(now).toEpochMilli())
                .bind("stopped", stops ? (Long) now.toEpochMilli() : null)
                .bind("trouble", isTrouble)
                .bind("answer", outcome.answer())
                .bind("now", now.toEpochMilli())
                .bind("delivered", works ? (Long) now.toEpochMilli() : null)
                .execute();
        if (works && failingSince.isPresent()) {
            // What was refused was refused for itself.
            handle.execute(
                    "update delivery set next_attempt = ?, hastened = hastened + 1 where channel = ?"
                            + " and state = 'pending' and next_attempt > ? and refusals = 0 and hastened < ?",
                    now.toEpochMilli(),
                    channel,
                    now.toEpochMilli(),
                    HASTENED_AT_MOST);
        }
        return works ? failingSince : Optional.empty();
    }

    static int resume(Handle handle, String channel) {
        return handle.execute(
                "update channel set stopped_at = null where name = ? and stopped_at is not null", channel);
    }
}

package io.github.vastwatch.store;

import io.github.vastwatch.alert.Attempt;
import io.github.vastwatch.alert.Delivery;
import io.github.vastwatch.alert.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** How the channels work. */
public final class Channels {
    /**
     * How often a delivery is attempted early because its channel works again. One that fails by itself while others are
     * delivered would otherwise be attempted with each of them.
     */
    private static final int MOST_EARLY_RETRIES = 3;

    /** A template that fails for some offers and works for others would otherwise start and resolve an incident with each. */
    private static final Duration PROBATION = Duration.ofDays(1);

    private final Database database;

    Channels(Database database) {
        this.database = database;
    }

    /** The state of each channel that ever had a delivery, by name. */
    public List<ChannelState> all() {
        return database.call(handle -> handle.createQuery("""
                        select n.name, c.failing_since, c.stopped_at, coalesce(c.needs_action, 0) as needs_action,
                            c.answer, c.delivered_at, c.template_failure,
                            (select count(*) from delivery where channel = n.name and state = 'pending') as pending,
                            (select count(*) from delivery where channel = n.name and state = 'dead') as dead,
                            (select max(ended_at) from delivery where channel = n.name and state = 'dead') as dead_at,
                            (select answer from delivery where channel = n.name and state = 'dead'
                             order by ended_at desc, number desc limit 1) as dead_answer
                        from (select name from channel union select channel from delivery) n
                        left join channel c on c.name = n.name order by n.name""")
                .map(new RecordMapper<>(ChannelState.class))
                .list());
    }

    /** Ends the stop of a channel whose receiver refused all further alerts; false where it was not stopped. */
    public boolean resume(String channel) {
        return database.call(handle -> {
            database.changed();
            return handle.execute(
                            "update channel set stopped_at = null where name = ? and stopped_at is not null", channel)
                    > 0;
        });
    }

    boolean isStopped(String channel) {
        return database.call(handle -> handle.createQuery(
                                "select count(*) from channel where name = :name and stopped_at is not null")
                        .bind("name", channel)
                        .mapTo(Integer.class)
                        .one())
                > 0;
    }

    /** Records the outcomes of attempts for one channel, and returns since when it had failed, if it works again. */
    Optional<Instant> record(List<Attempt> attempts) {
        Optional<Instant> failedSince = Optional.empty();
        for (int each = 0; each < attempts.size(); each++) {
            boolean isRepeated = each + 1 < attempts.size()
                    && attempts.get(each).isDelivered()
                    && attempts.get(each + 1).isDelivered();
            if (!isRepeated) {
                Optional<Instant> since = record(attempts.get(each));
                failedSince = since.isPresent() ? since : failedSince;
            }
        }
        return failedSince;
    }

    private Optional<Instant> record(Attempt attempt) {
        Outcome outcome = attempt.outcome();
        Instant now = attempt.at();
        String channel = attempt.delivery().channel();
        boolean works = attempt.isDelivered();
        boolean stops = outcome instanceof Outcome.Rejected rejected && rejected.stops();
        boolean needsAction = outcome instanceof Outcome.Deferred deferred && deferred.isIncident();
        return database.call(handle -> {
            Optional<Instant> failingSince = handle.createQuery(
                            "select failing_since from channel where name = :name and failing_since is not null")
                    .bind("name", channel)
                    .mapTo(Instant.class)
                    .findOne();
            handle.createUpdate("""
                            insert into channel (name, failing_since, stopped_at, needs_action, answer, delivered_at)
                            values (:name, :failingSince, :stoppedAt, :needsAction, :answer, :deliveredAt)
                            on conflict (name) do update set failing_since = excluded.failing_since,
                                stopped_at = case when excluded.failing_since is null then null
                                    else coalesce(channel.stopped_at, excluded.stopped_at) end,
                                needs_action = excluded.needs_action, answer = excluded.answer,
                                delivered_at = coalesce(excluded.delivered_at, channel.delivered_at)""")
                    .bind("name", channel)
                    .bind("failingSince", works ? Optional.empty() : Optional.of(failingSince.orElse(now)))
                    .bind("stoppedAt", Optional.of(now).filter(at -> stops))
                    .bind("needsAction", needsAction)
                    .bind("answer", outcome.answer())
                    .bind("deliveredAt", Optional.of(now).filter(at -> works))
                    .execute();
            if (works && failingSince.isPresent()) {
                // A refusal concerns that delivery only, not the channel.
                handle.createUpdate("update delivery set next_attempt = :now, early_retries = early_retries + 1"
                                + " where channel = :channel and state = 'pending' and next_attempt > :now"
                                + " and refusals = 0 and early_retries < :most")
                        .bind("now", now)
                        .bind("channel", channel)
                        .bind("most", MOST_EARLY_RETRIES)
                        .execute();
            }
            return failingSince.filter(since -> works);
        });
    }

    /** Records which templates failed. One works again once, a day after its last failure, it works for the same kind. */
    void recordTemplate(List<Delivery.Rendered> messages, Instant now) {
        messages.stream()
                .filter(each -> each.failure().isEmpty())
                .map(each -> each.delivery().alert().alertKind())
                .distinct()
                .forEach(kind -> database.run(handle -> handle.execute(
                        "update channel set template_failed_at = null, template_failure = null, template_kind = null"
                                + " where name = ? and template_kind = ? and template_failed_at <= ?",
                        messages.get(0).delivery().channel(),
                        kind,
                        now.minus(PROBATION))));
        messages.stream()
                .filter(each -> each.failure().isPresent())
                .forEach(each -> database.run(handle -> handle.createUpdate("""
                                insert into channel (name, template_failed_at, template_failure, template_kind)
                                values (:name, :now, :failure, :kind) on conflict (name) do update set
                                    template_failed_at = excluded.template_failed_at,
                                    template_failure = excluded.template_failure, template_kind = excluded.template_kind""")
                        .bind("name", each.delivery().channel())
                        .bind("now", now)
                        .bind("failure", each.failure())
                        .bind("kind", each.delivery().alert().alertKind())
                        .execute()));
    }
}

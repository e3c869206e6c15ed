package io.github.vastwatch.store;

import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.Attempt;
import io.github.vastwatch.alert.Delivery;
import io.github.vastwatch.alert.Outcome;
import io.github.vastwatch.alert.Revalidation;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.result.RowView;
import org.jdbi.v3.core.statement.EmptyHandling;

/** Alerts, and their deliveries to channels until they are delivered or given up. */
public final class Outbox {
    /** How long a delivery that has ended is kept to be listed. */
    private static final Duration KEPT = Duration.ofDays(30);

    /** Alerts that are kept in memory until their first claim, which usually comes within a second. */
    private static final int MOST_FRESH = 256;

    /** The offers of an alert that is kept in memory, so that all of them take a megabyte at most. */
    private static final int FEW_OFFERS = 4;

    /**
     * Kills during rendering may be coincidence, several in a row too: a program that has just started makes the oldest
     * message first, and slowly.
     */
    private static final int MOST_INTERRUPTIONS = 5;

    private static final String SELECT =
            "select d.*, a.body as alert from delivery d join alert a on a.id = d.alert_id where ";

    private static final String RETRY =
            "update delivery set state = 'pending', next_attempt = :now, requeued_at = :now,"
                    + " refusals = 0, early_retries = 0, interrupted = 0, ended_at = null";

    /**
     * What may be claimed.
     *
     * @param most how many deliveries
     * @param leasedUntil until when no other claim gets them
     * @param expired what was put into the outbox then or before has expired; it is claimed even for a channel that stopped
     * @param retries whether one of them may be a delivery that was attempted before
     */
    public record ClaimRequest(
            String channel, int most, Instant now, Instant leasedUntil, Instant expired, boolean retries) {}

    private final Database database;
    private final Channels channels;
    private final Map<String, ChangeSignal> changes = new ConcurrentHashMap<>();
    /** Alerts that this process has just added, by their ids: a claim need not parse them. */
    private final Map<String, Alert> fresh = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Alert> eldest) {
            return size() > MOST_FRESH;
        }
    };

    private Optional<Long> seen = Optional.empty();

    Outbox(Database database, Channels channels) {
        this.database = database;
        this.channels = channels;
    }

    /** Adds deliveries and their alerts, and deletes what ended 30 days before. */
    void add(List<Delivery> deliveries) {
        if (deliveries.isEmpty()) {
            return;
        }
        database.run(handle -> {
            List<Alert> alerts = Delivery.alerts(deliveries);
            Batch.execute(
                    handle,
                    "insert into alert (id, watch, at, body) values (?, ?, ?, ?)",
                    batch -> alerts.forEach(
                            alert -> batch.add(alert.id(), alert.watch().orElse(""), alert.at(), alert)));
            forget(handle, alerts.get(alerts.size() - 1).at().minus(KEPT));
            Batch.execute(
                    handle,
                    """
                    insert into delivery (id, alert_id, channel, watch, kind, offers, created_at, next_attempt)
                    values (?, ?, ?, ?, ?, ?, ?, ?)""",
                    batch -> deliveries.forEach(delivery -> batch.add(
                            delivery.id(),
                            delivery.alert().id(),
                            delivery.channel(),
                            delivery.alert().watch().orElse(""),
                            delivery.alert().alertKind(),
                            delivery.alert().count(),
                            delivery.createdAt(),
                            delivery.createdAt())));
            database.afterCommit(() -> alerts.stream()
                    .filter(alert -> alert.count() <= FEW_OFFERS)
                    .forEach(alert -> fresh.put(alert.id(), alert)));
            deliveries.stream().map(Delivery::channel).distinct().forEach(this::wakeAfterCommit);
        });
    }

    private void forget(Handle handle, Instant before) {
        // What another daemon deletes just now is left to it.
        String free = database.dialect().skipLocked() + ")";
        handle.execute(
                "delete from delivery where number in (select number from delivery where state <> 'pending' and ended_at < ?"
                        + free,
                before);
        handle.execute(
                "delete from alert where number in (select number from alert where at < ?"
                        + " and not exists (select 1 from delivery where alert_id = alert.id)" + free,
                before);
    }

    /** Changes when deliveries for a channel were added or became due. */
    public ChangeSignal changes(String channel) {
        return changes.computeIfAbsent(channel, name -> new ChangeSignal());
    }

    private void wakeAfterCommit(String channel) {
        database.afterCommit(changes(channel)::raise);
    }

    /** Wakes what waits for any channel, as deliveries may have become due: the clock jumped. */
    public void wakeAll() {
        changes.values().forEach(ChangeSignal::raise);
    }

    /** Wakes every channel if another process changed the state since the last call, as {@code vastwatch outbox retry} does. */
    public void wakeAfterOthers() {
        Optional<Long> now = Optional.of(database.version().byOthers());
        if (!now.equals(seen)) {
            seen = now;
            wakeAll();
        }
    }

    /** Leases a channel's next due deliveries, each of another watch: first attempts before a retry. */
    public List<Delivery> claim(ClaimRequest request) {
        return database.call(handle -> {
            lock(request.channel());
            List<Long> numbers = query(handle, request).numbers(channels.isStopped(request.channel()));
            if (numbers.isEmpty()) {
                return List.of();
            }
            // Where a lease ran out, its attempt may have arrived.
            handle.createUpdate("update delivery set uncertain = uncertain"
                            + " + case when leased_until is not null and content is not null then 1 else 0 end,"
                            + " leased_until = :leasedUntil"
                            + database.dialect().takesLease()
                            + " where number in (<numbers>)")
                    .bind("leasedUntil", request.leasedUntil())
                    .bindList("numbers", numbers)
                    .execute();
            return handle.createQuery(SELECT + "d.number in (<numbers>) order by d.attempts > 0, d.number")
                    .bindList("numbers", numbers)
                    .map(this::delivery)
                    .list();
        });
    }

    /** When a claim that found nothing may find something, if nothing changes until then; empty if never. */
    public Optional<Instant> nextClaim(ClaimRequest request) {
        return database.call(handle -> query(handle, request).next(channels.isStopped(request.channel())));
    }

    private ClaimQuery query(Handle handle, ClaimRequest request) {
        return new ClaimQuery(handle, database.dialect(), request);
    }

    /** So that no other node claims for a channel, or records how it works, until the transaction has ended. */
    private void lock(String channel) {
        database.lock(Database.Lock.CHANNEL, channel);
    }

    private void lockPending(Handle handle) {
        if (database.isShared()) {
            handle.createQuery("select distinct channel from delivery where state = 'pending' order by channel")
                    .mapTo(String.class)
                    .list()
                    .forEach(this::lock);
        }
    }

    /** Gives deliveries back that were claimed and not attempted. */
    public void release(List<Delivery> deliveries) {
        database.run(handle -> {
            List<String> of = deliveries.stream()
                    .map(Delivery::channel)
                    .distinct()
                    .sorted()
                    .toList();
            of.forEach(this::lock);
            Batch.execute(
                    handle,
                    "update delivery set leased_until = null where id = ? and state = 'pending'"
                            + database.dialect().isOwnLease(),
                    batch -> deliveries.forEach(delivery -> batch.add(delivery.id())));
            of.forEach(this::wakeAfterCommit);
        });
    }

    private Delivery delivery(RowView row) {
        return new Delivery(
                row.getColumn("id", String.class),
                row.getColumn("channel", String.class),
                Optional.ofNullable(row.getColumn("body", Alert.class))
                        .or(() -> Optional.ofNullable(fresh.remove(row.getColumn("alert_id", String.class))))
                        .orElseGet(() -> row.getColumn("alert", Alert.class)),
                Optional.ofNullable(row.getColumn("requeued_at", Instant.class))
                        .orElseGet(() -> row.getColumn("created_at", Instant.class)),
                row.getColumn("attempts", Integer.class),
                Optional.ofNullable(row.getColumn("content", String.class)).map(Delivery.Content::new),
                row.getColumn("refusals", Integer.class),
                row.getColumn("uncertain", Integer.class) > 0,
                row.getColumn("finished_recipients", String.class).lines().toList());
    }

    /** Visits the other late deliveries of the same channel, watch and kind until {@code more} returns false. */
    public void forEachOtherLate(Delivery delivery, Instant now, Predicate<Delivery> more) {
        database.run(handle -> {
            try (Stream<Delivery> others = handle
                    .createQuery(SELECT + "d.channel = :channel and d.watch = :watch"
                            + " and d.kind = :kind and d.state = 'pending' and d.id <> :id and d.leased_until is null"
                            + " and d.uncertain = 0 and d.finished_recipients = '' and d.created_at < :before"
                            + " order by d.number")
                    .bindMethods(delivery)
                    .bind("watch", delivery.alert().watch().orElse(""))
                    .bind("kind", delivery.alert().alertKind())
                    .bind("before", Revalidation.lateBefore(now))
                    .map(this::delivery)
                    .stream()) {
                for (Iterator<Delivery> each = others.iterator(); each.hasNext() && more.test(each.next()); ) {}
            }
        });
    }

    /** Replaces the alert of a delivery, whose bytes are not stored yet. */
    public void change(Delivery delivery) {
        database.run(handle -> handle.createUpdate(
                        "update delivery set body = :alert, offers = :alert.count" + " where id = :id")
                .bindMethods(delivery)
                .execute());
    }

    /** Ends a delivery whose bytes are stored, for one with another id that takes its place. */
    public void replace(Delivery delivery, Delivery replacement, Instant now, String reason) {
        database.run(handle -> {
            lock(delivery.channel());
            handle.execute("""
                    insert into delivery (id, alert_id, channel, watch, kind, offers, created_at, requeued_at, attempts,
                        next_attempt, leased_until, refusals, early_retries)
                    select ?, alert_id, channel, watch, kind, offers, created_at, requeued_at, attempts,
                        next_attempt, leased_until, refusals, early_retries from delivery where id = ?""", replacement.id(), delivery.id());
            change(replacement);
            end(handle, delivery.id(), now, reason + "; replaced by " + replacement.id());
        });
    }

    /**
     * Ends a delivery that is not sent, because nothing of it is true any more.
     *
     * @param isMissed whether the channel's next message reports it
     */
    public void supersede(Delivery delivery, Instant now, String reason, boolean isMissed) {
        database.run(handle -> {
            lock(delivery.channel());
            change(delivery);
            end(handle, delivery.id(), now, reason);
            handle.execute("update delivery set is_missed = ? where id = ?", isMissed, delivery.id());
        });
    }

    /**
     * Ends deliveries for one that stands for them, and releases its lease.
     *
     * @param others the ids of the deliveries that end
     * @return whether they did; where one of them was claimed or dropped since it was read, none did
     */
    public boolean fold(Delivery delivery, Delivery folded, List<String> others, Instant now) {
        return database.call(handle -> {
            lock(delivery.channel());
            int waiting = handle.createQuery("select count(*) from delivery where id in (<others>)"
                            + " and state = 'pending' and leased_until is null")
                    .bindList("others", others)
                    .mapTo(Integer.class)
                    .one();
            boolean isFolded = waiting == others.size();
            if (isFolded) {
                if (folded.id().equals(delivery.id())) {
                    change(folded);
                } else {
                    replace(delivery, folded, now, "sent together with others");
                }
                others.forEach(other -> end(handle, other, now, "sent together with others in " + folded.id()));
            }
            handle.execute(
                    "update delivery set leased_until = null, requeued_at = ? where id = ? and state = 'pending'",
                    isFolded ? folded.createdAt() : delivery.createdAt(),
                    isFolded ? folded.id() : delivery.id());
            return isFolded;
        });
    }

    private static void end(Handle handle, String id, Instant now, String reason) {
        handle.execute(
                "update delivery set state = 'superseded', leased_until = null, ended_at = ?, answer = ?"
                        + " where id = ? and state = 'pending'",
                now,
                reason,
                id);
    }

    /** Whether a channel may have missed alerts that no message reported. */
    public boolean hasMissed(String channel) {
        return database.call(handle -> handle.createQuery("select 1 from delivery where channel = :channel"
                                + " and state = 'superseded' and is_missed = 1 and (missed_reported_in is null"
                                + " or exists (select 1 from delivery report where report.id = delivery.missed_reported_in"
                                + " and report.state <> 'delivered')) limit 1")
                        .bind("channel", channel)
                        .mapTo(Integer.class)
                        .findFirst())
                .isPresent();
    }

    /** Goes through the alerts that the channel of a delivery missed and that no message reported; this one will. */
    public void claimMissed(Delivery delivery, Consumer<Alert> each) {
        String missed = "channel = :channel and state = 'superseded' and is_missed = 1 and (missed_reported_in is null"
                + " or missed_reported_in = :id or exists (select 1 from delivery report"
                + " where report.id = delivery.missed_reported_in and report.state in ('superseded', 'dead', 'dropped')))";
        database.run(handle -> {
            lock(delivery.channel());
            try (Stream<Alert> alerts = handle
                    .createQuery("select coalesce(d.body, a.body) from delivery d join alert a"
                            + " on a.id = d.alert_id where d.id in (select id from delivery where " + missed
                            + ") order by d.number")
                    .bindMethods(delivery)
                    .mapTo(Alert.class)
                    .stream()) {
                alerts.forEach(each);
            }
            handle.createUpdate("update delivery set missed_reported_in = :id where " + missed)
                    .bindMethods(delivery)
                    .execute();
        });
    }

    /** Stores the bytes of deliveries to one channel before their first attempt. */
    public void storeContents(List<Delivery.Rendered> messages, Instant now) {
        database.run(handle -> {
            lock(messages.get(0).delivery().channel());
            channels.recordTemplate(messages, now);
            Batch.execute(
                    handle,
                    "update delivery set content = ? where id = ?",
                    batch -> messages.forEach(each -> batch.add(
                            each.delivery().content().map(Delivery.Content::text),
                            each.delivery().id())));
        });
    }

    /**
     * Records how attempts of deliveries to one channel ended, in order.
     *
     * @return since when the channel had failed, if it works again now; what is pending for it is due then
     */
    public Optional<Instant> record(List<Attempt> attempts) {
        return database.call(handle -> {
            lock(attempts.get(0).delivery().channel());
            // What was dropped in the meantime stays dropped.
            Batch.execute(handle, """
                    update delivery set attempts = attempts + 1, leased_until = null,
                        refusals = refusals + ?, uncertain = uncertain + ?,
                        finished_recipients = finished_recipients || ?, answer = ?,
                        state = ?, next_attempt = coalesce(?, next_attempt), wait_until = ?,
                        ended_at = ?
                    where id = ? and state = 'pending'""", batch -> attempts.forEach(attempt -> add(batch, attempt)));
            Optional<Instant> failedSince = channels.record(attempts);
            if (failedSince.isPresent()) {
                wakeAfterCommit(attempts.get(0).delivery().channel());
            }
            return failedSince;
        });
    }

    private static void add(Batch update, Attempt attempt) {
        Outcome outcome = attempt.outcome();
        Optional<Instant> next = attempt.next();
        Optional<Outcome.Deferred> deferred =
                outcome instanceof Outcome.Deferred each ? Optional.of(each) : Optional.empty();
        update.add(
                outcome instanceof Outcome.Refused ? 1 : 0,
                deferred.filter(Outcome.Deferred::mayHaveArrived).isPresent() ? 1 : 0,
                deferred.stream()
                        .flatMap(each -> each.settled().stream())
                        .reduce("", (all, recipient) -> all + recipient + "\n"),
                outcome.answer(),
                attempt.isDelivered() ? "delivered" : next.isPresent() ? "pending" : "dead",
                next,
                // What the receiver asks for, as far as the next attempt follows it.
                deferred.flatMap(Outcome.Deferred::after)
                        .map(attempt.at()::plus)
                        .flatMap(asked -> next.map(due -> asked.isBefore(due) ? asked : due)),
                next.isPresent() ? Optional.empty() : Optional.of(attempt.at()),
                attempt.delivery().id());
    }

    /**
     * Makes deliveries due that this node was sending when it died; in a file, only for the process that has the state's
     * lock.
     */
    public int releaseLeases(Instant now) {
        return releaseLeases(database.dialect().isOwnLease(), List.of(), now);
    }

    /**
     * Makes deliveries due that nodes were sending that have died.
     *
     * @param alive the nodes that have not
     */
    public int releaseLeases(Collection<String> alive, Instant now) {
        String others = " and leased_by not in (<alive>)";
        // It is asked every few seconds, and the locks of all channels would hold up their claims.
        boolean isLeased = database.call(handle -> handle.createQuery(
                        "select 1 from delivery where leased_until is not null and state = 'pending'" + others
                                + " limit 1")
                .bindList(EmptyHandling.NULL_KEYWORD, "alive", List.copyOf(alive))
                .mapTo(Integer.class)
                .findOne()
                .isPresent());
        return isLeased ? releaseLeases(others, alive, now) : 0;
    }

    private int releaseLeases(String which, Collection<String> alive, Instant now) {
        return database.call(handle -> {
            lockPending(handle);
            int released = handle.createUpdate("""
                    update delivery set
                        uncertain = uncertain + case when content is not null then 1 else 0 end,
                        interrupted = interrupted + case when content is null then 1 else 0 end,
                        leased_until = null
                    where leased_until is not null and state = 'pending'""" + which)
                    .bindList(EmptyHandling.NULL_KEYWORD, "alive", List.copyOf(alive))
                    .execute();
            handle.execute(
                    "update delivery set state = 'dead', ended_at = ?, answer = ?"
                            + " where state = 'pending' and interrupted >= ?",
                    now,
                    "the program ended " + MOST_INTERRUPTIONS + " times while it made this message",
                    MOST_INTERRUPTIONS);
            if (released > 0) {
                // Channels wait for the end of the leases, here and in other processes.
                database.changed();
                database.afterCommit(this::wakeAll);
            }
            return released;
        });
    }

    /** Makes all retries due, except those whose receiver asked to wait or refused them. */
    public void retryNow(Instant now) {
        database.run(handle -> {
            lockPending(handle);
            handle.createUpdate("update delivery set next_attempt = :now where state = 'pending'"
                            + " and next_attempt > :now and refusals = 0 and coalesce(wait_until, 0) <= :now")
                    .bind("now", now)
                    .execute();
        });
    }

    /** The channels that have deliveries which were due before then. */
    public List<String> overdue(Instant before) {
        return database.call(handle -> handle.createQuery("select distinct channel from delivery"
                        + " where state = 'pending' and next_attempt < :before order by channel")
                .bind("before", before)
                .mapTo(String.class)
                .list());
    }

    /** When the oldest pending delivery of each channel was put into the outbox. */
    public Map<String, Instant> oldestPending() {
        return database.call(handle -> handle.createQuery("select channel, min(coalesce(requeued_at, created_at)) as at"
                        + " from delivery where state = 'pending' group by channel")
                .reduceRows(new HashMap<>(), (oldest, row) -> {
                    oldest.put(row.getColumn("channel", String.class), row.getColumn("at", Instant.class));
                    return oldest;
                }));
    }

    /** Goes through the deliveries, oldest first, with those that ended in the last 30 days; they may not fit into memory. */
    public void entries(Consumer<OutboxEntry> each) {
        database.run(handle -> {
            try (Stream<OutboxEntry> entries = handle
                    .createQuery(OutboxEntry.SELECT + " order by number")
                    .map(new RecordMapper<>(OutboxEntry.class))
                    .stream()) {
                entries.forEach(each);
            }
        });
    }

    /** A delivery with its alert and its bytes. */
    public Optional<OutboxEntry.Detail> find(String id) {
        return database.call(handle -> handle.createQuery(OutboxEntry.SELECT + " where id = :id")
                .bind("id", id)
                .map(new RecordMapper<>(OutboxEntry.class))
                .findOne()
                .map(entry -> handle.createQuery(SELECT + "d.id = :id")
                        .bind("id", id)
                        .map(this::delivery)
                        .map(delivery -> new OutboxEntry.Detail(
                                entry, delivery.alert(), delivery.content().map(Delivery.Content::text)))
                        .one()));
    }

    /** The ids of all deliveries. */
    public List<String> ids() {
        return database.call(handle -> handle.createQuery("select id from delivery")
                .mapTo(String.class)
                .list());
    }

    /** The ids of all alerts. */
    public List<String> alertIds() {
        return database.call(handle ->
                handle.createQuery("select id from alert").mapTo(String.class).list());
    }

    /** Goes through the alerts since then, in order, with the state of their deliveries; they may not fit into memory. */
    public void alerts(Instant since, Consumer<AlertRecord> each) {
        database.run(handle -> {
            try (Stream<Alert> alerts = handle
                    .createQuery("select body from alert where at >= :since order by at, number")
                    .bind("since", since)
                    .mapTo(Alert.class)
                    .stream()) {
                alerts.forEach(alert -> each.accept(new AlertRecord(
                        alert,
                        handle.createQuery("select channel, state, coalesce(answer, '') as answer from delivery"
                                        + " where alert_id = :id order by number")
                                .bind("id", alert.id())
                                .map(new RecordMapper<>(AlertRecord.Status.class))
                                .list())));
            }
        });
    }

    /** Goes through the alerts of a watch since then, in order. */
    public void alerts(String watch, Instant since, Consumer<Alert> each) {
        database.run(handle -> handle.createQuery(
                        "select body from alert where watch = :watch and at >= :since order by at, number")
                .bind("watch", watch)
                .bind("since", since)
                .mapTo(Alert.class)
                .forEach(each));
    }

    /** Makes a delivery due that is pending or has ended undelivered; false where it was delivered, replaced or is being sent. */
    public boolean retry(String id, Instant now) {
        return database.call(handle -> {
            database.changed();
            database.afterCommit(this::wakeAll);
            return handle.createUpdate(
                                    RETRY
                                            + " where id = :id and state not in ('delivered', 'superseded') and leased_until is null")
                            .bind("id", id)
                            .bind("now", now)
                            .execute()
                    > 0;
        });
    }

    /** Makes all dead letters due, and returns how many. */
    public int retryDead(Instant now) {
        return database.call(handle -> {
            database.changed();
            database.afterCommit(this::wakeAll);
            return handle.createUpdate(RETRY + " where state = 'dead'")
                    .bind("now", now)
                    .execute();
        });
    }

    /** Makes all that is pending for a channel due, ends the stop of the channel, and returns how many. */
    public int retryPending(String channel, Instant now) {
        return database.call(handle -> {
            database.changed();
            database.afterCommit(this::wakeAll);
            lock(channel);
            channels.resume(channel);
            return handle.createUpdate(
                            RETRY + " where channel = :channel and state = 'pending' and leased_until is null")
                    .bind("channel", channel)
                    .bind("now", now)
                    .execute();
        });
    }

    /** Ends a delivery that is pending or dead; false where it is neither. */
    public boolean drop(String id, Instant now) {
        return database.call(handle -> {
            database.changed();
            return handle.execute(
                            "update delivery set state = 'dropped', leased_until = null, ended_at = ?"
                                    + " where id = ? and state in ('pending', 'dead')",
                            now,
                            id)
                    > 0;
        });
    }

    /** An alert and the state of its deliveries. */
    public record AlertRecord(Alert alert, List<Status> deliveries) {
        /**
         * The state of one delivery.
         *
         * @param answer the receiver's last answer; empty before there is one
         */
        public record Status(String channel, String state, String answer) {}
    }
}

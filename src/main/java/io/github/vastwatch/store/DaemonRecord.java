package io.github.vastwatch.store;

import io.github.vastwatch.alert.Activity;
import io.github.vastwatch.alert.Delivery;
import io.github.vastwatch.vast.RowUsage;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;

/** What the daemon records about itself: its config, its plan, its heartbeat, its activity, and the rows that it read. */
public final class DaemonRecord implements RowUsage.Ledger {
    private final Database database;
    private final Outbox outbox;
    private final Watches watches;
    /** Of the daemon that this process recorded, if it is one. */
    private Optional<Instant> startedAt = Optional.empty();

    DaemonRecord(Database database, Outbox outbox, Watches watches) {
        this.database = database;
        this.outbox = outbox;
        this.watches = watches;
    }

    /** The daemon that uses the state, or used it last. */
    Optional<DaemonStatus> read() {
        return database.call(handle -> handle.createQuery("select *, row_limit as \"limit\" from daemon")
                .map(new RecordMapper<>(DaemonStatus.class))
                .findOne());
    }

    /** When the daemon that uses the state, or used it last, was started; the epoch if there was none. */
    Instant startedAt() {
        return startedAt.or(() -> read().map(DaemonStatus::startedAt)).orElse(Instant.EPOCH);
    }

    /** Records the config that the daemon uses now; the same process continues its counts. */
    void write(DaemonStatus status) {
        database.run(handle -> {
            database.afterCommit(() -> startedAt = Optional.of(status.startedAt()));
            handle.createUpdate("""
                        insert into daemon (one, pid, version, started_at, config, generation, loaded_at, refusal,
                            requests, requests_per_minute, pause_until, account, row_limit)
                        values (1, :pid, :version, :startedAt, :config, :generation, :loadedAt, :refusal,
                            :requests, :requestsPerMinute, :pauseUntil, :account, :limit)
                        on conflict (one) do update set
                            requests = case when daemon.started_at = excluded.started_at then daemon.requests else 0 end,
                            pause_until = case when daemon.started_at = excluded.started_at then daemon.pause_until end,
                            pid = excluded.pid, version = excluded.version, started_at = excluded.started_at,
                            config = excluded.config, generation = excluded.generation, loaded_at = excluded.loaded_at,
                            refusal = excluded.refusal, requests_per_minute = excluded.requests_per_minute,
                            account = excluded.account, row_limit = excluded.row_limit""").bindMethods(status).execute();
        });
    }

    /** Records that a config was refused. */
    public void refuse(DaemonStatus.Refusal refusal) {
        database.run(handle -> handle.execute("update daemon set refusal = ?", refusal));
    }

    /** Counts the requests of a poll, and records until when nothing is asked. */
    void countRequests(int requests, Optional<Instant> pauseUntil) {
        database.run(handle ->
                handle.execute("update daemon set requests = requests + ?, pause_until = ?", requests, pauseUntil));
    }

    /** The questions of the last plan. */
    public List<PlanStatus> plan() {
        return database.call(handle -> handle.createQuery("select * from planned_question order by number")
                .map(new RecordMapper<>(PlanStatus.class))
                .list());
    }

    /** Replaces the plan. */
    public void plan(List<PlanStatus> plan) {
        database.run(handle -> {
            database.lock(Database.Lock.WATCHES);
            handle.execute("delete from planned_question");
            plan.forEach(each -> handle.createUpdate("insert into planned_question"
                            + " (purpose, question, watches, rows, configured_interval, planned_interval)"
                            + " values (:purpose, :question, :watches, :rows, :configuredInterval, :plannedInterval)")
                    .bindMethods(each)
                    .execute());
        });
    }

    /** Records the state of the heartbeat; empty where the config has none. */
    public void heartbeat(Optional<HeartbeatStatus> status) {
        database.run(handle -> {
            if (status.isEmpty()) {
                handle.execute("delete from heartbeat");
            } else if (status.get().isExpected()) {
                handle.execute(
                        "delete from heartbeat where target <> ?", status.get().target());
                handle.execute(
                        "insert into heartbeat (target) values (?) on conflict (target) do nothing",
                        status.get().target());
            } else {
                // A late result of a target that the config no longer has changes nothing.
                handle.createUpdate("""
                                update heartbeat set accepted_at = coalesce(:acceptedAt, accepted_at),
                                    failing_since = case when cast(:failingSince as bigint) is null then null
                                        when is_suspended = :isSuspended then coalesce(failing_since, :failingSince)
                                        else :failingSince end,
                                    is_suspended = :isSuspended, reason = :reason where target = :target""").bindMethods(status.get()).execute();
            }
        });
    }

    /** The state of the heartbeat. */
    Optional<HeartbeatStatus> heartbeat() {
        return database.call(handle -> handle.createQuery("select * from heartbeat")
                .map(new RecordMapper<>(HeartbeatStatus.class))
                .findOne());
    }

    /** What was done since the last activity report; the first call starts the count. */
    public Activity activity(Instant now) {
        return database.call(handle -> {
            handle.execute("insert into activity (one, since) values (1, ?) on conflict (one) do nothing", now);
            // A clock that was set back must not delay the next report for ever.
            handle.execute("update activity set since = ? where since > ?", now, now);
            Activity activity = handle.createQuery("""
                            select since, polls, worst_gap,
                                (select count(*) from alert where at > activity.since and watch <> '') as alerts,
                                (select count(*) from delivery where state = 'dead' and ended_at > activity.since)
                                + (select count(*) from delivery where state = 'pending' and attempts > 0) as undelivered
                            from activity""")
                    .map(new RecordMapper<>(Activity.class))
                    .one();
            Duration overdue = watches.all().stream()
                    .filter(watch -> watch.paused().isEmpty())
                    .flatMap(watch -> watch.dueAt().stream())
                    .min(Comparator.naturalOrder())
                    .map(due -> Duration.between(due, now))
                    .orElse(Duration.ZERO);
            return activity.worstGap().compareTo(overdue) >= 0
                    ? activity
                    : new Activity(
                            activity.since(), activity.polls(), activity.alerts(), activity.undelivered(), overdue);
        });
    }

    /**
     * Puts an activity report into the outbox, and starts the next count.
     *
     * @return whether the activity was not reported yet; if another daemon was faster, nothing is done
     */
    public boolean reportActivity(Activity activity, List<Delivery> deliveries, Instant now) {
        return database.call(handle -> {
            int begun = handle.execute(
                    "update activity set since = ?, polls = 0, worst_gap = 0 where since = ?", now, activity.since());
            if (begun == 1) {
                outbox.add(deliveries);
            }
            return begun == 1;
        });
    }

    /**
     * Counts a poll that was answered, where there are activity reports.
     *
     * @param late how long after its time a watch saw the whole market in it
     */
    void countPoll(Duration late) {
        database.run(handle -> handle.execute(
                "update activity set polls = polls + 1, worst_gap = case when worst_gap < ? then ? else worst_gap end",
                late,
                late));
    }

    /** Tests that the state can be written: the moment changes the file, and what changes nothing never reaches the disk. */
    public void testWrite(Instant now) {
        database.run(handle -> handle.execute(
                "insert into write_test (one, at) values (1, ?) on conflict (one) do update set at = excluded.at",
                now));
    }

    /** When it was last tested that the state can be written. */
    Optional<Instant> writtenAt() {
        return database.call(handle -> handle.createQuery("select at from write_test")
                .mapTo(Instant.class)
                .findOne());
    }

    /** The rows that an account read, as counted last; empty where it has read none. */
    Optional<RowUsage> rows(String account) {
        return database.call(handle -> handle.createQuery("select * from row_usage where account = :account")
                .bind("account", account)
                .map(new RecordMapper<>(RowUsage.class))
                .findOne());
    }

    /** The rows that an account read on the day of {@code now}. */
    public RowUsage rowUsage(String account, Instant now) {
        return rows(account).map(usage -> usage.at(now)).orElseGet(() -> RowUsage.none(now));
    }

    @Override
    public Optional<RowUsage> usage(String account, Instant now) {
        try {
            return Optional.of(rowUsage(account, now));
        } catch (StoreFailure e) {
            return Optional.empty();
        }
    }

    @Override
    public Optional<RowUsage> change(String account, Instant now, UnaryOperator<RowUsage> change) {
        try {
            return Optional.of(database.call(handle -> {
                database.lock(Database.Lock.ROWS, account);
                RowUsage usage = change.apply(rowUsage(account, now));
                write(handle, account, usage);
                return usage;
            }));
        } catch (StoreFailure e) {
            return Optional.empty();
        }
    }

    private static void write(Handle handle, String account, RowUsage usage) {
        handle.createUpdate("""
                        insert into row_usage (account, day, rows, is_whole_day, today, learned, paused_until)
                        values (:account, :day, :rows, :isWholeDay, :today, :learned, :pausedUntil)
                        on conflict (account) do update set day = excluded.day, rows = excluded.rows,
                            is_whole_day = excluded.is_whole_day, today = excluded.today, learned = excluded.learned,
                            paused_until = excluded.paused_until""").bindMethods(usage).bind("account", account).execute();
    }
}

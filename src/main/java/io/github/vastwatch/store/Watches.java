package io.github.vastwatch.store;

import io.github.vastwatch.alert.Delivery;
import io.github.vastwatch.alert.WatchStarted;
import io.github.vastwatch.history.MarketThreshold;
import io.github.vastwatch.store.PollOutcome.Result;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/** Which watches there are, and how their polls went. */
public final class Watches {
    /** How long a removed watch is remembered: a removal by mistake is noticed within a month. */
    private static final Duration KEPT = Duration.ofDays(30);

    /** What is kept under the name of a watch, besides its alerts, which are kept as long as their deliveries. */
    private static final List<String> TABLES =
            List.of("tracked_offer", "notification", "watch_state", "suppressed_match", "silence", "watch_start");

    /** How a poll went is written this often where nothing but times changes, so that short intervals cost no writes. */
    private static final Duration WRITTEN_EVERY = Duration.ofSeconds(30);

    /** A poll writes at most this many watches of which only times changed; the others follow with later polls. */
    private static final int MOST_UNCHANGED = 1_000;

    /** SQLite takes 32,766 values in a statement. */
    private static final int MOST_NAMES = 1_000;

    /** Of {@link WatchStatus}. */
    private static final String SELECT = "select *, paused_at as paused, last_poll as last from watch";

    private final Database database;
    private final Outbox outbox;
    private final Incidents incidents;
    /** How polls went, of watches that were polled while {@link #version} holds. */
    private final Map<String, WatchStatus> statuses = new HashMap<>();
    /** The last poll that is written, by watch. */
    private final Map<String, PollOutcome> written = new HashMap<>();
    /** The watches whose last poll is not written. */
    private final Set<String> unwritten = new HashSet<>();

    private Database.Version version = new Database.Version(-1, -1);

    Watches(Database database, Outbox outbox, Incidents incidents) {
        this.database = database;
        this.outbox = outbox;
        this.incidents = incidents;
    }

    /** The first answers of new watches that were not sent yet. */
    public List<WatchStarted> unsentStarts() {
        return database.call(handle -> handle.createQuery("select * from watch_start order by watch")
                .map(new RecordMapper<>(WatchStarted.class))
                .list());
    }

    /** The names of the watches that had an answer. */
    public List<String> answered() {
        return database.call(handle -> handle.createQuery("select watch from watch_state")
                .mapTo(String.class)
                .list());
    }

    /**
     * Puts the notices of first answers into the outbox; if another daemon was faster, nothing is done.
     *
     * @param started those that were not sent when the notices were made
     */
    public void sendStarts(List<WatchStarted> started, List<Delivery> deliveries) {
        database.run(handle -> {
            database.lock(Database.Lock.STARTS);
            if (unsentStarts().equals(started)) {
                Batch.execute(
                        handle,
                        "delete from watch_start where watch = ?",
                        batch -> started.forEach(each -> batch.add(each.watch())));
                outbox.add(deliveries);
            }
        });
    }

    /** The names of the watches that are paused. */
    public Set<String> paused() {
        return database.call(handle -> handle.createQuery("select name from watch where paused_at is not null")
                .mapTo(String.class)
                .set());
    }

    /** Pauses a watch, or resumes it where {@code since} is empty; false where there is no such watch. */
    public boolean pause(String name, Optional<Instant> since) {
        String pausedAt = since.isPresent() ? "coalesce(paused_at, :since)" : "null";
        return database.call(handle -> {
            database.changed();
            return handle.createUpdate("update watch set due_at = null, paused_at = " + pausedAt
                                    + " where name = :name and removed_at is null")
                            .bind("since", since)
                            .bind("name", name)
                            .execute()
                    == 1;
        });
    }

    /** Takes over the watches of a config: a renamed one keeps what is remembered, a removed one is remembered for a while. */
    void replace(Set<String> names, Map<String, String> renamed, Instant now) {
        database.run(handle -> {
            database.lock(Database.Lock.WATCHES);
            flush();
            database.changed();
            Set<String> stored = new HashSet<>(handle.createQuery("select name from watch")
                    .mapTo(String.class)
                    .list());
            Set<String> removed = handle.createQuery("select name from watch where removed_at is not null")
                    .mapTo(String.class)
                    .set();
            renamed.forEach((name, before) -> {
                if (stored.contains(before) && (!stored.contains(name) || removed.contains(name))) {
                    rename(handle, before, name);
                    stored.remove(before);
                    stored.add(name);
                }
            });
            names.forEach(name -> handle.execute(
                    "insert into watch (name, since) values (?, ?) on conflict (name) do update set removed_at = null",
                    name,
                    now));
            stored.removeAll(names);
            stored.forEach(name -> handle.execute(
                    "update watch set removed_at = coalesce(removed_at, ?), due_at = null where name = ?", now, name));
            handle.createQuery("select name from watch where removed_at < :before")
                    .bind("before", now.minus(KEPT))
                    .mapTo(String.class)
                    .list()
                    .forEach(name -> forget(handle, name));
        });
    }

    private void rename(Handle handle, String before, String name) {
        // A removed watch that had the name is another one.
        forget(handle, name);
        TABLES.forEach(table -> handle.execute("update " + table + " set watch = ? where watch = ?", name, before));
        handle.execute("update alert set watch = ? where watch = ?", name, before);
        handle.execute("update watch set name = ? where name = ?", name, before);
        incidents.rename(before, name);
    }

    private static void forget(Handle handle, String name) {
        TABLES.forEach(table -> handle.execute("delete from " + table + " where watch = ?", name));
        handle.execute("delete from watch where name = ?", name);
    }

    /** The watches of the config, by name. */
    List<WatchStatus> all() {
        return database.call(handle -> {
            forgetOld();
            return handle.createQuery(SELECT + " where removed_at is null order by name")
                    .map(new RecordMapper<>(WatchStatus.class))
                    .map(status -> statuses.getOrDefault(status.name(), status))
                    .list();
        });
    }

    /** Where the thresholds are that follow the market, by watch. */
    public Map<String, MarketThreshold> marketThresholds() {
        Map<String, MarketThreshold> thresholds = new HashMap<>();
        all().forEach(status -> status.market().ifPresent(market -> thresholds.put(status.name(), market)));
        return thresholds;
    }

    /** Records where thresholds are that follow the market; none for the other watches. */
    public void moved(Map<String, MarketThreshold> thresholds) {
        database.run(handle -> {
            database.lock(Database.Lock.WATCHES);
            handle.execute("update watch set market = null where market is not null");
            thresholds.forEach((name, market) -> handle.execute(
                    "insert into watch (name, since, market) values (?, ?, ?)"
                            + " on conflict (name) do update set market = excluded.market",
                    name,
                    market.since(),
                    market));
            database.afterCommit(() ->
                    statuses.replaceAll((name, status) -> status.with(Optional.ofNullable(thresholds.get(name)))));
        });
    }

    /** The last alert of each watch that has one. */
    List<StateStatus.LastAlert> lastAlerts() {
        return database.call(handle -> handle.createQuery(
                        "select a.watch, a.id, a.at from watch w join alert a"
                                + " on a.number = (select number from alert where watch = w.name order by at desc, number desc limit 1)")
                .map(new RecordMapper<>(StateStatus.LastAlert.class))
                .list());
    }

    /**
     * Records the poll of one question for each of its watches.
     *
     * @param startedAt when the daemon was started
     * @return how long after its time a watch saw the whole market in it, at most
     */
    Duration record(List<PollOutcome> polls, LocalDate day, Instant startedAt) {
        if (polls.isEmpty()) {
            return Duration.ZERO;
        }
        return database.call(handle -> {
            read(handle, polls.stream().map(PollOutcome::watch).toList());
            Duration late = Duration.ZERO;
            List<WatchStatus> after = new ArrayList<>();
            for (PollOutcome poll : polls) {
                WatchStatus before = Optional.ofNullable(statuses.get(poll.watch()))
                        .orElseGet(() -> WatchStatus.first(poll.watch(), poll.at()));
                if (poll.result() == Result.COMPLETE && before.dueAt().isPresent()) {
                    Duration since = Duration.between(before.dueAt().get(), poll.at());
                    late = since.compareTo(late) > 0 ? since : late;
                }
                after.add(before.after(poll, day, startedAt));
            }
            database.afterCommit(() -> after.forEach(status -> {
                statuses.put(status.name(), status);
                unwritten.add(status.name());
            }));
            write(handle, due(after));
            return late;
        });
    }

    /** Those that differ from what is written in more than times, and of the others those that were written a while ago. */
    private List<WatchStatus> due(List<WatchStatus> after) {
        List<WatchStatus> due =
                new ArrayList<>(after.stream().filter(this::isChanged).toList());
        after.stream()
                .filter(status -> !isChanged(status) && age(status).abs().compareTo(WRITTEN_EVERY) >= 0)
                .sorted(Comparator.comparing(this::age).reversed())
                .limit(MOST_UNCHANGED)
                .forEach(due::add);
        return due;
    }

    private Duration age(WatchStatus status) {
        Optional<Instant> before =
                Optional.ofNullable(written.get(status.name())).map(PollOutcome::at);
        Optional<Instant> now = status.last().map(PollOutcome::at);
        return before.flatMap(from -> now.map(to -> Duration.between(from, to))).orElse(Duration.ZERO);
    }

    private boolean isChanged(WatchStatus status) {
        PollOutcome before = written.get(status.name());
        return before == null
                || status.last().filter(last -> last.isLike(before)).isEmpty();
    }

    /** What another program changed, as a pause, is read anew. */
    private void forgetOld() {
        Database.Version now = database.version();
        if (!now.equals(version)) {
            version = now;
            statuses.clear();
            written.clear();
            unwritten.clear();
        }
    }

    private void read(Handle handle, List<String> names) {
        forgetOld();
        List<String> unknown =
                names.stream().filter(name -> !statuses.containsKey(name)).toList();
        for (int from = 0; from < unknown.size(); from += MOST_NAMES) {
            handle.createQuery(SELECT + " where name in (<names>)")
                    .bindList("names", unknown.subList(from, Math.min(unknown.size(), from + MOST_NAMES)))
                    .map(new RecordMapper<>(WatchStatus.class))
                    .forEach(status -> {
                        statuses.put(status.name(), status);
                        status.last().ifPresent(last -> written.put(status.name(), last));
                    });
        }
    }

    /** Writes what is not written yet of how polls went. */
    void flush() {
        database.run(handle -> {
            database.lock(Database.Lock.WATCHES);
            forgetOld();
            write(
                    handle,
                    unwritten.stream()
                            .flatMap(name -> Stream.ofNullable(statuses.get(name)))
                            .toList());
        });
    }

    private void write(Handle handle, List<WatchStatus> changed) {
        if (changed.isEmpty()) {
            return;
        }
        Batch.execute(
                handle,
                """
                insert into watch (name, since, last_poll, complete_at, due_at, gap) values (?, ?, ?, ?, ?, ?)
                on conflict (name) do update set last_poll = excluded.last_poll, complete_at = excluded.complete_at,
                    due_at = excluded.due_at, gap = excluded.gap""",
                batch -> changed.forEach(status -> batch.add(
                        status.name(),
                        status.since(),
                        status.last(),
                        status.completeAt(),
                        status.dueAt(),
                        status.gap())));
        database.afterCommit(() -> changed.forEach(status -> {
            unwritten.remove(status.name());
            status.last().ifPresent(last -> written.put(status.name(), last));
        }));
    }
}

package io.github.vastwatch.store;

import io.github.vastwatch.alert.LatestOffers;
import io.github.vastwatch.alert.Memory;
import io.github.vastwatch.alert.NotificationRecord;
import io.github.vastwatch.alert.Reason;
import io.github.vastwatch.alert.Silence;
import io.github.vastwatch.alert.WatchState;
import io.github.vastwatch.alert.WatchUpdate;
import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.offer.RentalType;
import io.github.vastwatch.text.Amount;
import io.github.vastwatch.watch.Lifecycle;
import io.github.vastwatch.watch.TrackedOffer;
import io.github.vastwatch.watch.Watch;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.result.RowView;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is remembered of watches: their offers, what was last sent about each, what was suppressed, and their state. */
public final class TrackedOffers {
    private static final Logger LOG = LoggerFactory.getLogger(TrackedOffers.class);

    /** As long as alerts are kept to be listed. */
    private static final Duration SUPPRESSED_KEPT = Duration.ofDays(30);

    /** SQLite takes 32,766 values in a statement. */
    private static final int MOST_NAMES = 1_000;

    private final Database database;
    private final Silences silences;
    /** What is stored of watches that were read, while {@link #version} holds. */
    private final Map<String, Entry> entries = new HashMap<>();

    /** Watches whose last-seen times are not yet written, and since when; oldest first. */
    private final Map<String, Instant> unwritten = new LinkedHashMap<>();

    private Database.Version version = new Database.Version(-1, -1);
    private long revisions;

    TrackedOffers(Database database, Silences silences) {
        this.database = database;
        this.silences = silences;
    }

    /** What is remembered of a watch. */
    public Memory memory(Watch watch) {
        return memories(List.of(watch)).getOrDefault(watch.name(), Memory.EMPTY);
    }

    /** What is remembered of each of some watches, by name. */
    public Map<String, Memory> memories(Collection<Watch> watches) {
        if (watches.isEmpty()) {
            return Map.of();
        }
        List<String> names = watches.stream().map(Watch::name).toList();
        return database.call(handle -> {
            read(handle, names);
            return names.stream()
                    .collect(Collectors.toMap(name -> name, name -> entry(name).current(), (one, same) -> one));
        });
    }

    /** A number for each of some watches that changes when what is remembered of it does, except for when offers were seen. */
    public Map<String, Long> revisions(Collection<String> names) {
        return database.call(handle -> {
            read(handle, names);
            return names.stream()
                    .collect(Collectors.toMap(name -> name, name -> entry(name).revision, (one, same) -> one));
        });
    }

    /**
     * The watches of which something else is remembered than at a revision, except for when offers were seen.
     *
     * @param watches by their names
     */
    public <T> List<String> changed(Map<String, T> watches, ToLongFunction<T> revision) {
        return database.call(handle -> {
            forgetOld();
            List<String> changed = new ArrayList<>();
            watches.forEach((name, watch) -> {
                Entry entry = entries.get(name);
                if (entry == null || entry.revision != revision.applyAsLong(watch)) {
                    changed.add(name);
                }
            });
            return changed;
        });
    }

    /**
     * Takes into account that an answer showed some offers as they were. It is written with the next update of their watch
     * or after five minutes, and what is not written is lost if the program is killed.
     *
     * @param watches by their names
     * @param offers the keys of a watch's offers
     */
    public <T> void seenAgain(Map<String, T> watches, Function<T, Set<OfferKey>> offers, Instant at) {
        database.locked(() -> watches.forEach((name, watch) -> {
            Set<OfferKey> keys = offers.apply(watch);
            Entry entry = keys.isEmpty() ? null : entries.get(name);
            if (entry != null) {
                entry.seenAgain(keys, at);
                unwritten.putIfAbsent(name, at);
            }
        }));
    }

    private Entry entry(String watch) {
        return Optional.ofNullable(entries.get(watch)).orElseThrow();
    }

    /** What is remembered of one watch, as it is stored, and what answers have shown since. */
    private static final class Entry {
        private final String watch;
        private Memory stored;
        private final long revision;
        private final Map<OfferKey, Memory.SeenAgain> seenAgain = new HashMap<>();
        /** The offers of which it is not written when they were last seen. */
        private final Set<OfferKey> unwritten = new HashSet<>();

        Entry(String watch, Memory stored, long revision) {
            this.watch = watch;
            this.stored = stored;
            this.revision = revision;
        }

        void seenAgain(Set<OfferKey> keys, Instant at) {
            keys.forEach(key -> seenAgain.merge(key, new Memory.SeenAgain(at, 1), Memory.SeenAgain::plus));
            unwritten.addAll(keys);
        }

        /** This after an update is written. */
        Entry after(WatchUpdate update, long next) {
            Memory before = current();
            Memory after = before.after(update);
            Entry entry = new Entry(watch, after, after.equals(before) ? revision : next);
            entry.unwritten.addAll(unwritten);
            update.tracked().forEach(each -> entry.unwritten.remove(each.key()));
            return entry;
        }

        Memory current() {
            if (!seenAgain.isEmpty()) {
                stored = stored.seenAgain(seenAgain);
                seenAgain.clear();
            }
            return stored;
        }
    }

    /** Reads what is not known of some watches, in one read of each table for many. */
    private void read(Handle handle, Collection<String> names) {
        forgetOld();
        List<String> unknown = names.stream()
                .filter(name -> !entries.containsKey(name))
                .distinct()
                .toList();
        for (int from = 0; from < unknown.size(); from += MOST_NAMES) {
            readUnknown(handle, Set.copyOf(unknown.subList(from, Math.min(unknown.size(), from + MOST_NAMES))));
        }
    }

    /** What another program changed is read anew. */
    private void forgetOld() {
        Database.Version now = database.version();
        if (!now.equals(version)) {
            // Where others write too, what they wrote is newer.
            if (!database.isShared()) {
                writeSeen(Instant.MAX);
            }
            unwritten.clear();
            entries.clear();
            version = now;
        }
    }

    private void readUnknown(Handle handle, Set<String> names) {
        Map<String, Map<OfferKey, TrackedOffer>> tracked = new HashMap<>();
        read(handle, "tracked_offer", "offer_key", names, TrackedOffers::trackedOffer)
                .forEach(each -> tracked.computeIfAbsent(each.getKey(), name -> new HashMap<>())
                        .put(each.getValue().key(), each.getValue()));
        Map<String, Map<OfferKey, NotificationRecord>> sent = new HashMap<>();
        read(handle, "notification", "offer_key", names, row -> row.getColumn("body", NotificationRecord.class))
                .forEach(each -> sent.computeIfAbsent(each.getKey(), name -> new HashMap<>())
                        .put(each.getValue().key(), each.getValue()));
        Map<String, WatchState> states = new HashMap<>();
        read(handle, "watch_state", "watch", names, row -> row.getColumn("body", WatchState.class))
                .forEach(each -> states.put(each.getKey(), each.getValue()));
        Map<String, List<Silence>> silenced = silences.all().stream().collect(Collectors.groupingBy(Silence::watch));
        Set<String> acknowledged = silences.acknowledged();
        names.forEach(name -> entries.put(
                name,
                new Entry(
                        name,
                        new Memory(
                                tracked.getOrDefault(name, Map.of()),
                                sent.getOrDefault(name, Map.of()),
                                Optional.ofNullable(states.get(name)),
                                silenced.getOrDefault(name, List.of()),
                                acknowledged),
                        ++revisions)));
    }

    /** The rows of some watches. A damaged one is forgotten: to send an offer once more is better than to stop watching. */
    private static <T> List<Map.Entry<String, T>> read(
            Handle handle, String table, String key, Set<String> watches, Function<RowView, T> reader) {
        List<Map.Entry<String, T>> all = new ArrayList<>();
        List<List<String>> damaged = new ArrayList<>();
        handle.createQuery("select * from " + table + " where watch in (<watches>)")
                .bindList("watches", List.copyOf(watches))
                .reduceRows(all, (rows, row) -> {
                    String watch = row.getColumn("watch", String.class);
                    try {
                        rows.add(Map.entry(watch, reader.apply(row)));
                    } catch (RuntimeException e) {
                        damaged.add(List.of(watch, row.getColumn(key, String.class)));
                    }
                    return rows;
                });
        if (!damaged.isEmpty()) {
            LOG.warn(
                    "the state has {} of {} in table {}; vastwatch forgets what cannot be read, and may send offers"
                            + " again",
                    Amount.count(damaged.size(), "damaged row", "damaged rows"),
                    Amount.count(
                            damaged.stream().map(row -> row.get(0)).distinct().count(), "watch", "watches"),
                    table);
        }
        if (!isReadOnly(handle)) {
            damaged.forEach(row -> handle.execute(
                    "delete from " + table + " where watch = ? and " + key + " = ?", row.get(0), row.get(1)));
        }
        return all;
    }

    private static boolean isReadOnly(Handle handle) {
        try {
            return handle.getConnection().isReadOnly();
        } catch (SQLException e) {
            return true;
        }
    }

    private static TrackedOffer trackedOffer(RowView row) {
        return new TrackedOffer(
                row.getColumn("offer_key", OfferKey.class),
                row.getColumn("offer_id", Long.class),
                row.getColumn("value", BigDecimal.class),
                row.getColumn("first_seen", Instant.class),
                row.getColumn("last_seen", Instant.class),
                row.getColumn("missed", Integer.class),
                Optional.ofNullable(row.getColumn("gone_at", Instant.class)),
                new Lifecycle(
                        row.getColumn("shown", Integer.class),
                        row.getColumn("comeback", Lifecycle.Comeback.class),
                        row.getColumn("at_start", Boolean.class),
                        row.getColumn("revision", Integer.class)));
    }

    /** What the newest answers show of some offers of a watch. */
    public LatestOffers latest(String watch, Collection<OfferKey> keys) {
        List<String> names = keys.stream()
                .flatMap(key -> Stream.of(key, key.ofMachine()))
                .map(OfferKey::toString)
                .distinct()
                .toList();
        return database.call(handle -> {
            Map<OfferKey, TrackedOffer> offers = new HashMap<>();
            if (!names.isEmpty()) {
                handle.createQuery("select * from tracked_offer where watch = :watch and offer_key in (<keys>)")
                        .bind("watch", watch)
                        .bindList("keys", names)
                        .reduceRows(offers, (found, row) -> {
                            TrackedOffer offer = trackedOffer(row);
                            found.put(offer.key(), offer);
                            return found;
                        });
            }
            int matching = handle.createQuery("select count(*) from tracked_offer"
                            + " where watch = :watch and shown > 0 and missed = 0 and gone_at is null")
                    .bind("watch", watch)
                    .mapTo(Integer.class)
                    .one();
            Optional<WatchState> state = handle.createQuery("select body from watch_state where watch = :watch")
                    .bind("watch", watch)
                    .mapTo(WatchState.class)
                    .findOne();
            return new LatestOffers(offers, matching, state.map(WatchState::revision));
        });
    }

    /** Matches that gates suppressed since {@code since}, the latest last. */
    public List<SuppressedMatch> suppressed(Instant since) {
        return database.call(handle -> handle.createQuery("select offer_key as key, suppressed_match.*"
                        + " from suppressed_match where last_at >= :since order by last_at, watch, offer_key")
                .bind("since", since)
                .map(new RecordMapper<>(SuppressedMatch.class))
                .list());
    }

    /** Writes when offers were seen, of the watches of which that is not written since {@code before}. */
    void writeSeen(Instant before) {
        List<String> due = unwritten.entrySet().stream()
                .takeWhile(each -> !each.getValue().isAfter(before))
                .map(Map.Entry::getKey)
                .toList();
        if (due.isEmpty()) {
            return;
        }
        database.run(handle -> {
            database.lock(Database.Lock.WATCHES);
            if (database.isShared()) {
                // What others have seen since is newer.
                forgetOld();
            }
            List<Entry> written = due.stream()
                    .flatMap(name -> Stream.ofNullable(entries.get(name)))
                    .toList();
            Batch.execute(
                    handle,
                    "update tracked_offer set last_seen = ?, shown = ? where watch = ? and offer_key = ?",
                    batch -> written.forEach(entry -> entry.unwritten.stream()
                            .flatMap(key ->
                                    Stream.ofNullable(entry.current().tracked().get(key)))
                            .forEach(offer -> batch.add(
                                    offer.lastSeen(), offer.lifecycle().shown(), entry.watch, offer.key()))));
            database.afterCommit(() -> {
                written.forEach(entry -> entry.unwritten.clear());
                due.forEach(unwritten::remove);
            });
        });
    }

    /** Writes what answers change of what is remembered, in one batch for each table. */
    void write(List<WatchUpdate> updates) {
        database.run(handle -> {
            writeTracked(handle, updates);
            writeSent(handle, updates);
            writeSuppressed(handle, updates);
            Batch.execute(
                    handle,
                    "insert into watch_state (watch, body) values (?, ?)"
                            + " on conflict (watch) do update set body = excluded.body",
                    batch -> updates.forEach(
                            update -> update.state().ifPresent(state -> batch.add(update.watch(), state))));
            Batch.execute(
                    handle,
                    "insert into watch_start (watch, at, sentence) values (?, ?, ?)"
                            + " on conflict (watch) do update set at = excluded.at, sentence = excluded.sentence",
                    batch -> updates.forEach(update -> update.started()
                            .ifPresent(start -> batch.add(start.watch(), update.at(), start.sentence()))));
            updates.forEach(update -> update.forgetBefore()
                    .filter(before -> mayHaveOlder(update.watch(), before))
                    .ifPresent(before -> forget(handle, update.watch(), before)));
            database.afterCommit(() -> updates.forEach(this::written));
        });
    }

    private void written(WatchUpdate update) {
        entries.computeIfPresent(update.watch(), (watch, entry) -> entry.after(update, ++revisions));
    }

    private boolean mayHaveOlder(String watch, Instant before) {
        Entry entry = entries.get(watch);
        return entry == null
                || entry.current().tracked().values().stream()
                        .anyMatch(each -> each.lastSeen().isBefore(before));
    }

    private static void writeTracked(Handle handle, List<WatchUpdate> updates) {
        Batch.execute(
                handle,
                """
                insert into tracked_offer (watch, offer_key, offer_id, value, first_seen, last_seen, missed, gone_at,
                    shown, comeback, at_start, revision)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                on conflict (watch, offer_key) do update set offer_id = excluded.offer_id, value = excluded.value,
                    first_seen = excluded.first_seen, last_seen = excluded.last_seen, missed = excluded.missed,
                    gone_at = excluded.gone_at, shown = excluded.shown, comeback = excluded.comeback,
                    at_start = excluded.at_start, revision = excluded.revision""",
                batch -> updates.forEach(update -> update.tracked()
                        .forEach(each -> batch.add(
                                update.watch(),
                                each.key(),
                                each.offerId(),
                                each.value(),
                                each.firstSeen(),
                                each.lastSeen(),
                                each.missed(),
                                each.goneAt(),
                                each.lifecycle().shown(),
                                each.lifecycle().comeback(),
                                each.lifecycle().atStart(),
                                each.lifecycle().revision()))));
    }

    private static void writeSent(Handle handle, List<WatchUpdate> updates) {
        Batch.execute(
                handle,
                "insert into notification (watch, offer_key, body) values (?, ?, ?)"
                        + " on conflict (watch, offer_key) do update set body = excluded.body",
                batch -> updates.forEach(
                        update -> update.sent().forEach(each -> batch.add(update.watch(), each.key(), each))));
    }

    private static void writeSuppressed(Handle handle, List<WatchUpdate> updates) {
        Batch.execute(
                handle,
                """
                insert into suppressed_match (watch, offer_key, gate, reason, value, first_at, last_at, polls)
                values (?, ?, ?, ?, ?, ?, ?, 1)
                on conflict (watch, offer_key, gate) do update set reason = excluded.reason, value = excluded.value,
                    last_at = excluded.last_at, polls = suppressed_match.polls + 1""",
                batch -> updates.forEach(update -> update.suppressed()
                        .forEach(each -> batch.add(
                                update.watch(),
                                each.key(),
                                each.reason(),
                                each.intended(),
                                each.value(),
                                update.at(),
                                update.at()))));
        updates.stream()
                .filter(update -> !update.suppressed().isEmpty())
                .map(WatchUpdate::at)
                .max(Comparator.naturalOrder())
                .ifPresent(at ->
                        handle.execute("delete from suppressed_match where last_at < ?", at.minus(SUPPRESSED_KEPT)));
    }

    private static void forget(Handle handle, String watch, Instant before) {
        handle.execute(
                "delete from notification where watch = ? and offer_key in"
                        + " (select offer_key from tracked_offer where watch = ? and last_seen < ?)",
                watch,
                watch,
                before);
        handle.execute("delete from tracked_offer where watch = ? and last_seen < ?", watch, before);
    }

    /** Forgets a watch, or one machine of it, as if it had never been polled, and returns how many offers were tracked. */
    public int forget(String watch, Optional<Long> machine) {
        return database.call(handle -> {
            database.lock(Database.Lock.WATCHES);
            database.changed();
            int tracked = forget(handle, "tracked_offer", watch, machine);
            forget(handle, "notification", watch, machine);
            forget(handle, "suppressed_match", watch, machine);
            if (machine.isEmpty()) {
                handle.execute("delete from watch_state where watch = ?", watch);
                handle.execute("delete from watch_start where watch = ?", watch);
            }
            return tracked;
        });
    }

    private static int forget(Handle handle, String table, String watch, Optional<Long> machine) {
        String delete = "delete from " + table + " where watch = ?";
        return machine.isEmpty()
                ? handle.execute(delete, watch)
                : Stream.of(RentalType.values())
                        .mapToInt(type -> handle.execute(
                                delete + " and offer_key like ?", watch, type.wire() + "/" + machine.get() + "/%"))
                        .sum();
    }

    /**
     * A match that was not sent, and the gate that suppressed it.
     *
     * @param reason why it would have been sent
     * @param value its metric in the last answer in which it was suppressed
     * @param polls how many answers it was suppressed in
     */
    public record SuppressedMatch(
            String watch,
            OfferKey key,
            Reason gate,
            Optional<Reason> reason,
            BigDecimal value,
            Instant firstAt,
            Instant lastAt,
            int polls) {}
}

package io.github.vastwatch.store;

import io.github.vastwatch.alert.LatestOffers;
import io.github.vastwatch.alert.Memory;
import io.github.vastwatch.alert.NotificationRecord;
import io.github.vastwatch.alert.OfferDecision;
import io.github.vastwatch.alert.Reason;
import io.github.vastwatch.alert.Silence;
import io.github.vastwatch.alert.WatchState;
import io.github.vastwatch.alert.WatchUpdate;
import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.offer.RentalType;
import io.github.vastwatch.watch.Lifecycle;
import io.github.vastwatch.watch.TrackedOffer;
import io.github.vastwatch.watch.Watch;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jdbi.v3.core.result.RowView;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is remembered of watches: their offers, what was last sent about each, what was suppressed, and their state. */
public final class TrackedOffers {
    private static final Logger LOG = LoggerFactory.getLogger(TrackedOffers.class);

    /** As long as alerts are kept to be listed. */
    private static final Duration SUPPRESSED_KEPT = Duration.ofDays(30);

    private final Database database;
    private final Silences silences;

    TrackedOffers(Database database, Silences silences) {
        this.database = database;
        this.silences = silences;
    }

    /** What is remembered of a watch. */
    public Memory memory(Watch watch) {
        return memories(List.of(watch)).getOrDefault(watch.name(), Memory.EMPTY);
    }

    /** What is remembered of each of some watches, by name, in one read of each table. */
    public Map<String, Memory> memories(Collection<Watch> watches) {
        if (watches.isEmpty()) {
            return Map.of();
        }
        Set<String> names = watches.stream().map(Watch::name).collect(Collectors.toSet());
        return database.call(handle -> {
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
            Map<String, List<Silence>> silenced =
                    silences.all().stream().collect(Collectors.groupingBy(Silence::watch));
            Set<String> acknowledged = silences.acknowledged();
            return names.stream()
                    .collect(Collectors.toMap(
                            name -> name,
                            name -> new Memory(
                                    tracked.getOrDefault(name, Map.of()),
                                    sent.getOrDefault(name, Map.of()),
                                    Optional.ofNullable(states.get(name)),
                                    silenced.getOrDefault(name, List.of()),
                                    acknowledged)));
        });
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
                        LOG.warn(
                                "a row of watch '{}' in the state is damaged ({}); it is forgotten, and an offer may be"
                                        + " sent again",
                                watch,
                                e.getMessage());
                        damaged.add(List.of(watch, row.getColumn(key, String.class)));
                    }
                    return rows;
                });
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
                .map(ConstructorMapper.of(SuppressedMatch.class))
                .list());
    }

    /** Writes what an answer changes of what is remembered. */
    void write(WatchUpdate update) {
        database.run(handle -> {
            writeTracked(handle, update.watch(), update.tracked());
            writeSent(handle, update.watch(), update.sent());
            writeSuppressed(handle, update.watch(), update.at(), update.suppressed());
            update.state()
                    .ifPresent(state -> handle.createUpdate("insert into watch_state (watch, body)"
                                    + " values (:watch, :body) on conflict (watch) do update set body = excluded.body")
                            .bind("watch", update.watch())
                            .bind("body", state)
                            .execute());
            update.started()
                    .ifPresent(start -> handle.createUpdate("insert into watch_start (watch, at, sentence)"
                                    + " values (:watch, :at, :sentence) on conflict (watch)"
                                    + " do update set at = excluded.at, sentence = excluded.sentence")
                            .bindMethods(start)
                            .bind("at", update.at())
                            .execute());
            update.forgetBefore().ifPresent(before -> forget(handle, update.watch(), before));
        });
    }

    private static void writeTracked(Handle handle, String watch, List<TrackedOffer> offers) {
        PreparedBatch batch = handle.prepareBatch("""
                insert into tracked_offer (watch, offer_key, offer_id, value, first_seen, last_seen, missed, gone_at,
                    shown, comeback, at_start, revision)
                values (:watch, :key, :offerId, :value, :firstSeen, :lastSeen, :missed, :goneAt,
                    :lifecycle.shown, :lifecycle.comeback, :lifecycle.atStart, :lifecycle.revision)
                on conflict (watch, offer_key) do update set offer_id = excluded.offer_id, value = excluded.value,
                    first_seen = excluded.first_seen, last_seen = excluded.last_seen, missed = excluded.missed,
                    gone_at = excluded.gone_at, shown = excluded.shown, comeback = excluded.comeback,
                    at_start = excluded.at_start, revision = excluded.revision""");
        offers.forEach(each -> batch.bind("watch", watch).bindMethods(each).add());
        batch.execute();
    }

    private static void writeSent(Handle handle, String watch, List<NotificationRecord> sent) {
        PreparedBatch batch =
                handle.prepareBatch("insert into notification (watch, offer_key, body) values (:watch, :key, :body)"
                        + " on conflict (watch, offer_key) do update set body = excluded.body");
        sent.forEach(each -> batch.bind("watch", watch)
                .bind("key", each.key())
                .bind("body", each)
                .add());
        batch.execute();
    }

    private static void writeSuppressed(Handle handle, String watch, Instant at, List<OfferDecision> suppressed) {
        PreparedBatch batch = handle.prepareBatch("""
                insert into suppressed_match (watch, offer_key, gate, reason, value, first_at, last_at, polls)
                values (:watch, :key, :reason, :intended, :value, :at, :at, 1)
                on conflict (watch, offer_key, gate) do update set reason = excluded.reason, value = excluded.value,
                    last_at = excluded.last_at, polls = suppressed_match.polls + 1""");
        suppressed.forEach(each ->
                batch.bind("watch", watch).bind("at", at).bindMethods(each).add());
        batch.execute();
        handle.execute(
                "delete from suppressed_match where watch = ? and last_at < ?", watch, at.minus(SUPPRESSED_KEPT));
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

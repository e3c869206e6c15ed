package io.github.vastwatch.store;

import io.github.vastwatch.alert.Memory;
import io.github.vastwatch.alert.NotificationRecord;
import io.github.vastwatch.alert.Silence;
import io.github.vastwatch.alert.WatchState;
import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.offer.Sla;
import io.github.vastwatch.watch.Lifecycle;
import io.github.vastwatch.watch.Metric;
import io.github.vastwatch.watch.TrackedOffer;
import io.github.vastwatch.watch.Watch;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The statements that read what is remembered of watches: one of each kind, however many watches there are. */
final class Memories {
    private static final Logger LOG = LoggerFactory.getLogger(Memories.class);

    private Memories() {}

    static Map<String, Memory> of(Handle handle, Collection<Watch> watches) {
        if (watches.isEmpty()) {
            return Map.of();
        }
        Map<String, Watch> byName = watches.stream().collect(Collectors.toMap(Watch::name, each -> each));
        Map<String, Map<OfferKey, TrackedOffer>> known = new HashMap<>();
        read(handle, "known", "offer_key", byName, Memories::trackedOffer)
                .forEach(each -> known.computeIfAbsent(each.getKey(), name -> new HashMap<>())
                        .put(each.getValue().key(), each.getValue()));
        Map<String, Map<OfferKey, NotificationRecord>> told = new HashMap<>();
        read(handle, "told", "offer_key", byName, Memories::notificationRecord)
                .forEach(each -> told.computeIfAbsent(each.getKey(), name -> new HashMap<>())
                        .put(each.getValue().key(), each.getValue()));
        Map<String, WatchState> standings = new HashMap<>();
        read(handle, "standing", "watch", byName, (row, watch) -> WatchStates.read(row.getString("body")))
                .forEach(each -> standings.put(each.getKey(), each.getValue()));
        Map<String, List<Silence>> silences =
                Silences.all(handle).stream().collect(Collectors.groupingBy(Silence::watch));
        Set<String> acknowledged = Silences.acknowledged(handle);
        return byName.keySet().stream()
                .collect(Collectors.toMap(
                        name -> name,
                        name -> new Memory(
                                known.getOrDefault(name, Map.of()),
                                told.getOrDefault(name, Map.of()),
                                Optional.ofNullable(standings.get(name)),
                                silences.getOrDefault(name, List.of()),
                                acknowledged)));
    }

    /** Reads a row of a watch. */
    private interface Reader<T> {
        T read(ResultSet row, Watch watch) throws SQLException;
    }

    /**
     * The rows of some watches. What is damaged is forgotten: to send an offer once more is better than to stop watching.
     */
    private static <T> List<Map.Entry<String, T>> read(
            Handle handle, String table, String key, Map<String, Watch> watches, Reader<T> reader) {
        List<Map.Entry<String, T>> all = new ArrayList<>();
        List<List<String>> damaged = new ArrayList<>();
        handle.createQuery("select * from " + table + " where watch in (<watches>)")
                .bindList("watches", List.copyOf(watches.keySet()))
                .map((row, context) -> {
                    String name = row.getString("watch");
                    try {
                        all.add(Map.entry(
                                name,
                                reader.read(
                                        row,
                                        Optional.ofNullable(watches.get(name)).orElseThrow())));
                    } catch (RuntimeException e) {
                        LOG.warn(
                                "something that the state holds of watch '{}' is damaged ({}); it is forgotten, and an offer"
                                        + " may be sent again",
                                name,
                                e.getMessage());
                        damaged.add(List.of(name, row.getString(key)));
                    }
                    return name;
                })
                .list();
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

    private static TrackedOffer trackedOffer(ResultSet row, Watch watch) throws SQLException {
        return new TrackedOffer(
                OfferKey.parse(row.getString("offer_key")),
                row.getLong("offer_id"),
                new BigDecimal(row.getString("value")),
                Instant.ofEpochMilli(row.getLong("first_seen")),
                Instant.ofEpochMilli(row.getLong("last_seen")),
                row.getInt("missed"),
                Rows.instant(row, "gone_at"),
                new Lifecycle(
                        row.getInt("shown"),
                        Lifecycle.Comeback.valueOf(row.getString("comeback")),
                        row.getInt("at_start") == 1,
                        row.getInt("edition")));
    }

    private static NotificationRecord notificationRecord(ResultSet row, Watch watch) throws SQLException {
        String metric = row.getString("metric");
        boolean isOld = metric.isEmpty();
        return new NotificationRecord(
                OfferKey.parse(row.getString("offer_key")),
                new BigDecimal(row.getString("value")),
                Instant.ofEpochMilli(row.getLong("at")),
                row.getString("alert_id"),
                isOld ? watch.threshold().metric() : Metric.parse(metric),
                isOld ? watch.diskGb() : row.getInt("disk_gb"),
                Optional.of(row.getString("sla")).filter(sla -> !sla.isEmpty()).map(Sla::parse),
                row.getInt("gone") == 1,
                AlertJson.row(row.getString("row")));
    }
}

package io.github.vastwatch.store;

import io.github.vastwatch.alert.Memory;
import io.github.vastwatch.alert.Told;
import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.offer.Sla;
import io.github.vastwatch.watch.Known;
import io.github.vastwatch.watch.Life;
import io.github.vastwatch.watch.Metric;
import io.github.vastwatch.watch.Watch;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** The statements about known and told offers. */
final class Offers {
    private Offers() {}

    static Memory memory(Handle handle, Watch watch) {
        Map<OfferKey, Known> known = new LinkedHashMap<>();
        handle.createQuery("select * from known where watch = :watch")
                .bind("watch", watch.name())
                .map((row, context) -> known(row))
                .forEach(each -> known.put(each.key(), each));
        Map<OfferKey, Told> told = new LinkedHashMap<>();
        handle.createQuery("select * from told where watch = :watch")
                .bind("watch", watch.name())
                .map((row, context) -> told(row, watch))
                .forEach(each -> told.put(each.key(), each));
        return new Memory(
                known,
                told,
                Standings.of(handle, watch.name()),
                Silences.of(handle, watch.name()),
                Silences.acknowledged(handle));
    }

    private static Known known(ResultSet row) throws SQLException {
        return new Known(
                OfferKey.parse(row.getString("offer_key")),
                row.getLong("offer_id"),
                new BigDecimal(row.getString("value")),
                Instant.ofEpochMilli(row.getLong("first_seen")),
                Instant.ofEpochMilli(row.getLong("last_seen")),
                row.getInt("missed"),
                Rows.instant(row, "gone_at"),
                new Life(
                        row.getInt("shown"),
                        Life.Comeback.valueOf(row.getString("comeback")),
                        row.getInt("at_start") == 1,
                        row.getInt("edition")));
    }

    private static Told told(ResultSet row, Watch watch) throws SQLException {
        String metric = row.getString("metric");
        boolean isOld = metric.isEmpty();
        return new Told(
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

    static void write(Handle handle, PollRecord record) {
        PreparedBatch known = handle.prepareBatch("insert or replace into known values"
                + " (:watch, :key, :offerId, :value, :firstSeen, :lastSeen, :missed, :goneAt,"
                + " :shown, :comeback, :atStart, :edition)");
        record.known()
                .forEach(each -> known.bind("watch", record.watch())
                        .bind("key", each.key().toString())
                        .bind("offerId", each.offerId())
                        .bind("value", each.value().toPlainString())
                        .bind("firstSeen", each.firstSeen().toEpochMilli())
                        .bind("lastSeen", each.lastSeen().toEpochMilli())
                        .bind("missed", each.missed())
                        .bind("goneAt", each.goneAt().map(Instant::toEpochMilli).orElse(null))
                        .bind("shown", each.life().shown())
                        .bind("comeback", each.life().comeback().name())
                        .bind("atStart", each.life().atStart() ? 1 : 0)
                        .bind("edition", each.life().edition())
                        .add());
        known.execute();
        PreparedBatch told = handle.prepareBatch("insert or replace into told values"
                + " (:watch, :key, :value, :at, :alert, :metric, :disk, :gone, :row, :sla)");
        record.told()
                .forEach(each -> told.bind("watch", record.watch())
                        .bind("key", each.key().toString())
                        .bind("value", each.value().toPlainString())
                        .bind("at", each.at().toEpochMilli())
                        .bind("alert", each.alertId())
                        .bind("metric", each.metric().wire())
                        .bind("disk", each.diskGb())
                        .bind("gone", each.left() ? 1 : 0)
                        .bind("row", AlertJson.write(each.row()))
                        .bind("sla", each.sla().map(Sla::toString).orElse(""))
                        .add());
        told.execute();
        record.standing().ifPresent(each -> Standings.write(handle, record.watch(), each));
        Withheld.write(handle, record);
        record.hello()
                .ifPresent(each -> handle.execute(
                        "insert or replace into hello values (?, ?, ?)",
                        each.watch(),
                        record.at().toEpochMilli(),
                        each.sentence()));
        record.forgetBefore().ifPresent(before -> forget(handle, record.watch(), before));
    }

    private static void forget(Handle handle, String watch, Instant before) {
        long last = before.toEpochMilli();
        handle.execute(
                "delete from told where watch = ? and offer_key in"
                        + " (select offer_key from known where watch = ? and last_seen < ?)",
                watch,
                watch,
                last);
        handle.execute("delete from known where watch = ? and last_seen < ?", watch, last);
    }

    /** Forgets a watch, or one machine of it, as if it had never been looked at; says how many offers were known. */
    static int forget(Handle handle, String watch, Optional<Long> machine) {
        // A key is type, machine, size and name.
        String like = machine.map(each -> "%/" + each + "/%").orElse("%");
        int known = handle.execute("delete from known where watch = ? and offer_key like ?", watch, like);
        handle.execute("delete from told where watch = ? and offer_key like ?", watch, like);
        handle.execute("delete from held where watch = ? and offer_key like ?", watch, like);
        if (machine.isEmpty()) {
            handle.execute("delete from standing where watch = ?", watch);
            handle.execute("delete from hello where watch = ?", watch);
        }
        return known;
    }
}

package io.github.vastwatch.store;

import io.github.vastwatch.alert.Told;
import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.watch.Known;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** The statements about known and told offers. */
final class Offers {
    /** How long an offer that is gone is remembered. */
    private static final Duration KEPT = Duration.ofDays(30);

    private Offers() {}

    static Memory memory(Handle handle, String watch) {
        Map<OfferKey, Known> known = new LinkedHashMap<>();
        handle.createQuery("select * from known where watch = :watch")
                .bind("watch", watch)
                .map((row, context) -> known(row))
                .forEach(each -> known.put(each.key(), each));
        Map<OfferKey, Told> told = new LinkedHashMap<>();
        handle.createQuery("select * from told where watch = :watch")
                .bind("watch", watch)
                .map((row, context) -> new Told(
                        OfferKey.parse(row.getString("offer_key")),
                        new BigDecimal(row.getString("value")),
                        Instant.ofEpochMilli(row.getLong("at")),
                        row.getString("alert_id")))
                .forEach(each -> told.put(each.key(), each));
        return new Memory(known, told);
    }

    private static Known known(ResultSet row) throws SQLException {
        return new Known(
                OfferKey.parse(row.getString("offer_key")),
                row.getLong("offer_id"),
                new BigDecimal(row.getString("value")),
                Instant.ofEpochMilli(row.getLong("first_seen")),
                Instant.ofEpochMilli(row.getLong("last_seen")),
                row.getInt("missed"),
                Rows.instant(row, "gone_at"));
    }

    static void write(Handle handle, PollRecord record) {
        PreparedBatch known = handle.prepareBatch("insert or replace into known values"
                + " (:watch, :key, :offerId, :value, :firstSeen, :lastSeen, :missed, :goneAt)");
        record.known()
                .forEach(each -> known.bind("watch", record.watch())
                        .bind("key", each.key().toString())
                        .bind("offerId", each.offerId())
                        .bind("value", each.value().toPlainString())
                        .bind("firstSeen", each.firstSeen().toEpochMilli())
                        .bind("lastSeen", each.lastSeen().toEpochMilli())
                        .bind("missed", each.missed())
                        .bind("goneAt", each.goneAt().map(Instant::toEpochMilli).orElse(null))
                        .add());
        known.execute();
        PreparedBatch told =
                handle.prepareBatch("insert or replace into told values (:watch, :key, :value, :at, :alert)");
        record.told()
                .forEach(each -> told.bind("watch", record.watch())
                        .bind("key", each.key().toString())
                        .bind("value", each.value().toPlainString())
                        .bind("at", each.at().toEpochMilli())
                        .bind("alert", each.alertId())
                        .add());
        told.execute();
        forget(handle, record);
    }

    private static void forget(Handle handle, PollRecord record) {
        long before = record.at().minus(KEPT).toEpochMilli();
        handle.execute(
                "delete from told where watch = ? and offer_key in"
                        + " (select offer_key from known where watch = ? and gone_at < ?)",
                record.watch(),
                record.watch(),
                before);
        handle.execute("delete from known where watch = ? and gone_at < ?", record.watch(), before);
    }
}

package io.github.vastwatch.store;

import io.github.vastwatch.alert.WatchUpdate;
import io.github.vastwatch.offer.Sla;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** The statements about known and told offers. */
final class TrackedOffers {
    private TrackedOffers() {}

    static void write(Handle handle, WatchUpdate record) {
        PreparedBatch known = handle.prepareBatch("insert or replace into known values"
                + " (:watch, :key, :offerId, :value, :firstSeen, :lastSeen, :missed, :goneAt,"
                + " :shown, :comeback, :atStart, :edition)");
        record.tracked()
                .forEach(each -> known.bind("watch", record.watch())
                        .bind("key", each.key().toString())
                        .bind("offerId", each.offerId())
                        .bind("value", each.value().toPlainString())
                        .bind("firstSeen", each.firstSeen().toEpochMilli())
                        .bind("lastSeen", each.lastSeen().toEpochMilli())
                        .bind("missed", each.missed())
                        .bind("goneAt", each.goneAt().map(Instant::toEpochMilli).orElse(null))
                        .bind("shown", each.lifecycle().shown())
                        .bind("comeback", each.lifecycle().comeback().name())
                        .bind("atStart", each.lifecycle().atStart() ? 1 : 0)
                        .bind("edition", each.lifecycle().revision())
                        .add());
        known.execute();
        PreparedBatch told = handle.prepareBatch("insert or replace into told values"
                + " (:watch, :key, :value, :at, :alert, :metric, :disk, :gone, :row, :sla)");
        record.sent()
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
        record.state().ifPresent(each -> WatchStates.write(handle, record.watch(), each));
        SuppressedMatch.write(handle, record);
        record.started()
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
        int known = forget(handle, "known", watch, machine);
        forget(handle, "told", watch, machine);
        forget(handle, "held", watch, machine);
        if (machine.isEmpty()) {
            handle.execute("delete from standing where watch = ?", watch);
            handle.execute("delete from hello where watch = ?", watch);
        }
        return known;
    }

    private static int forget(Handle handle, String table, String watch, Optional<Long> machine) {
        // A key is type, machine, size and name; the type has no slash.
        return handle.execute(
                "delete from " + table + " where watch = ? and substr(offer_key, instr(offer_key, '/') + 1) like ?",
                watch,
                machine.map(each -> each + "/%").orElse("%"));
    }
}

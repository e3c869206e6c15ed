package io.github.vastwatch.store;

import io.github.vastwatch.alert.Reason;
import io.github.vastwatch.alert.WatchUpdate;
import io.github.vastwatch.offer.OfferKey;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * A match that was not told, and the gate that held it.
 *
 * @param news what would have been told
 * @param value its metric in the last answer in which it was held
 * @param answers how many answers it was held in
 */
public record SuppressedMatch(
        String watch,
        OfferKey key,
        Reason reason,
        Optional<Reason> news,
        BigDecimal value,
        Instant first,
        Instant last,
        int answers) {
    /** As long as alerts are kept to look at. */
    private static final Duration KEPT = Duration.ofDays(30);

    static void write(Handle handle, WatchUpdate record) {
        PreparedBatch batch = handle.prepareBatch("insert into held values"
                + " (:watch, :key, :reason, :news, :value, :at, :at, 1)"
                + " on conflict (watch, offer_key, reason) do update set news = excluded.news,"
                + " value = excluded.value, last_at = excluded.last_at, answers = answers + 1");
        record.suppressed()
                .forEach(each -> batch.bind("watch", record.watch())
                        .bind("key", each.key().toString())
                        .bind("reason", each.reason().name())
                        .bind("news", each.news().map(Reason::name).orElse(null))
                        .bind("value", each.value().toPlainString())
                        .bind("at", record.at().toEpochMilli())
                        .add());
        batch.execute();
        handle.execute(
                "delete from held where watch = ? and last_at < ?",
                record.watch(),
                record.at().minus(KEPT).toEpochMilli());
    }

    static List<SuppressedMatch> since(Handle handle, Instant since) {
        return handle.createQuery("select * from held where last_at >= :since order by last_at, watch, offer_key")
                .bind("since", since.toEpochMilli())
                .map((row, context) -> new SuppressedMatch(
                        row.getString("watch"),
                        OfferKey.parse(row.getString("offer_key")),
                        Reason.valueOf(row.getString("reason")),
                        Optional.ofNullable(row.getString("news")).map(Reason::valueOf),
                        new BigDecimal(row.getString("value")),
                        Instant.ofEpochMilli(row.getLong("first_at")),
                        Instant.ofEpochMilli(row.getLong("last_at")),
                        row.getInt("answers")))
                .list();
    }
}

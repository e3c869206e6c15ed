package io.github.vastwatch.store;

import io.github.vastwatch.vast.RowUsage;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The statements about the rows that were read, by account. */
final class RowUsages {
    private RowUsages() {}

    static RowUsage read(Handle handle, String account, Instant now) {
        return find(handle, account).map(usage -> usage.at(now)).orElseGet(() -> RowUsage.none(now));
    }

    /** As it was counted last, on a day that may be over; empty where the account has read nothing yet. */
    static Optional<RowUsage> find(Handle handle, String account) {
        return handle.createQuery("select * from row_usage where account = :account")
                .bind("account", account)
                .map((row, context) -> new RowUsage(
                        LocalDate.ofEpochDay(row.getLong("day")),
                        row.getLong("rows"),
                        row.getInt("is_whole") == 1,
                        optional(Rows.whole(row, "today")),
                        optional(Rows.whole(row, "learned")),
                        Rows.instant(row, "paused_until")))
                .findOne();
    }

    static void write(Handle handle, String account, RowUsage usage) {
        handle.createUpdate("insert or replace into row_usage values"
                        + " (:account, :day, :rows, :whole, :today, :learned, :paused)")
                .bind("account", account)
                .bind("day", usage.day().toEpochDay())
                .bind("rows", usage.rows())
                .bind("whole", usage.isWhole() ? 1 : 0)
                .bind("today", boxed(usage.today()))
                .bind("learned", boxed(usage.learned()))
                .bind("paused", usage.pausedUntil().map(Instant::toEpochMilli).orElse(null))
                .execute();
    }

    private static OptionalLong optional(Optional<Long> value) {
        return value.map(OptionalLong::of).orElse(OptionalLong.empty());
    }

    private static @Nullable Long boxed(OptionalLong value) {
        return value.isPresent() ? value.getAsLong() : null;
    }
}

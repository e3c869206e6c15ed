package io.github.vastwatch.store;

import io.github.vastwatch.store.Looked.Result;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** The statements about how watches fare, and which there are. */
final class Watches {
    /** How long what is known of a watch outlives its removal: whoever removed it by mistake notices within a month. */
    private static final Duration KEPT = Duration.ofDays(30);
    /** Whatever is kept under the name of a watch. */
    private static final List<String> TABLES =
            List.of("known", "told", "alert", "standing", "held", "silence", "hello");

    private Watches() {}

    /** Takes a config over: new watches begin, renamed ones take their state along, removed ones are kept for a while. */
    static void take(Handle handle, Set<String> names, Map<String, String> renamed, Instant now) {
        Set<String> stored = new HashSet<>(
                handle.createQuery("select name from watch").mapTo(String.class).list());
        Set<String> removed = new HashSet<>(handle.createQuery("select name from watch where removed_at is not null")
                .mapTo(String.class)
                .list());
        renamed.forEach((name, before) -> {
            if (stored.contains(before) && (!stored.contains(name) || removed.contains(name))) {
                // Whoever had the name before is not the same watch.
                forget(handle, name);
                TABLES.forEach(
                        table -> handle.execute("update " + table + " set watch = ? where watch = ?", name, before));
                handle.execute("update watch set name = ? where name = ?", name, before);
                Spells.rename(handle, before, name);
                stored.remove(before);
                stored.add(name);
            }
        });
        names.forEach(name -> handle.execute(
                "insert into watch (name, since) values (?, ?) on conflict do update set removed_at = null",
                name,
                now.toEpochMilli()));
        stored.removeAll(names);
        stored.forEach(name -> handle.execute(
                "update watch set removed_at = coalesce(removed_at, ?), next_at = null, due_at = null where name = ?",
                now.toEpochMilli(),
                name));
        forget(handle, now);
    }

    private static void forget(Handle handle, Instant now) {
        handle.createQuery("select name from watch where removed_at < ?")
                .bind(0, now.minus(KEPT).toEpochMilli())
                .mapTo(String.class)
                .list()
                .forEach(name -> forget(handle, name));
    }

    /** All but its alerts, which are kept as long as their deliveries. */
    private static void forget(Handle handle, String name) {
        TABLES.stream()
                .filter(table -> !table.equals("alert"))
                .forEach(table -> handle.execute("delete from " + table + " where watch = ?", name));
        handle.execute("delete from watch where name = ?", name);
    }

    static List<WatchStatus> all(Handle handle) {
        return handle.createQuery("select * from watch where removed_at is null order by name")
                .map((row, context) -> status(row))
                .list();
    }

    static void looked(Handle handle, List<Looked> looks, LocalDate day) {
        if (looks.stream().anyMatch(look -> look.result() == Result.WHOLE || look.result() == Result.PART)) {
            Lives.looked(handle);
        }
        Instant startedAt = Daemons.read(handle).map(DaemonStatus::startedAt).orElse(Instant.EPOCH);
        for (Looked look : looks) {
            Optional<WatchStatus> before = handle.createQuery("select * from watch where name = :name")
                    .bind("name", look.watch())
                    .map((row, context) -> status(row))
                    .findOne();
            Optional<WatchStatus.Gap> gap = before.flatMap(status -> status.gapAfter(look, day, startedAt));
            Optional<Instant> wholeAt =
                    look.result() == Result.WHOLE ? Optional.of(look.at()) : before.flatMap(WatchStatus::wholeAt);
            handle.createUpdate("insert into watch (name, since) values (:name, :at) on conflict do nothing")
                    .bind("name", look.watch())
                    .bind("at", look.at().toEpochMilli())
                    .execute();
            if (look.result() == Result.WHOLE) {
                Lives.whole(handle, look);
            }
            handle.createUpdate("update watch set looked_at = :at, result = :result, reason = :reason,"
                            + " matches = coalesce(:matches, matches), whole_at = :whole, next_at = :next,"
                            + " gap_day = :day, gap_ms = :gap, gap_reason = :why where name = :name")
                    .bind("at", look.at().toEpochMilli())
                    .bind("result", look.result().wire())
                    .bind("reason", look.reason())
                    .bind("matches", look.matches().orElse(null))
                    .bind("whole", wholeAt.map(Instant::toEpochMilli).orElse(null))
                    .bind("next", look.next().map(Instant::toEpochMilli).orElse(null))
                    .bind("day", gap.map(each -> each.day().toEpochDay()).orElse(null))
                    .bind("gap", gap.map(each -> each.length().toMillis()).orElse(null))
                    .bind("why", gap.map(WatchStatus.Gap::reason).orElse(null))
                    .bind("name", look.watch())
                    .execute();
        }
    }

    static Set<String> paused(Handle handle) {
        return Set.copyOf(handle.createQuery("select name from watch where paused_at is not null")
                .mapTo(String.class)
                .list());
    }

    /** Pauses or resumes; false where there is no such watch. */
    static boolean pause(Handle handle, String name, Optional<Instant> since) {
        return handle.createUpdate(
                                "update watch set due_at = null, paused_at = iif(:since is null, null, coalesce(paused_at, :since))"
                                        + " where name = :name and removed_at is null")
                        .bind("since", since.map(Instant::toEpochMilli).orElse(null))
                        .bind("name", name)
                        .execute()
                == 1;
    }

    static List<LastAlert> lastAlerts(Handle handle) {
        return handle.createQuery("select watch, id, max(at) as at from alert group by watch")
                .map((row, context) -> new LastAlert(
                        row.getString("watch"), row.getString("id"), Instant.ofEpochMilli(row.getLong("at"))))
                .list();
    }

    private static WatchStatus status(ResultSet row) throws SQLException {
        String name = row.getString("name");
        Optional<Instant> lookedAt = Rows.instant(row, "looked_at");
        Optional<Looked> last = Optional.empty();
        Optional<WatchStatus.Gap> gap = Optional.empty();
        if (lookedAt.isPresent()) {
            last = Optional.of(new Looked(
                    name,
                    lookedAt.get(),
                    Result.of(row.getString("result")),
                    row.getString("reason"),
                    Rows.whole(row, "matches").map(Math::toIntExact),
                    Rows.instant(row, "next_at")));
        }
        Optional<Long> day = Rows.whole(row, "gap_day");
        if (day.isPresent()) {
            gap = Optional.of(new WatchStatus.Gap(
                    LocalDate.ofEpochDay(day.get()),
                    Duration.ofMillis(row.getLong("gap_ms")),
                    row.getString("gap_reason")));
        }
        return new WatchStatus(
                name,
                Instant.ofEpochMilli(row.getLong("since")),
                Rows.instant(row, "paused_at"),
                last,
                Rows.instant(row, "whole_at"),
                gap);
    }
}

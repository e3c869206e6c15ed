package io.github.vastwatch.store;

import io.github.vastwatch.store.PollOutcome.Result;
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
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

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
                OpenIncidents.rename(handle, before, name);
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

    /** What was known of a watch before a look, and when it should have seen the market whole. */
    private record Before(WatchStatus status, Optional<Instant> dueAt) {}

    /** Notes a look for each watch that it was for, in one row for each. */
    static void looked(Handle handle, List<PollOutcome> looks, LocalDate day) {
        if (looks.isEmpty()) {
            return;
        }
        Map<String, Before> before = before(handle, looks);
        Instant startedAt = Daemons.read(handle).map(DaemonStatus::startedAt).orElse(Instant.EPOCH);
        PreparedBatch batch = handle.prepareBatch("insert into watch (name, since, looked_at, result, reason, matches,"
                + " whole_at, next_at, gap_day, gap_ms, gap_reason, due_at) values (:name, :at, :at, :result, :reason,"
                + " :matches, :whole, :next, :day, :gap, :why, :due) on conflict do update set"
                + " looked_at = excluded.looked_at, result = excluded.result, reason = excluded.reason,"
                + " matches = coalesce(excluded.matches, matches), whole_at = excluded.whole_at,"
                + " next_at = excluded.next_at, gap_day = excluded.gap_day, gap_ms = excluded.gap_ms,"
                + " gap_reason = excluded.gap_reason, due_at = excluded.due_at");
        Duration late = Duration.ZERO;
        for (PollOutcome look : looks) {
            Optional<Before> last = Optional.ofNullable(before.get(look.watch()));
            boolean isWhole = look.result() == Result.WHOLE;
            Optional<Instant> wasDue = last.flatMap(Before::dueAt);
            if (isWhole && wasDue.isPresent()) {
                late = longer(late, Duration.between(wasDue.get(), look.at()));
            }
            Optional<Instant> due = isWhole ? look.next() : wasDue;
            Optional<WatchStatus.Gap> gap = last.flatMap(each -> each.status().gapAfter(look, day, startedAt));
            Optional<Instant> wholeAt = isWhole
                    ? Optional.of(look.at())
                    : last.flatMap(each -> each.status().wholeAt());
            batch.bind("name", look.watch())
                    .bind("at", look.at().toEpochMilli())
                    .bind("result", look.result().wire())
                    .bind("reason", look.reason())
                    .bind("matches", look.matches().orElse(null))
                    .bind("whole", wholeAt.map(Instant::toEpochMilli).orElse(null))
                    .bind("next", look.next().map(Instant::toEpochMilli).orElse(null))
                    .bind("day", gap.map(each -> each.day().toEpochDay()).orElse(null))
                    .bind("gap", gap.map(each -> each.length().toMillis()).orElse(null))
                    .bind("why", gap.map(WatchStatus.Gap::reason).orElse(null))
                    .bind("due", due.map(Instant::toEpochMilli).orElse(null))
                    .add();
        }
        batch.execute();
        boolean isAnswered =
                looks.stream().anyMatch(look -> look.result() == Result.WHOLE || look.result() == Result.PART);
        if (isAnswered) {
            ActivityCounters.looked(handle, late);
        }
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    private static Map<String, Before> before(Handle handle, List<PollOutcome> looks) {
        return handle.createQuery("select * from watch where name in (<names>)")
                .bindList("names", looks.stream().map(PollOutcome::watch).toList())
                .map((row, context) -> new Before(status(row), Rows.instant(row, "due_at")))
                .collect(Collectors.toMap(each -> each.status().name(), each -> each));
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
        Optional<PollOutcome> last = Optional.empty();
        Optional<WatchStatus.Gap> gap = Optional.empty();
        if (lookedAt.isPresent()) {
            last = Optional.of(new PollOutcome(
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

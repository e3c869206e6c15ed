package io.github.vastwatch.store;

import io.github.vastwatch.alert.Activity;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The statements about what the daemon has done, and whether it keeps up. */
final class ActivityCounters {
    private ActivityCounters() {}

    static Activity read(Handle handle, Instant now) {
        handle.execute("insert into life (one, since) values (1, ?) on conflict do nothing", now.toEpochMilli());
        // A clock that was set back must not make the next line wait for ever.
        handle.execute("update life set since = min(since, ?)", now.toEpochMilli());
        return handle.createQuery("select life.since, looks, max(gap_ms, coalesce((select max(:now - due_at) from watch"
                        + "  where removed_at is null and paused_at is null), 0)) as gap,"
                        + " (select count(*) from alert where at > life.since and watch <> '') as alerts,"
                        + " (select count(*) from delivery where state = 'dead' and done_at > life.since)"
                        + " + (select count(*) from delivery where state = 'pending' and attempts > 0) as undelivered"
                        + " from life")
                .bind("now", now.toEpochMilli())
                .map((row, context) -> new Activity(
                        Instant.ofEpochMilli(row.getLong("since")),
                        row.getLong("looks"),
                        row.getInt("alerts"),
                        row.getInt("undelivered"),
                        Duration.ofMillis(row.getLong("gap"))))
                .one();
    }

    static int begin(Handle handle, Instant now) {
        return handle.execute("update life set since = ?, looks = 0, gap_ms = 0", now.toEpochMilli());
    }

    /**
     * Counts a look at the market that was answered, where anybody will ask.
     *
     * @param late how long after its time a watch saw the market whole in it
     */
    static void looked(Handle handle, Duration late) {
        handle.execute("update life set looks = looks + 1, gap_ms = max(gap_ms, ?)", late.toMillis());
    }

    /** The moment makes a difference in the file: what is written as it was before never reaches the disk. */
    static int wrote(Handle handle, Instant now) {
        return handle.execute("insert or replace into written values (1, ?)", now.toEpochMilli());
    }

    static Optional<Instant> writtenAt(Handle handle) {
        return handle.createQuery("select at from written")
                .mapTo(Long.class)
                .findOne()
                .map(Instant::ofEpochMilli);
    }

    static List<String> overdue(Handle handle, Instant before) {
        return handle.createQuery("select distinct channel from delivery where state = 'pending' and next_attempt < ?"
                        + " order by channel")
                .bind(0, before.toEpochMilli())
                .mapTo(String.class)
                .list();
    }
}

package io.github.vastwatch.store;

import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The statements about the heartbeat. */
final class Heartbeats {
    private Heartbeats() {}

    static int write(Handle handle, Optional<HeartbeatStatus> status) {
        if (status.filter(
                        each -> each.takenAt().isPresent() || each.wrongSince().isPresent())
                .isEmpty()) {
            handle.execute(
                    "delete from heartbeat where target is not ?",
                    status.map(HeartbeatStatus::target).orElse(null));
            return status.map(each ->
                            handle.execute("insert or ignore into heartbeat (target) values (?)", each.target()))
                    .orElse(0);
        }
        HeartbeatStatus news = status.get();
        // What comes late of a target that the config has no more changes nothing.
        return handle.createUpdate("update heartbeat set taken_at = coalesce(:taken, taken_at), wrong_since ="
                        + " iif(:wrong is not null and is_held = :held, coalesce(wrong_since, :wrong), :wrong),"
                        + " is_held = :held, reason = :reason where target = :target")
                .bind("taken", news.takenAt().map(Instant::toEpochMilli).orElse(null))
                .bind("wrong", news.wrongSince().map(Instant::toEpochMilli).orElse(null))
                .bind("held", news.isHeld())
                .bind("reason", news.reason())
                .bind("target", news.target())
                .execute();
    }

    static Optional<HeartbeatStatus> read(Handle handle) {
        return handle.createQuery("select * from heartbeat")
                .map((row, context) -> new HeartbeatStatus(
                        row.getString("target"),
                        Rows.instant(row, "taken_at"),
                        Rows.instant(row, "wrong_since"),
                        row.getBoolean("is_held"),
                        row.getString("reason")))
                .findOne();
    }
}

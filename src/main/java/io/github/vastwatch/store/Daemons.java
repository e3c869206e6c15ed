package io.github.vastwatch.store;

import io.github.vastwatch.vast.RowUsage;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The statements about the daemon that uses the state. */
final class Daemons {
    private Daemons() {}

    static void write(Handle handle, DaemonStatus status) {
        handle.createUpdate("insert into daemon values (1, :pid, :version, :started, :config, :generation, :loaded,"
                        + " :refused, :refusal, :requests, :budget, :pause, :account, :rows) on conflict do update set"
                        // The same process goes on counting.
                        + " requests = iif(started_at = excluded.started_at, requests, 0),"
                        + " pause_until = iif(started_at = excluded.started_at, pause_until, null),"
                        + " pid = excluded.pid, version = excluded.version, started_at = excluded.started_at,"
                        + " config = excluded.config, generation = excluded.generation,"
                        + " loaded_at = excluded.loaded_at, refused_at = excluded.refused_at,"
                        + " refusal = excluded.refusal, requests_per_minute = excluded.requests_per_minute,"
                        + " account = excluded.account, row_limit = excluded.row_limit")
                .bind("pid", status.pid())
                .bind("version", status.version())
                .bind("started", status.startedAt().toEpochMilli())
                .bind("config", status.config())
                .bind("generation", status.generation())
                .bind("loaded", status.loadedAt().toEpochMilli())
                .bind(
                        "refused",
                        status.refusal().map(each -> each.at().toEpochMilli()).orElse(null))
                .bind(
                        "refusal",
                        status.refusal().map(DaemonStatus.Refusal::reason).orElse(null))
                .bind("requests", status.requests())
                .bind("budget", status.requestsPerMinute())
                .bind("pause", status.pauseUntil().map(Instant::toEpochMilli).orElse(null))
                .bind("account", status.account())
                .bind("rows", status.limit().toString())
                .execute();
    }

    static Optional<DaemonStatus> read(Handle handle) {
        return handle.createQuery("select * from daemon")
                .map((row, context) -> {
                    Optional<Instant> refused = Rows.instant(row, "refused_at");
                    String refusal = String.valueOf(row.getString("refusal"));
                    return new DaemonStatus(
                            row.getLong("pid"),
                            row.getString("version"),
                            Instant.ofEpochMilli(row.getLong("started_at")),
                            row.getString("config"),
                            row.getInt("generation"),
                            Instant.ofEpochMilli(row.getLong("loaded_at")),
                            refused.map(at -> new DaemonStatus.Refusal(at, refusal)),
                            row.getLong("requests"),
                            row.getInt("requests_per_minute"),
                            Rows.instant(row, "pause_until"),
                            String.valueOf(row.getString("account")),
                            RowUsage.Limit.parse(row.getString("row_limit")));
                })
                .findOne();
    }

    static void refuse(Handle handle, DaemonStatus.Refusal refusal) {
        handle.execute(
                "update daemon set refused_at = ?, refusal = ?", refusal.at().toEpochMilli(), refusal.reason());
    }

    static void asked(Handle handle, int requests, Optional<Instant> pauseUntil) {
        handle.execute(
                "update daemon set requests = requests + ?, pause_until = ?",
                requests,
                pauseUntil.map(Instant::toEpochMilli).orElse(null));
    }
}

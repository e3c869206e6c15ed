package io.github.vastwatch.store;

import io.github.vastwatch.alert.Alert;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** An alert, and what became of it on each channel. */
public record AlertRow(Alert alert, List<Fate> deliveries) {
    /**
     * What became of one delivery.
     *
     * @param answer what the receiver last said; empty before that
     */
    public record Fate(String channel, String state, String answer) {}

    static List<AlertRow> since(Handle handle, Instant since) {
        List<Alert> alerts = handle.createQuery("select body from alert where at >= :since order by at, rowid")
                .bind("since", since.toEpochMilli())
                .mapTo(String.class)
                .map(AlertJson::read)
                .list();
        List<AlertRow> rows = new ArrayList<>();
        for (Alert alert : alerts) {
            rows.add(new AlertRow(
                    alert,
                    handle.createQuery("select channel, state, answer from delivery where alert_id = :id"
                                    + " order by number")
                            .bind("id", alert.id())
                            .map((row, context) -> new Fate(
                                    row.getString("channel"),
                                    row.getString("state"),
                                    Optional.ofNullable(row.getString("answer")).orElse("")))
                            .list()));
        }
        return rows;
    }
}

package io.github.vastwatch.store;

import io.github.vastwatch.alert.Alert;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/** An alert, and what became of it on each channel. */
public record AlertRecord(Alert alert, List<Fate> deliveries) {
    /**
     * What became of one delivery.
     *
     * @param answer what the receiver last said; empty before that
     */
    public record Fate(String channel, String state, String answer) {}

    static int since(Handle handle, Instant since, Consumer<AlertRecord> each) {
        try (Stream<Alert> alerts = handle
                .createQuery("select body from alert where at >= :since order by at, rowid")
                .bind("since", since.toEpochMilli())
                .mapTo(String.class)
                .stream()
                .map(AlertJson::read)) {
            alerts.forEach(alert -> each.accept(new AlertRecord(alert, fates(handle, alert))));
        }
        return 0;
    }

    private static List<Fate> fates(Handle handle, Alert alert) {
        return handle.createQuery("select channel, state, answer from delivery where alert_id = :id order by number")
                .bind("id", alert.id())
                .map((row, context) -> new Fate(
                        row.getString("channel"),
                        row.getString("state"),
                        Optional.ofNullable(row.getString("answer")).orElse("")))
                .list();
    }

    static List<String> ids(Handle handle) {
        return handle.createQuery("select id from alert").mapTo(String.class).list();
    }
}

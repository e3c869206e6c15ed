package io.github.vastwatch.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What a store goes through, as lists. */
public final class StoreRows {
    private StoreRows() {}

    public static List<OutboxEntry> entries(Store store) {
        List<OutboxEntry> entries = new ArrayList<>();
        store.outbox().entries(entries::add);
        return entries;
    }

    public static List<Outbox.AlertRecord> alerts(Store store, Instant since) {
        List<Outbox.AlertRecord> rows = new ArrayList<>();
        store.outbox().alerts(since, rows::add);
        return rows;
    }
}

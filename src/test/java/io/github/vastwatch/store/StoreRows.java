package io.github.vastwatch.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What a store goes through, as lists. */
public final class StoreRows {
    private StoreRows() {}

    public static List<Entry> entries(Store store) {
        List<Entry> entries = new ArrayList<>();
        store.entries(entries::add);
        return entries;
    }

    public static List<AlertRow> alerts(Store store, Instant since) {
        List<AlertRow> rows = new ArrayList<>();
        store.alerts(since, rows::add);
        return rows;
    }
}

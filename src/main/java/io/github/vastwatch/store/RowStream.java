package io.github.vastwatch.store;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The rows of a state on their way to a sink: it counts them, and tells now and then how many of a table there were. */
final class RowStream {
    private static final int TOLD_EVERY = 5_000;

    private final RowSink sink;
    private final BiConsumer<String, Long> progress;
    private final Map<String, Long> rows = new LinkedHashMap<>();
    private String table = "";
    private long ofTable;

    RowStream(RowSink sink, BiConsumer<String, Long> progress) {
        this.sink = sink;
        this.progress = progress;
    }

    void table(String name, List<String> columns) {
        table = name;
        ofTable = 0;
        rows.put(name, 0L);
        sink.table(name, columns);
    }

    void row(@Nullable Object[] values) {
        sink.row(values);
        ofTable++;
        rows.put(table, ofTable);
        if (ofTable % TOLD_EVERY == 0) {
            progress.accept(table, ofTable);
        }
    }

    /** How many there were so far, by table. */
    Map<String, Long> rows() {
        return rows;
    }

    /** Ends it, and returns how many rows there were, by table. */
    Map<String, Long> end(Map<String, Long> numbers) {
        sink.end(rows, numbers);
        return rows;
    }
}

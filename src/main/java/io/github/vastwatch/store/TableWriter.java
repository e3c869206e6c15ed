package io.github.vastwatch.store;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes rows as they are into the empty tables of a state. */
final class TableWriter implements RowSink {
    /** Rows that are written at once, as long as they have fewer characters than a large one. */
    private static final int AT_ONCE = 500;

    private static final int MOST_CHARACTERS = 1_000_000;

    private final Tables tables;
    private final List<@Nullable Object[]> waiting = new ArrayList<>();
    private String insert = "";
    private int characters;

    TableWriter(Tables tables) {
        this.tables = tables;
    }

    @Override
    public void table(String name, List<String> columns) {
        write();
        if (!tables.names().contains(name) || !tables.columns(name).containsAll(columns)) {
            throw new StoreFailure("the rows of table '" + name + "' have no place in this state; they are of another"
                    + " build of vastwatch");
        }
        insert = "insert into " + name + " (" + String.join(", ", columns) + ") values ("
                + String.join(", ", Collections.nCopies(columns.size(), "?")) + ")";
    }

    @Override
    public void row(@Nullable Object[] values) {
        waiting.add(values);
        for (@Nullable Object value : values) {
            characters += value instanceof String text ? text.length() : 0;
        }
        if (waiting.size() == AT_ONCE || characters > MOST_CHARACTERS) {
            write();
        }
    }

    private void write() {
        if (!waiting.isEmpty()) {
            Batch.execute(tables.handle(), insert, batch -> waiting.forEach(batch::add));
            waiting.clear();
            characters = 0;
        }
    }

    @Override
    public void end(Map<String, Long> rows, Map<String, Long> numbers) {
        write();
        tables.dialect().continueAfter(tables.handle(), numbers);
    }
}

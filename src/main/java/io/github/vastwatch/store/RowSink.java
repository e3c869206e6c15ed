package io.github.vastwatch.store;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Takes all rows of a state, table by table, each after those that it refers to. */
interface RowSink {
    /** The rows that follow are of this table. */
    void table(String name, List<String> columns);

    /**
     * A row of that table.
     *
     * @param values a whole number, a Double, a String, bytes or null for each column
     */
    void row(@Nullable Object[] values);

    /**
     * There are no more rows.
     *
     * @param rows how many there were, by table
     * @param numbers the last number that a table has given to a row, of the tables that never give one twice
     */
    void end(Map<String, Long> rows, Map<String, Long> numbers);
}

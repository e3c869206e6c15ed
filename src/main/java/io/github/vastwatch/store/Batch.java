package io.github.vastwatch.store;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.jspecify.annotations.Nullable;

/** One statement for many rows. It is plain JDBC: Jdbi takes several times as long for each row. */
final class Batch {
    /** So that the first rows are written while the last ones are still being made, and few are in memory. */
    private static final int ROWS_AT_ONCE = 500;

    private final PreparedStatement statement;
    private final IntStream.Builder changed = IntStream.builder();
    private int rows;

    private Batch(PreparedStatement statement) {
        this.statement = statement;
    }

    /**
     * Executes a statement for some rows; without rows it is not executed.
     *
     * @param sql with a question mark for each value
     * @return how many rows of the table each of them changed
     */
    static int[] execute(Handle handle, String sql, Consumer<Batch> rows) {
        try (PreparedStatement statement = handle.getConnection().prepareStatement(sql)) {
            Batch batch = new Batch(statement);
            rows.accept(batch);
            batch.flush();
            return batch.changed.build().toArray();
        } catch (SQLException e) {
            throw new UnableToExecuteStatementException(e, null);
        }
    }

    /** Adds a row with these values, as {@link Columns} keeps them. */
    void add(@Nullable Object... values) {
        try {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, Columns.stored(values[i]));
            }
            statement.addBatch();
            rows++;
            if (rows == ROWS_AT_ONCE) {
                flush();
            }
        } catch (SQLException e) {
            throw new UnableToExecuteStatementException(e, null);
        }
    }

    private void flush() throws SQLException {
        if (rows > 0) {
            for (int each : statement.executeBatch()) {
                changed.add(each);
            }
            rows = 0;
        }
    }
}

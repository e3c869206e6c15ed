package io.github.vastwatch.store;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.jspecify.annotations.Nullable;

/** One statement for many rows. It is plain JDBC: Jdbi takes several times as long for each row. */
final class Batch {
    private final PreparedStatement statement;
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
            return batch.rows > 0 ? statement.executeBatch() : new int[0];
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
        } catch (SQLException e) {
            throw new UnableToExecuteStatementException(e, null);
        }
    }
}

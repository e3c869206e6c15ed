package io.github.vastwatch.store;

import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.jspecify.annotations.Nullable;

/**
 * The tables of a state, with the columns that its database says they have, apart from its own.
 *
 * @param handle of a transaction
 * @param names in an order that respects references
 */
record Tables(Handle handle, Dialect dialect, List<String> names) {
    /** Rows that are read at once: some have hundreds of kilobytes. */
    private static final int FETCHED = 50;

    /** Reads all rows. */
    void read(RowStream to) {
        for (String name : names) {
            List<String> columns = columns(name);
            to.table(name, columns);
            query("select " + String.join(", ", columns) + " from " + name, rows -> {
                while (rows.next()) {
                    @Nullable Object[] values = new Object[columns.size()];
                    for (int i = 0; i < values.length; i++) {
                        values[i] = rows.getObject(i + 1);
                    }
                    to.row(values);
                }
                return true;
            });
        }
    }

    /** The columns of a table. */
    List<String> columns(String name) {
        return query("select * from " + name + " limit 0", rows -> {
            ResultSetMetaData data = rows.getMetaData();
            List<String> columns = new ArrayList<>();
            for (int i = 1; i <= data.getColumnCount(); i++) {
                columns.add(data.getColumnName(i));
            }
            columns.removeAll(dialect.ownColumns());
            return columns;
        });
    }

    /** The first table that has a row; empty where none has. */
    Optional<String> firstWithRows() {
        return names.stream()
                .filter(name -> query("select 1 from " + name + " limit 1", ResultSet::next))
                .findFirst();
    }

    /** Work with the rows of a query. */
    private interface Work<T> {
        T apply(ResultSet rows) throws SQLException;
    }

    private <T> T query(String select, Work<T> work) {
        try (Statement statement = handle.getConnection().createStatement()) {
            statement.setFetchSize(FETCHED);
            try (ResultSet rows = statement.executeQuery(select)) {
                return work.apply(rows);
            }
        } catch (SQLException e) {
            throw new UnableToExecuteStatementException(e, null);
        }
    }
}

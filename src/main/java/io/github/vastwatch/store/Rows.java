package io.github.vastwatch.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/** Columns that may be null. */
final class Rows {
    private Rows() {}

    static Optional<Long> whole(ResultSet row, String column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? Optional.empty() : Optional.of(value);
    }

    /** A moment, kept as milliseconds. */
    static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
        return whole(row, column).map(Instant::ofEpochMilli);
    }
}

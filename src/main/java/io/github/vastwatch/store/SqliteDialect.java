package io.github.vastwatch.store;

import io.github.vastwatch.vast.Secret;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** SQLite, over one connection. */
record SqliteDialect(Connection connection) implements Dialect {
    @Override
    public Jdbi jdbi() {
        return Jdbi.create(connection);
    }

    @Override
    public Optional<DataSource> pool() {
        return Optional.empty();
    }

    /** SQLite counts what other connections commit. */
    @Override
    public long version(Handle handle) {
        return number(handle, "pragma data_version");
    }

    @Override
    public void raiseVersion(Handle handle) {}

    /** A transaction has all of the file. */
    @Override
    public void lock(Handle handle, String what) {}

    @Override
    public String skipLocked() {
        return "";
    }

    @Override
    public String takesLease() {
        return "";
    }

    @Override
    public String isOwnLease() {
        return "";
    }

    @Override
    public long bytes(Handle handle) {
        return (number(handle, "pragma page_count") - number(handle, "pragma freelist_count"))
                * number(handle, "pragma page_size");
    }

    @Override
    public Set<String> ownColumns() {
        return Set.of();
    }

    @Override
    public Map<String, Long> numbers(Handle handle) {
        return handle.createQuery("select name, seq from sqlite_sequence")
                .reduceRows(new HashMap<>(), (numbers, row) -> {
                    numbers.put(row.getColumn("name", String.class), row.getColumn("seq", Long.class));
                    return numbers;
                });
    }

    /** SQLite itself goes on after the rows. */
    @Override
    public void continueAfter(Handle handle, Map<String, Long> numbers) {
        numbers.forEach((table, last) -> {
            handle.execute(
                    "insert into sqlite_sequence (name, seq) select name, 0 from sqlite_schema where name = ?"
                            + " and sql like '%autoincrement%' and name not in (select name from sqlite_sequence)",
                    table);
            handle.execute("update sqlite_sequence set seq = max(seq, ?) where name = ?", last, table);
        });
    }

    @Override
    public void estimate(Handle handle) {}

    private static long number(Handle handle, String query) {
        return handle.createQuery(query).mapTo(Long.class).one();
    }

    @Override
    public void failed(RuntimeException failure) {}

    @Override
    public void take(Optional<Secret> password) {}

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}

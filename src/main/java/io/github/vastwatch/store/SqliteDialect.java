package io.github.vastwatch.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
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

    private static long number(Handle handle, String query) {
        return handle.createQuery(query).mapTo(Long.class).one();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}

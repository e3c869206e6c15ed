package io.github.vastwatch.store;

import com.zaxxer.hikari.HikariDataSource;
import java.util.Optional;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** PostgreSQL, over a few connections, because others use the database at the same time. */
record PostgresDialect(HikariDataSource connections) implements Dialect {
    @Override
    public Jdbi jdbi() {
        return Jdbi.create(connections);
    }

    @Override
    public Optional<DataSource> pool() {
        return Optional.of(connections);
    }

    @Override
    public long version(Handle handle) {
        return number(handle, "select number from change");
    }

    @Override
    public void raiseVersion(Handle handle) {
        handle.execute("update change set number = number + 1");
    }

    @Override
    public void lock(Handle handle, String what) {
        handle.createQuery("select 1 from pg_advisory_xact_lock(hashtextextended('vastwatch ' || :what, 0))")
                .bind("what", what)
                .mapTo(Integer.class)
                .one();
    }

    @Override
    public String skipLocked() {
        return " for update skip locked";
    }

    @Override
    public String takesLease() {
        return ", leased_by = default";
    }

    @Override
    public String isOwnLease() {
        return " and leased_by = current_setting('vastwatch.node')";
    }

    @Override
    public long bytes(Handle handle) {
        return number(
                handle,
                "select coalesce(sum(pg_total_relation_size(oid)), 0) from pg_class"
                        + " where relnamespace = 'vastwatch'::regnamespace and relkind = 'r'");
    }

    private static long number(Handle handle, String query) {
        return handle.createQuery(query).mapTo(Long.class).one();
    }

    @Override
    public void close() {
        connections.close();
    }
}

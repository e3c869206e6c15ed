package io.github.vastwatch.store;

import com.zaxxer.hikari.HikariDataSource;
import io.github.vastwatch.vast.Secret;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

    /** Files keep the space of deleted rows, so rows count by their mean size, with their entries in indexes. */
    @Override
    public long bytes(Handle handle) {
        return number(handle, """
                select coalesce(sum(case when c.reltuples > 0 and w.width is not null
                    then least(pg_total_relation_size(c.oid),
                        c.reltuples * (w.width + 28 + 24 * (select count(*) from pg_index where indrelid = c.oid)))
                    else pg_total_relation_size(c.oid) end), 0)
                from pg_class c left join (select tablename, sum(avg_width) as width from pg_stats
                    where schemaname = 'vastwatch' group by tablename) w on w.tablename = c.relname
                where c.relnamespace = 'vastwatch'::regnamespace and c.relkind = 'r'""");
    }

    @Override
    public void estimate(Handle handle) {
        handle.execute("analyze history_offer, history_run, history_poll");
    }

    @Override
    public Set<String> ownColumns() {
        return Set.of("leased_by");
    }

    @Override
    public Map<String, Long> numbers(Handle handle) {
        Map<String, Long> numbers = new HashMap<>();
        identities(handle)
                .forEach(each -> handle.createQuery("select pg_sequence_last_value(cast(:sequence as regclass))")
                        .bind("sequence", each.sequence())
                        .mapTo(Long.class)
                        .findFirst()
                        .ifPresent(last -> numbers.put(each.table(), last)));
        return numbers;
    }

    @Override
    public void continueAfter(Handle handle, Map<String, Long> numbers) {
        identities(handle).forEach(each -> {
            long last = Math.max(
                    numbers.getOrDefault(each.table(), 0L),
                    number(handle, "select coalesce(max(" + each.column() + "), 0) from " + each.table()));
            if (last > 0) {
                number(handle, "select setval('" + each.sequence() + "', " + last + ")");
            }
        });
    }

    /** A column whose values the database counts. */
    record Identity(String table, String column, String sequence) {}

    private static List<Identity> identities(Handle handle) {
        return handle.createQuery("select table_name as \"table\", column_name as \"column\","
                        + " pg_get_serial_sequence(table_schema || '.' || table_name, column_name) as sequence"
                        + " from information_schema.columns where table_schema = 'vastwatch' and is_identity = 'YES'")
                .map(new RecordMapper<>(Identity.class))
                .list();
    }

    private static long number(Handle handle, String query) {
        return handle.createQuery(query).mapTo(Long.class).one();
    }

    @Override
    public void failed(RuntimeException failure) {
        if (StoreFailure.isOfConnection(failure)) {
            connections.getHikariPoolMXBean().softEvictConnections();
        }
    }

    @Override
    public void take(Optional<Secret> password) {
        password.map(Secret::reveal).ifPresent(connections.getHikariConfigMXBean()::setPassword);
    }

    @Override
    public void close() {
        connections.close();
    }
}

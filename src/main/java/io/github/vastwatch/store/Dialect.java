package io.github.vastwatch.store;

import io.github.vastwatch.vast.Secret;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** What each kind of database does in its own way. */
sealed interface Dialect permits SqliteDialect, PostgresDialect {
    Jdbi jdbi();

    /** The connections of a database that other programs write at the same time; empty where only commands do. */
    Optional<DataSource> pool();

    /** A number that changes when another program has committed what this one must notice. */
    long version(Handle handle);

    /** Makes {@link #version} change for other programs with this transaction. */
    void raiseVersion(Handle handle);

    /** Makes other programs that lock the same wait until this transaction has ended. */
    void lock(Handle handle, String what);

    /** At the end of a select: the rows are this transaction's alone, and those of others are left out. */
    String skipLocked();

    /** In an update that leases deliveries: the lease is this node's. */
    String takesLease();

    /** In the condition on leases that are released at the start: those of this node. */
    String isOwnLease();

    /** The bytes of the state that are in use, as far as that is known without looking at all of it. */
    long bytes(Handle handle);

    /** Makes {@link #bytes} right where it is an estimate. */
    void estimate(Handle handle);

    /** The columns that only this kind of database has; they mean nothing elsewhere. */
    Set<String> ownColumns();

    /** The last number that a table has given to a row, of the tables that never give one twice. */
    Map<String, Long> numbers(Handle handle);

    /** Makes the tables that number their rows go on after the rows that were written with their numbers, and these. */
    void continueAfter(Handle handle, Map<String, Long> numbers);

    /** A transaction failed. */
    void failed(RuntimeException failure);

    /** Uses another password for the connections that are made from now on. */
    void take(Optional<Secret> password);

    void close() throws SQLException;
}

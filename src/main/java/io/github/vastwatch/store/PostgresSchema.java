package io.github.vastwatch.store;

import java.sql.SQLException;
import java.sql.Statement;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;

/** The schema {@code vastwatch} of a PostgreSQL database, whose version is in its table {@code schema_version}. */
record PostgresSchema(Schema schema, StateLocation location, Dialect dialect) {
    static final String NAME = "vastwatch";

    /** How many migrations a database has had, 0 where it holds no state; a newer one is refused. */
    int version(Handle handle) {
        if (!isTrue(handle, "to_regclass('vastwatch.schema_version') is not null")) {
            if (isTrue(handle, "exists (select 1 from pg_class where relnamespace = to_regnamespace('vastwatch'))")) {
                throw new StoreFailure("the schema vastwatch of " + location + " was made by another program, and"
                        + " cannot be used; name another database");
            }
            return 0;
        }
        int version = handle.createQuery("select version from vastwatch.schema_version")
                .mapTo(Integer.class)
                .one();
        schema.refuseNewer(version, location);
        return version;
    }

    /** Refuses an older state, which is to be used beside a daemon; false where there is no state. */
    boolean refuseOlder(Handle handle) {
        int version = version(handle);
        if (version > 0) {
            schema.refuseOlder(version, location);
        }
        return version > 0;
    }

    /** Runs the migrations that a database has not had, all in one transaction, one program at a time. */
    void migrate(Handle handle) {
        if (version(handle) == schema.newest()) {
            return;
        }
        dialect.lock(handle, "schema");
        int version = version(handle);
        if (version == 0) {
            create(handle);
        }
        for (int next = version + 1; next <= schema.newest(); next++) {
            execute(handle, schema.postgres(next));
            handle.execute("update schema_version set version = ?", next);
        }
    }

    private void create(Handle handle) {
        String encoding =
                handle.createQuery("show server_encoding").mapTo(String.class).one();
        if (!encoding.equals("UTF8")) {
            throw new StoreFailure(
                    "the database of " + location + " is in " + encoding
                            + "; create it in UTF8: create database vastwatch owner vastwatch encoding 'UTF8' template template0");
        }
        if (!isTrue(handle, "to_regnamespace('vastwatch') is not null")) {
            execute(handle, "create schema vastwatch");
        }
        execute(handle, "create table schema_version (version bigint not null); insert into schema_version values (0)");
    }

    /** Checks that the migrations of a database may be run, and runs none. */
    void check(Handle handle) {
        boolean isReady = version(handle) > 0
                || isTrue(handle, "to_regnamespace('vastwatch') is not null")
                || isTrue(handle, "has_database_privilege(current_database(), 'create')");
        if (!isReady) {
            throw new StoreFailure("the state " + location + " cannot be opened: its user may not create the schema"
                    + " vastwatch; as the owner of the database: grant create on database vastwatch to vastwatch");
        }
    }

    private static boolean isTrue(Handle handle, String condition) {
        return handle.createQuery("select " + condition).mapTo(Boolean.class).one();
    }

    /** Some statements, as the server separates them. */
    private static void execute(Handle handle, String script) {
        try (Statement statement = handle.getConnection().createStatement()) {
            statement.execute(script);
        } catch (SQLException e) {
            throw new UnableToExecuteStatementException(e, null);
        }
    }
}

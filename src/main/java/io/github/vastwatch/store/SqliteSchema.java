package io.github.vastwatch.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The schema of a SQLite database, whose version is in its {@code user_version}. */
record SqliteSchema(Schema schema, StateLocation location) {
    /** SQLite's {@code application_id}, which distinguishes states from the files of other programs: "vast". */
    private static final int APPLICATION = 0x76617374;

    /** How many migrations a file has had; one of another program, or of a newer one, is refused untouched. */
    int version(Connection connection) throws SQLException {
        int version = number(connection, "pragma user_version");
        boolean isNew = version == 0 && number(connection, "select count(*) from sqlite_schema") == 0;
        if (!isNew && number(connection, "pragma application_id") != APPLICATION) {
            throw new StoreFailure("the state " + location + " was written by a vastwatch before 0.1 or by another"
                    + " program, and cannot be used; move it away, or name another file");
        }
        schema.refuseNewer(version, location);
        return version;
    }

    private static int number(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet number = statement.executeQuery(query)) {
            number.next();
            return number.getInt(1);
        }
    }

    /**
     * Refuses a file that is to be used beside a daemon.
     *
     * @throws StoreFailure when the last program that used it was an older one, which may be running still
     */
    void refuseOlder(Connection connection) throws SQLException {
        int version = version(connection);
        if (version == 0) {
            throw new StoreFailure(
                    "the state " + location + " is empty: its daemon did not finish starting; start it again");
        }
        schema.refuseOlder(version, location);
    }

    /** Runs the migrations that a file has not had, each in a transaction of its own. */
    void migrate(Connection connection) throws SQLException {
        for (int version = version(connection) + 1; version <= schema.newest(); version++) {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.executeUpdate(schema.sqlite(version) + ";pragma application_id = " + APPLICATION
                        + ";pragma user_version = " + version);
                connection.commit();
            } catch (SQLException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        }
    }
}

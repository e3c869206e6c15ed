package io.github.vastwatch.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The migrations that make a state, in order: the first is the schema of version 0.1.
 *
 * @param scripts the names of their files beside this class
 */
record Schema(List<String> scripts) {
    /** What this program uses: {@code 1.sql} up to the newest. */
    static final Schema CURRENT = upTo(1);

    /** SQLite's {@code application_id}, which distinguishes states from the files of other programs: "vast". */
    private static final int APPLICATION = 0x76617374;

    Schema {
        scripts = List.copyOf(scripts);
    }

    private static Schema upTo(int newest) {
        return new Schema(IntStream.rangeClosed(1, newest)
                .mapToObj(number -> number + ".sql")
                .toList());
    }

    /** How many migrations a file has had; one of another program, or of a newer one, is refused untouched. */
    int version(Connection connection, StateLocation location) throws SQLException {
        int version = number(connection, "pragma user_version");
        boolean isNew = version == 0 && number(connection, "select count(*) from sqlite_schema") == 0;
        if (!isNew && number(connection, "pragma application_id") != APPLICATION) {
            throw new StoreFailure("the state " + location + " was written by a vastwatch before 0.1 or by another"
                    + " program, and cannot be used; move it away, or name another file");
        }
        if (version > scripts.size()) {
            throw new StoreFailure("the state " + location + " was written by a newer vastwatch (schema " + version
                    + ", this one knows " + scripts.size() + "); run the newer program, or name another file");
        }
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
    void refuseOlder(Connection connection, StateLocation location) throws SQLException {
        int version = version(connection, location);
        if (version == 0) {
            throw new StoreFailure(
                    "the state " + location + " is empty: its daemon did not finish starting; start it again");
        }
        if (version < scripts.size()) {
            throw new StoreFailure("the state " + location + " was last used by an older vastwatch (schema " + version
                    + ", this one has " + scripts.size() + "); restart the daemon with this program first");
        }
    }

    /** Runs the migrations that a file has not had, each in a transaction of its own. */
    void migrate(Connection connection, StateLocation location) throws SQLException {
        for (int version = version(connection, location) + 1; version <= scripts.size(); version++) {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.executeUpdate(text(scripts.get(version - 1)) + ";pragma application_id = " + APPLICATION
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

    private static String text(String script) {
        try (InputStream in = Schema.class.getResourceAsStream(script)) {
            if (in == null) {
                throw new IllegalStateException("the migration " + script + " is missing from the program");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("the migration " + script + " cannot be read", e);
        }
    }
}

package io.github.vastwatch.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteConfig;

/**
 * Connects to SQLite so that what is committed survives a power cut, and commands can work beside a daemon.
 *
 * @param schema what the state has, or gets
 */
record SqliteConnections(StateLocation location, Schema schema) {
    /** Commands beside the daemon hold the file for milliseconds. */
    private static final int BUSY_MS = 10_000;

    /** To read and write, with the newest schema; a file that is not there is created. */
    Connection open() throws IOException {
        if (location.file().isPresent()) {
            create(location.file().get());
        }
        NativeLibrary.load(location, true);
        return writing();
    }

    private static void create(Path file) throws IOException {
        Path folder = file.getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        if (Files.notExists(file)) {
            Access.give(Files.createFile(file, StateLock.OWNER_ONLY));
        }
    }

    /**
     * To read and write a file that a daemon may be using; its schema stays as it is.
     *
     * @throws StoreFailure when that is an older one
     */
    Connection beside() throws IOException {
        if (location.file().isPresent()) {
            Access.toWrite(location.file().get());
            closed(reading(location.file().get()));
        }
        return writing();
    }

    /** Checks that a file, if it is there, is a state that can be opened. */
    void check(Path file) throws IOException {
        if (Files.exists(file)) {
            try {
                closed(readOnly(file, connection -> {
                    sqliteSchema().version(connection);
                    checkPages(connection);
                }));
            } catch (StoreFailure e) {
                throw new IOException(e.getMessage(), e);
            }
        }
    }

    private void checkPages(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet results = statement.executeQuery("pragma quick_check(1)")) {
            results.next();
            String result = results.getString(1);
            if (!result.equals("ok")) {
                throw new StoreFailure("the state " + location + " cannot be opened: "
                        + StoreFailure.damaged(result.replace('\n', ' ')));
            }
        }
    }

    private Connection writing() throws IOException {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        // What is committed counts as sent: it has to survive a power cut as well.
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        config.enforceForeignKeys(true);
        config.setBusyTimeout(BUSY_MS);
        if (location.file().isPresent()) {
            // Before any pragma is set: a file that is refused is not to be touched.
            closed(readOnly(location.file().get(), connection -> sqliteSchema().version(connection)));
        }
        try {
            Connection connection = config.createConnection(
                    "jdbc:sqlite:" + location.file().map(Path::toString).orElse(":memory:"));
            sqliteSchema().migrate(connection);
            return connection;
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    /**
     * To read a file that is there, with the newest schema. Nothing is written.
     *
     * @throws StoreFailure when it has an older schema
     */
    Connection reading(Path file) throws IOException {
        return readOnly(file, connection -> sqliteSchema().refuseOlder(connection));
    }

    /** Refuses a file by throwing a {@link StoreFailure}. */
    private interface Check {
        void accept(Connection connection) throws SQLException;
    }

    /**
     * The files that SQLite keeps beside a database in use are not created either: without them all is in the database
     * itself, which then is read as one that does not change.
     */
    private Connection readOnly(Path file, Check check) throws IOException {
        Access.toRead(file);
        NativeLibrary.load(location, false);
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout(BUSY_MS);
        try {
            Connection connection = config.createConnection(
                    "jdbc:sqlite:" + file.toUri() + (isInUse(file) ? "?mode=ro" : "?mode=ro&immutable=1"));
            check.accept(connection);
            return connection;
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    /** Whether a program has it open, or was killed while it had. */
    static boolean isInUse(Path file) {
        return Files.exists(file.resolveSibling(file.getFileName() + "-wal"));
    }

    private static void closed(Connection connection) throws IOException {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IOException(StoreFailure.words(e), e);
        }
    }

    private SqliteSchema sqliteSchema() {
        return new SqliteSchema(schema, location);
    }

    private IOException failure(Exception failure) {
        return new IOException("the state " + location + " cannot be opened: " + StoreFailure.words(failure), failure);
    }
}

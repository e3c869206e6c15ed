package io.github.vastwatch.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.sqlite.SQLiteConfig;

/** How the database is connected to: so that what is committed outlives a power cut, and commands can work beside. */
final class SqliteConnections {
    /** Commands beside the daemon hold the file for milliseconds. */
    private static final int BUSY_MS = 10_000;

    private SqliteConnections() {}

    /** To read and write, in the newest form; a file that is not there is made. */
    static Connection to(StateLocation place) throws IOException {
        if (place.file().isPresent()) {
            make(place.file().get());
        }
        NativeLibrary.load(place, true);
        return writing(place);
    }

    private static void make(Path file) throws IOException {
        Path folder = file.getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        if (Files.notExists(file)) {
            Access.give(Files.createFile(file, StateLock.OWNER_ONLY));
        }
    }

    /**
     * To read and write a file beside a daemon that may be using it; its form stays as it is.
     *
     * @throws StoreFailure when that is an older one
     */
    static Connection beside(StateLocation place) throws IOException {
        if (place.file().isPresent()) {
            Access.toWrite(place.file().get());
            closed(reading(place.file().get()));
        }
        return writing(place);
    }

    private static Connection writing(StateLocation place) throws IOException {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        // Committed means told: it has to survive a power cut as well.
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        config.enforceForeignKeys(true);
        config.setBusyTimeout(BUSY_MS);
        if (place.file().isPresent()) {
            // Before any pragma is set: a newer file is not to be touched.
            closed(looking(place.file().get()));
        }
        try {
            Connection connection = config.createConnection(
                    "jdbc:sqlite:" + place.file().map(Path::toString).orElse(":memory:"));
            Jdbi.create(connection).useHandle(handle -> Schema.migrate(handle, Schema.version(handle, place)));
            return connection;
        } catch (SQLException | JdbiException e) {
            throw failure(place, e);
        }
    }

    /**
     * To read a file that is there, in its newest form. Nothing is written.
     *
     * @throws StoreFailure when it has an older form
     */
    static Connection reading(Path file) throws IOException {
        StateLocation place = new StateLocation(Optional.of(file));
        Connection connection = looking(file);
        Schema.refuseOlder(place, version(connection, place));
        return connection;
    }

    /**
     * Also the files that SQLite keeps beside a database in use are not made: without such a file all is in the database
     * itself, which then is read as one that stands still.
     */
    private static Connection looking(Path file) throws IOException {
        Access.toRead(file);
        StateLocation place = new StateLocation(Optional.of(file));
        NativeLibrary.load(place, false);
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout(BUSY_MS);
        boolean isInUse = Files.exists(file.resolveSibling(file.getFileName() + "-wal"));
        try {
            Connection connection = config.createConnection(
                    "jdbc:sqlite:" + file.toUri() + (isInUse ? "?mode=ro" : "?mode=ro&immutable=1"));
            version(connection, place);
            return connection;
        } catch (SQLException e) {
            throw failure(place, e);
        }
    }

    /** The version of a file's form; a newer one is refused. */
    private static int version(Connection connection, StateLocation place) throws IOException {
        try {
            return Jdbi.create(connection).withHandle(handle -> Schema.version(handle, place));
        } catch (JdbiException e) {
            throw failure(place, e);
        }
    }

    private static void closed(Connection connection) throws IOException {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IOException(StoreFailure.words(e), e);
        }
    }

    private static IOException failure(StateLocation place, Exception failure) {
        return new IOException("the state " + place + " cannot be opened: " + StoreFailure.words(failure), failure);
    }
}

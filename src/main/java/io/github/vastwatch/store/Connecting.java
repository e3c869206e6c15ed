package io.github.vastwatch.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.sqlite.SQLiteConfig;

/** How the database is connected to: so that what is committed outlives a power cut, and commands can work beside. */
final class Connecting {
    private Connecting() {}

    static Connection to(StatePlace place) throws IOException, SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        // Committed means told: it has to survive a power cut as well.
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        config.enforceForeignKeys(true);
        // Commands beside the daemon hold the file for milliseconds.
        config.setBusyTimeout(10_000);
        if (place.file().isEmpty()) {
            return config.createConnection("jdbc:sqlite::memory:");
        }
        prepare(place.file().get());
        return config.createConnection("jdbc:sqlite:" + place.file().get());
    }

    private static void prepare(Path path) throws IOException {
        Path parent = path.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        if (Files.exists(path)) {
            // Before any pragma is set: a newer file is not to be touched.
            Schema.peek(path);
        } else {
            Files.createFile(path, StateLock.OWNER_ONLY);
        }
    }
}

package io.github.vastwatch.store;

import java.sql.SQLException;
import org.jdbi.v3.core.JdbiException;
import org.sqlite.SQLiteException;

/** The state could not be read or written; nothing of the transaction was written. */
public final class StoreFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StoreFailure(String message) {
        super(message);
    }

    StoreFailure(String message, Throwable cause) {
        super(message, cause);
    }

    /**
     * With the message of the database, if it has one; that of its wrapper is "Failed to commit transaction". A failure
     * that is not the database's own means that a value in it is invalid.
     */
    static StoreFailure of(RuntimeException failure) {
        if (failure instanceof StoreFailure known) {
            return known;
        }
        return failure instanceof JdbiException
                ? new StoreFailure("the state could not be used: " + words(failure), failure)
                : new StoreFailure("the state is damaged: " + failure.getMessage(), failure);
    }

    /** Why the database failed. */
    static String words(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && !(cause instanceof SQLException)) {
            cause = cause.getCause();
        }
        String said = String.valueOf(cause.getMessage());
        return cause instanceof SQLiteException sqlite ? plain(sqlite, said) : said;
    }

    private static String plain(SQLiteException failure, String said) {
        return switch (failure.getResultCode()) {
            // The second comes from a full disk, for the file of the shared memory.
            case SQLITE_FULL, SQLITE_IOERR_SHMSIZE -> "the disk is full (" + said + ")";
            case SQLITE_BUSY, SQLITE_BUSY_RECOVERY, SQLITE_LOCKED -> "another program is using it (" + said + ")";
            case SQLITE_NOTADB, SQLITE_CORRUPT -> damaged(said);
            // A table or a column.
            case SQLITE_ERROR -> said.contains("no such ") ? damaged(said) : said;
            case SQLITE_CANTOPEN ->
                "it or a file beside it cannot be opened; the disk may be full, or have no free inodes (" + said + ")";
            default -> said;
        };
    }

    /** What to do about a damaged file. */
    static String damaged(String said) {
        return "it is damaged, or not a state of vastwatch (" + said
                + "); restore a backup, or move the file away to start with an empty state";
    }
}

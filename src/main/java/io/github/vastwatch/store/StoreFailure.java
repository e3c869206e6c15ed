package io.github.vastwatch.store;

import java.sql.SQLException;
import org.jdbi.v3.core.JdbiException;
import org.sqlite.SQLiteException;

/** The state could not be read or written; what was to be written is not. */
public final class StoreFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StoreFailure(String message) {
        super(message);
    }

    StoreFailure(String message, Throwable cause) {
        super(message, cause);
    }

    /**
     * In the words of the database, where it has some: what wraps them says "Failed to commit transaction". Where the
     * database did not fail, what it holds means nothing: a bit of it flipped, or somebody edited it.
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
            // The second is what a full disk does to the file that its users share memory by.
            case SQLITE_FULL, SQLITE_IOERR_SHMSIZE -> "the disk is full (" + said + ")";
            case SQLITE_BUSY, SQLITE_BUSY_RECOVERY, SQLITE_LOCKED -> "another program holds it (" + said + ")";
            case SQLITE_NOTADB, SQLITE_CORRUPT -> "it is damaged, or not a state of vastwatch (" + said + ")";
            default -> said;
        };
    }
}

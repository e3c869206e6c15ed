package io.github.vastwatch.store;

import java.sql.SQLException;
import org.sqlite.SQLiteException;

/** The state could not be read or written; what was to be written is not. */
public final class StoreFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StoreFailure(String message, Throwable cause) {
        super(message, cause);
    }

    /** In the words of the database, where it has some: what wraps them says "Failed to commit transaction". */
    static StoreFailure of(Exception failure) {
        return new StoreFailure("the state could not be used: " + words(failure), failure);
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
            case SQLITE_FULL -> "the disk is full (" + said + ")";
            case SQLITE_BUSY, SQLITE_BUSY_RECOVERY, SQLITE_LOCKED -> "another program holds it (" + said + ")";
            case SQLITE_NOTADB, SQLITE_CORRUPT -> "it is damaged, or not a state of vastwatch (" + said + ")";
            default -> said;
        };
    }
}

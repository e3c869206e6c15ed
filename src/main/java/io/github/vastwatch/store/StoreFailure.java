package io.github.vastwatch.store;

import java.sql.SQLException;

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

    private static String words(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && !(cause instanceof SQLException)) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage());
    }
}

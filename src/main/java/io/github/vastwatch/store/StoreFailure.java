package io.github.vastwatch.store;

/** The state could not be read or written; what was to be written is not. */
public final class StoreFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StoreFailure(String message, Throwable cause) {
        super(message, cause);
    }
}

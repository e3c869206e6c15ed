package io.github.vastwatch.store;

import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.vast.Secret;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/** Where the state is kept: in memory, in a file, or in a PostgreSQL database. */
public record StateLocation(Optional<Path> file, Optional<PostgresUrl> postgres) {
    public static final StateLocation MEMORY = new StateLocation(Optional.empty());

    public StateLocation(Optional<Path> file) {
        this(file, Optional.empty());
    }

    /**
     * Reads {@code memory}, {@code file:PATH} or {@code postgresql://USER@HOST/DATABASE}.
     *
     * @param path finds the file of a name
     */
    public static StateLocation parse(String text, Function<String, Path> path) {
        if (text.equals("memory")) {
            return MEMORY;
        }
        if (text.startsWith("postgresql:") || text.startsWith("postgres:")) {
            return new StateLocation(Optional.empty(), Optional.of(PostgresUrl.parse(text)));
        }
        if (!text.startsWith("file:") || text.length() == "file:".length()) {
            throw new InvalidInput(
                    // Another URL may hold a password.
                    text.contains("://") ? "not a state" : "not a state: '" + text + "'",
                    text.startsWith("/") || text.startsWith("~")
                            ? "did you mean file:" + text + "?"
                            : "write memory, file:/var/lib/vastwatch/state.db or postgresql://vastwatch@HOST/vastwatch");
        }
        // SQLite's files and the lock are beside the file itself, whatever links lead to it.
        return new StateLocation(Optional.of(FileNames.real(path.apply(text.substring("file:".length())))));
    }

    /** This with the password of its database. */
    public StateLocation with(Secret password) {
        return new StateLocation(file, postgres.map(url -> url.with(password)));
    }

    /** Whether another is the same place; its password may be another. */
    public boolean isSame(StateLocation other) {
        return toString().equals(other.toString());
    }

    public boolean isMemory() {
        return file.isEmpty() && postgres.isEmpty();
    }

    @Override
    public String toString() {
        return postgres.map(PostgresUrl::toString)
                .or(() -> file.map(path -> "file:" + path))
                .orElse("memory");
    }
}

package io.github.vastwatch.store;

import io.github.vastwatch.offer.InvalidInput;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/** Where the state is kept: in memory, or in a file. */
public record StateLocation(Optional<Path> file) {
    public static final StateLocation MEMORY = new StateLocation(Optional.empty());

    /**
     * Reads {@code memory} or {@code file:PATH}.
     *
     * @param path finds the file of a name
     */
    public static StateLocation parse(String text, Function<String, Path> path) {
        if (text.equals("memory")) {
            return MEMORY;
        }
        if (!text.startsWith("file:") || text.length() == "file:".length()) {
            throw new InvalidInput(
                    "not a state: '" + text + "'",
                    text.startsWith("/") || text.startsWith("~")
                            ? "did you mean file:" + text + "?"
                            : "write memory or file:/var/lib/vastwatch/state.db");
        }
        // SQLite's files and the lock are beside the file itself, whatever links lead to it.
        return new StateLocation(Optional.of(FileNames.real(path.apply(text.substring("file:".length())))));
    }

    @Override
    public String toString() {
        return file.map(path -> "file:" + path).orElse("memory");
    }
}

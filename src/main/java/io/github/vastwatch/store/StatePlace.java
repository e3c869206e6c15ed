package io.github.vastwatch.store;

import io.github.vastwatch.offer.Mistake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where the state is kept: in memory, or in a file. */
public record StatePlace(Optional<Path> file) {
    public static final StatePlace MEMORY = new StatePlace(Optional.empty());

    /** Reads {@code memory} or {@code file:PATH}. */
    public static StatePlace parse(String text) {
        if (text.equals("memory")) {
            return MEMORY;
        }
        if (!text.startsWith("file:") || text.length() == "file:".length()) {
            throw new Mistake(
                    "not a state: '" + text + "'",
                    text.startsWith("/")
                            ? "did you mean file:" + text + "?"
                            : "write memory or file:/var/lib/vastwatch/state.db");
        }
        return new StatePlace(
                Optional.of(Path.of(text.substring("file:".length())).toAbsolutePath()));
    }

    /**
     * Finds out whether the file is there or can be made, and leaves nothing behind.
     *
     * @throws Mistake when it is not and cannot
     */
    public void check() {
        if (file.isEmpty()) {
            return;
        }
        Path path = file.get();
        try {
            if (Files.exists(path)) {
                if (!Files.isRegularFile(path) || !Files.isWritable(path)) {
                    throw new IOException(Files.isRegularFile(path) ? "it cannot be written" : "it is no file");
                }
                return;
            }
            @Nullable Path parent = path.getParent();
            while (parent != null && !Files.exists(parent)) {
                parent = parent.getParent();
            }
            if (parent == null || !Files.isDirectory(parent)) {
                throw new IOException(parent + " is no folder");
            }
            // Rights, read-only mounts and full disks all show by trying.
            Files.delete(Files.createTempFile(parent, ".vastwatch", ".tmp"));
        } catch (IOException e) {
            throw new Mistake(
                    "the state " + path + " cannot be made: " + Reasons.of(e),
                    "name a file in a folder that the daemon may write to");
        }
    }

    @Override
    public String toString() {
        return file.map(path -> "file:" + path).orElse("memory");
    }
}

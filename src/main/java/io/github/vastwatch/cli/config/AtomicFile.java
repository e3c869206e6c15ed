package io.github.vastwatch.cli.config;

import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.store.FileErrors;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Objects;

/** A new file that only its owner can read: it appears complete, and replaces nothing. */
record AtomicFile(Path path, Path draft) implements AutoCloseable {

    /**
     * Refuses an existing file.
     *
     * @throws InvalidInput when the file exists
     */
    static void refuse(Path path) {
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new InvalidInput(
                    path + " already exists; nothing was changed",
                    "name another file with -c FILE, move this one away, or run 'vastwatch check' to see what it means");
        }
    }

    /** Writes beside {@code path}, whose folders are made. */
    static AtomicFile drafted(Path path, String text) throws IOException {
        refuse(path);
        Path folder = Objects.requireNonNull(path.toAbsolutePath().getParent(), "a file is in a folder");
        try {
            Files.createDirectories(folder);
            AtomicFile file = new AtomicFile(path, Files.createTempFile(folder, ".vastwatch", ".tmp"));
            Files.writeString(file.draft, text);
            return file;
        } catch (IOException e) {
            // The name of the draft would mean nothing to the user.
            throw new IOException(
                    path + " cannot be written: " + FileErrors.of(e)
                            + "; name a file in a folder of yours with -c FILE",
                    e);
        }
    }

    void publish() throws IOException {
        try {
            link();
        } catch (FileAlreadyExistsException e) {
            refuse(path);
            throw e;
        }
    }

    /** A link fails in one step if the file exists; where links are not supported, a move checks first. */
    private void link() throws IOException {
        try {
            Files.createLink(path, draft);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (UnsupportedOperationException | FileSystemException e) {
            Files.move(draft, path);
        }
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(draft);
    }
}

package io.github.vastwatch.cli.console;

import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.store.FileErrors;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/**
 * A new file that only its owner can read: it appears complete, and replaces nothing.
 *
 * @param draft beside it, to be written to
 */
public record AtomicFile(Path path, Path draft, Advice advice) implements AutoCloseable {
    /**
     * What to do where it cannot be made.
     *
     * @param ifThere because there is a file of this name
     * @param ifUnwritable because the folder does not let this user
     */
    public record Advice(String ifThere, String ifUnwritable) {}

    /**
     * Refuses an existing file.
     *
     * @throws InvalidInput when the file exists
     */
    public static void refuse(Path path, Advice advice) {
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new InvalidInput(path + " already exists; nothing was changed", advice.ifThere());
        }
    }

    /** Makes an empty draft beside {@code path}, whose folders are made. */
    public static AtomicFile drafted(Path path, Advice advice) throws IOException {
        refuse(path, advice);
        Path folder = Objects.requireNonNull(path.toAbsolutePath().getParent(), "a file is in a folder");
        try {
            Files.createDirectories(folder);
            Path draft = Files.createTempFile(folder, ".vastwatch", ".tmp");
            // A signal ends the program without closing this.
            draft.toFile().deleteOnExit();
            return new AtomicFile(path, draft, advice);
        } catch (IOException e) {
            throw unwritable(path, advice, e);
        }
    }

    /** The same with a text. */
    public static AtomicFile drafted(Path path, String text, Advice advice) throws IOException {
        AtomicFile file = drafted(path, advice);
        try {
            Files.writeString(file.draft, text);
            return file;
        } catch (IOException e) {
            file.close();
            throw unwritable(path, advice, e);
        }
    }

    /** The name of the draft would mean nothing to the user. */
    private static IOException unwritable(Path path, Advice advice, IOException failure) {
        return new IOException(
                path + " cannot be written: " + FileErrors.of(failure) + "; " + advice.ifUnwritable(), failure);
    }

    public void publish() throws IOException {
        try (FileChannel written = FileChannel.open(draft, StandardOpenOption.WRITE)) {
            written.force(true);
        }
        try {
            link();
        } catch (FileAlreadyExistsException e) {
            refuse(path, advice);
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

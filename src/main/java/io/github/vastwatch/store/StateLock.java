package io.github.vastwatch.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The right to poll for one state file. The operating system holds it and takes it back when the process ends, however
 * it ends. It is on a file beside the database, for a lock on the database itself would drop SQLite's own.
 */
public final class StateLock implements AutoCloseable {
    /** What the state holds is its owner's alone. */
    static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    static final String SUFFIX = ".lock";

    private static final Set<StandardOpenOption> OPEN =
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);

    /** A process that asks whether the lock is held shares it for a moment. */
    private static final int ATTEMPTS = 5;

    private static final long PAUSE_MS = 20;
    private static final Pattern PROCESS = Pattern.compile("^process (\\d+),");

    private final FileChannel channel;

    private StateLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes the lock of a state file, or says who has it.
     *
     * @throws StateInUse when another process has it
     * @throws IOException when this user may not use the state, or the disk is full
     */
    public static StateLock take(Path database, Instant now) throws IOException {
        Access.toWrite(database);
        Path path = lockOf(database);
        if (path.getParent() != null) {
            Files.createDirectories(path.getParent());
        }
        FileChannel channel = FileChannel.open(path, OPEN, OWNER_ONLY);
        Access.give(path);
        @Nullable FileLock lock = lock(channel, false);
        for (int i = 0; lock == null && i < ATTEMPTS; i++) {
            pause();
            lock = lock(channel, false);
        }
        if (lock == null) {
            channel.close();
            throw new StateInUse(database, text(path));
        }
        String self = "process " + ProcessHandle.current().pid() + ", since " + now;
        try {
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(self.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            // A full disk says so without a name.
            channel.close();
            throw new IOException("the state " + database + " cannot be written: " + Reasons.of(e), e);
        }
        return new StateLock(channel);
    }

    private static @Nullable FileLock lock(FileChannel channel, boolean isShared) throws IOException {
        try {
            return channel.tryLock(0, Long.MAX_VALUE, isShared);
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The number of the process that polls for a state file, if one does. */
    public static Optional<Long> holder(Path database) throws IOException {
        Path path = lockOf(database);
        if (!Files.exists(path)) {
            return Optional.empty();
        }
        // To read is enough for a shared lock, and does not need to be the daemon's user.
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            @Nullable FileLock lock = lock(channel, true);
            if (lock != null) {
                lock.release();
                return Optional.empty();
            }
        }
        Matcher process = PROCESS.matcher(text(path).orElse(""));
        return process.find() ? Optional.of(Long.valueOf(process.group(1))) : Optional.empty();
    }

    private static Path lockOf(Path database) {
        return database.resolveSibling(database.getFileName() + SUFFIX);
    }

    private static Optional<String> text(Path path) throws IOException {
        String text = Files.readString(path).strip();
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** Another vastwatch polls for this state. */
    public static final class StateInUse extends IOException {
        private static final long serialVersionUID = 1L;

        StateInUse(Path database, Optional<String> holder) {
            super("the state " + database + " is in use by another vastwatch (" + holder.orElse("just starting") + ")");
        }
    }
}

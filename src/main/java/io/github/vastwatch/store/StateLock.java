package io.github.vastwatch.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The right to poll for one state file. The operating system holds it and takes it back when the process ends, however
 * it ends. There are two locks: one on a file beside the database, which names the process and is taken before the
 * database is opened; and one on the database itself, which holds for each of its names.
 */
public final class StateLock implements AutoCloseable {
    /** Only the owner may read a state. */
    static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    static final String SUFFIX = ".lock";

    private static final Set<StandardOpenOption> OPEN =
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);

    /** A process that asks whether the lock is held shares it for a moment. */
    private static final int ATTEMPTS = 5;

    private static final long PAUSE_MS = 20;
    private static final Pattern PROCESS = Pattern.compile("^process (\\d+),");

    /** Far beyond the bytes that SQLite locks or writes. */
    private static final long OWN_BYTE = Long.MAX_VALUE - 1;

    private final Path database;
    private final String self;
    private FileChannel beside;
    /** The identity of the files, by device and number, where the system knows them. */
    private @Nullable Object besideKey;

    private @Nullable FileChannel inside;
    private @Nullable Object insideKey;

    private StateLock(Path database, String self, FileChannel beside) throws IOException {
        this.database = database;
        this.self = self;
        this.beside = beside;
        this.besideKey = key(lockOf(database));
    }

    /**
     * Takes the lock of a state file.
     *
     * @throws StateInUse when another process has it
     * @throws IOException when this user may not use the state, or the disk is full
     */
    public static StateLock take(Path database, Instant now) throws IOException {
        Access.toWrite(database);
        if (database.getParent() != null) {
            Files.createDirectories(database.getParent());
        }
        String self = "process " + ProcessHandle.current().pid() + ", since " + now;
        StateLock lock = new StateLock(database, self, beside(database, self));
        try {
            if (Files.exists(database)) {
                inside(database).close();
            }
            return lock;
        } catch (IOException e) {
            lock.close();
            throw e;
        }
    }

    private static FileChannel beside(Path database, String self) throws IOException {
        Path path = lockOf(database);
        FileChannel channel = opened(database, path);
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
        try {
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(self.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            // The message of a full disk lacks the name.
            channel.close();
            throw new IOException("the state " + database + " cannot be written: " + FileErrors.of(e), e);
        }
        return channel;
    }

    private static FileChannel opened(Path database, Path path) throws IOException {
        try {
            return FileChannel.open(path, OPEN, OWNER_ONLY);
        } catch (IOException e) {
            throw new IOException("the state " + database + " cannot be used: " + FileErrors.withName(e), e);
        }
    }

    /**
     * Locks the database itself once it is open: while SQLite opens a file it also closes it, which would end the lock.
     * It is held until this is closed, which must be after the database is closed.
     *
     * @throws StateInUse when another process has it, by whatever name
     */
    public void holdDatabase() throws IOException {
        inside = inside(database);
        insideKey = key(database);
    }

    private static FileChannel inside(Path database) throws IOException {
        FileChannel channel = FileChannel.open(database, StandardOpenOption.READ, StandardOpenOption.WRITE);
        if (lock(channel, OWN_BYTE, 1, false) == null) {
            channel.close();
            throw new StateInUse(database, Optional.of("under another name, or its .lock file was deleted"));
        }
        return channel;
    }

    private static @Nullable Object key(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }

    /** What happened to the locked file, if its name no longer leads to it. */
    public Optional<String> lost() {
        try {
            return Objects.equals(key(database), insideKey)
                    ? Optional.empty()
                    : Optional.of("the state " + database + " was replaced by another file");
        } catch (NoSuchFileException e) {
            return Optional.of("the state " + database + " was moved or deleted");
        } catch (IOException e) {
            return Optional.of("the state " + database + " can no longer be found (" + FileErrors.of(e) + ")");
        }
    }

    /**
     * Takes the lock beside the database again if its file was deleted or replaced, so that other processes still see it.
     *
     * @throws StateInUse when another process was faster
     */
    public void renew() throws IOException {
        Path path = lockOf(database);
        if (Files.notExists(path) || !Objects.equals(key(path), besideKey)) {
            beside.close();
            beside = beside(database, self);
            besideKey = key(path);
        }
    }

    private static @Nullable FileLock lock(FileChannel channel, boolean isShared) throws IOException {
        return lock(channel, 0, Long.MAX_VALUE, isShared);
    }

    private static @Nullable FileLock lock(FileChannel channel, long from, long bytes, boolean isShared)
            throws IOException {
        try {
            return channel.tryLock(from, bytes, isShared);
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

    /** The id of the process that polls for a state file, if one does. */
    public static Optional<Long> holder(Path database) throws IOException {
        Path path = lockOf(database);
        if (!Files.exists(path)) {
            return Optional.empty();
        }
        // Reading is enough for a shared lock, and does not need the daemon's user.
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
        beside.close();
        if (inside != null) {
            inside.close();
        }
    }

    /** Another vastwatch polls for this state. */
    public static final class StateInUse extends IOException {
        private static final long serialVersionUID = 1L;

        StateInUse(Path database, Optional<String> holder) {
            super("the state " + database + " is in use by another vastwatch (" + holder.orElse("just starting") + ")");
        }
    }
}

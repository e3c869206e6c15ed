package io.github.vastwatch.store;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.sqlite.util.LibraryLoaderUtil;
import org.sqlite.util.OSInfo;

/**
 * SQLite's native library. It is inside the jar and must be in a file to be loaded: beside the state, where the next
 * start uses it again, or else in this user's own part of the folder for temporary files, which is often mounted noexec.
 * The driver itself would leave another copy behind at each kill.
 */
final class NativeLibrary {
    static final String SUFFIX = ".lib";
    /** The jar has what Java 17 servers run on; each other system would make it larger by 0.6 MB. */
    private static final String SYSTEMS = "Linux (x86_64 and aarch64, with glibc or musl) and macOS (aarch64)";

    /** This system's folder in the jar. The driver's own question for its system would start the program uname. */
    private static final String SYSTEM = "/org/sqlite/native/"
            + (System.getProperty("os.name").startsWith("Mac") ? "Mac" : OSInfo.isMusl() ? "Linux-Musl" : "Linux")
            + "/"
            + OSInfo.getArchName();

    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private static boolean isLoaded;

    private NativeLibrary() {}

    /**
     * Loads it once for the process: with two copies the driver's methods would be bound to either, and crash.
     *
     * @param makes whether it may be written beside the state
     */
    static synchronized void load(StateLocation place, boolean makes) throws IOException {
        List<String> refusals = new ArrayList<>();
        if (!isLoaded(place, makes, refusals)) {
            throw failure(refusals);
        }
    }

    /** Checks that it can be loaded for a state, and leaves nothing behind. */
    static synchronized void check(StateLocation place) throws IOException {
        List<String> refusals = new ArrayList<>();
        if (isLoaded(place, false, refusals)) {
            return;
        }
        if (place.file().isEmpty()) {
            throw failure(refusals);
        }
        Path trial = Files.createTempDirectory(Access.nearest(place.file().get()), ".vastwatch", OWNER_ONLY);
        try {
            if (!isLoaded(trial, refusals)) {
                throw failure(refusals);
            }
        } finally {
            Files.deleteIfExists(trial.resolve(name(inJar())));
            Files.delete(trial);
        }
    }

    private static boolean isLoaded(StateLocation place, boolean makes, List<String> refusals) throws IOException {
        if (isLoaded || System.getProperty("org.sqlite.lib.path") != null) {
            return true;
        }
        String name = name(inJar());
        for (Path folder : folders(place, makes)) {
            if (isLoaded(folder, refusals)) {
                System.setProperty("org.sqlite.lib.path", folder.toString());
                System.setProperty("org.sqlite.lib.name", name);
                isLoaded = true;
                return true;
            }
        }
        return false;
    }

    private static IOException failure(List<String> refusals) {
        return new IOException("SQLite's library cannot be loaded: " + String.join(", ", refusals)
                + "; name a folder that may hold programs: java -Djava.io.tmpdir=FOLDER -jar …");
    }

    private static boolean isLoaded(Path folder, List<String> refusals) {
        try {
            System.load(unpacked(folder).toString());
            return true;
        } catch (IOException e) {
            refusals.add(folder + " cannot be used (" + FileErrors.of(e) + ")");
        } catch (UnsatisfiedLinkError e) {
            refusals.add(refusal(folder, String.valueOf(e.getMessage())));
        }
        return false;
    }

    static String refusal(Path folder, String said) {
        return said.contains("failed to map segment")
                ? folder + " is mounted noexec"
                : "it does not work here (" + said + ")";
    }

    private static List<Path> folders(StateLocation place, boolean makes) {
        List<Path> folders = new ArrayList<>();
        place.file().ifPresent(file -> {
            Path beside = file.resolveSibling(file.getFileName() + SUFFIX);
            Path folder = file.toAbsolutePath().getParent();
            // A file that another user may replace is not loaded.
            if (Files.exists(beside, LinkOption.NOFOLLOW_LINKS)
                    ? Access.isMine(beside)
                    : makes && folder != null && Access.isMine(folder)) {
                folders.add(beside);
            }
        });
        folders.add(Path.of(System.getProperty("java.io.tmpdir"), "vastwatch-" + System.getProperty("user.name"))
                .toAbsolutePath());
        return folders;
    }

    /** The library in a folder that only this user may use. What is there under its name is complete, and not read again. */
    static Path unpacked(Path folder) throws IOException {
        try {
            Files.createDirectory(folder, OWNER_ONLY);
        } catch (FileAlreadyExistsException e) {
            // From an earlier start; its owner is checked below.
        }
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
                || !Access.isMine(folder)
                || !Files.getPosixFilePermissions(folder).equals(OWNER_ONLY.value())) {
            throw new IOException("it is not a folder of this user alone");
        }
        JarURLConnection library = inJar();
        Path file = folder.resolve(name(library));
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            clear(folder);
            // Moved into place as a whole, and on the disk before that: another process may be loading it.
            Path draft = Files.createTempFile(folder, "new", ".tmp");
            try (InputStream in = library.getInputStream();
                    FileChannel out = FileChannel.open(draft, StandardOpenOption.WRITE)) {
                out.write(ByteBuffer.wrap(in.readAllBytes()));
                out.force(true);
                Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(draft);
            }
        }
        return file;
    }

    /** Deletes the libraries of other versions. A process that uses one keeps it. */
    private static void clear(Path folder) throws IOException {
        try (DirectoryStream<Path> others =
                Files.newDirectoryStream(folder, "*" + LibraryLoaderUtil.getNativeLibName())) {
            for (Path other : others) {
                Files.deleteIfExists(other);
            }
        }
    }

    /** With the checksum of the content, so that another version has another name. */
    private static String name(JarURLConnection library) throws IOException {
        return Long.toHexString(library.getJarEntry().getCrc()) + "-" + LibraryLoaderUtil.getNativeLibName();
    }

    static JarURLConnection inJar() throws IOException {
        return inJar(SYSTEM);
    }

    /** @param system the folder of a system's library, such as {@code /org/sqlite/native/Linux/x86_64} */
    static JarURLConnection inJar(String system) throws IOException {
        URL library = NativeLibrary.class.getResource(system + "/" + LibraryLoaderUtil.getNativeLibName());
        if (library == null) {
            throw new IOException(
                    "this build has SQLite's library for " + SYSTEMS + ", not for "
                            + system.replace("/org/sqlite/native/", "")
                            + "; name a folder that has libsqlitejdbc.so of sqlite-jdbc: java -Dorg.sqlite.lib.path=FOLDER -jar …");
        }
        return (JarURLConnection) library.openConnection();
    }
}

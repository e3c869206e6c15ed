package io.github.vastwatch.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether this user may use the files of a state; where not, the reason names the owner and what to do. */
final class Access {
    /** What stands beside a database, by what its name ends with. */
    private static final List<String> SUFFIXES = List.of("", "-wal", "-shm", StateLock.SUFFIX);

    private final Path file;
    private final Path folder;
    private final String me;

    /** @param me this user's name */
    Access(Path file, String me) {
        this.file = file;
        this.me = me;
        @Nullable Path parent = file.toAbsolutePath().getParent();
        this.folder = parent == null ? file : parent;
    }

    /**
     * Finds out whether a state can be read; changes nothing.
     *
     * @throws IOException when it is there and cannot
     */
    static void toRead(Path file) throws IOException {
        new Access(file, me()).check(false);
    }

    /**
     * Finds out whether a state can be written, or be made where there is none; changes nothing.
     *
     * @throws IOException when it cannot
     */
    static void toWrite(Path file) throws IOException {
        new Access(file, me()).check(true);
    }

    private void check(boolean writes) throws IOException {
        Path nearest = nearest(file);
        if (!Files.isDirectory(nearest)) {
            throw refused(nearest + " is not a folder", "name a file in a folder that may be written to");
        }
        if (!Files.isExecutable(nearest) || (writes && !Files.isWritable(nearest))) {
            throw writes && Files.isExecutable(nearest) && !nearest.equals(folder)
                    ? unmakeable(nearest)
                    : denied(nearest, writes);
        }
        for (String suffix : SUFFIXES) {
            Path each = file.resolveSibling(file.getFileName() + suffix);
            if (Files.isSymbolicLink(each) && !Files.exists(each)) {
                throw refused(each + " is a link to a file that is not there", "make that file, or remove the link");
            }
            if (Files.exists(each) && !Files.isRegularFile(each)) {
                throw refused(each + " is not a file", "name another");
            }
            if (Files.exists(each) && (!Files.isReadable(each) || (writes && !Files.isWritable(each)))) {
                throw denied(each, writes);
            }
        }
    }

    /** The folder of a file, or the nearest above that is there, as far as one may see. */
    static Path nearest(Path file) {
        Path nearest = new Access(file, me()).folder;
        for (@Nullable Path parent = nearest.getParent();
                parent != null && !Files.exists(nearest, LinkOption.NOFOLLOW_LINKS);
                parent = nearest.getParent()) {
            nearest = parent;
        }
        return nearest;
    }

    IOException denied(Path denied, boolean writes) {
        String owner = owner(denied);
        if (owner.equals(me)) {
            return refused(
                    "permission denied for " + denied,
                    "chmod u+rw" + (Files.isDirectory(denied) ? "x " : " ") + denied + ", or mount it writable");
        }
        boolean isFolderMine = owner(folder).equals(me);
        // In a folder that others use too, as /tmp, only the state changes hands.
        String chown = "chown -R " + me + ": " + (isFolderMine || !Files.isWritable(folder) ? folder : file + "*");
        return refused(
                denied + " belongs to '" + owner + "', and this runs as '" + me + "'",
                isFolderMine
                        ? chown
                        : "run this as '" + owner + "'" + (writes ? ", or give it to '" + me + "': " + chown : ""));
    }

    private IOException unmakeable(Path nearest) {
        return refused(
                "'" + me + "' may not make a folder in " + nearest,
                "make it as root: install -d -m 700 -o " + me + " " + folder + ", or name another file");
    }

    private IOException refused(String reason, String advice) {
        return new IOException("the state " + file + " cannot be used: " + reason + "; " + advice);
    }

    /** What root makes in a folder of another user shall be that user's, as SQLite does it: the service comes later. */
    static void give(Path made) throws IOException {
        @Nullable Path folder = made.toAbsolutePath().getParent();
        if (folder != null && me().equals("root") && !owner(folder).equals("root")) {
            Files.setOwner(made, Files.getOwner(folder));
        }
    }

    /** Whether something is this user's own, and not a link to it. */
    static boolean isMine(Path path) {
        return owner(path).equals(me());
    }

    private static String owner(Path path) {
        try {
            return Files.getOwner(path, LinkOption.NOFOLLOW_LINKS).getName();
        } catch (IOException e) {
            return "another user";
        }
    }

    /** This user's name, or where there is none, as in some containers, the number. */
    private static String me() {
        String name = System.getProperty("user.name");
        return name.equals("?") ? owner(Path.of("/proc/self")) : name;
    }
}

package io.github.vastwatch.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Checks whether this user may use the files of a state; a refusal names the owner and what to do. */
final class Access {
    /** Of the database and of the files that SQLite keeps beside it. */
    static final List<String> DATABASE = List.of("", "-wal", "-shm");

    private static final List<String> SUFFIXES =
            Stream.concat(DATABASE.stream(), Stream.of(StateLock.SUFFIX)).toList();

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
     * Checks that a state can be read, without changing anything.
     *
     * @throws IOException when it exists and cannot
     */
    static void toRead(Path file) throws IOException {
        new Access(file, me()).check(false);
    }

    /**
     * Checks that a state can be written, or created where there is none, without changing anything.
     *
     * @throws IOException when it cannot
     */
    static void toWrite(Path file) throws IOException {
        new Access(file, me()).check(true);
    }

    private void check(boolean writes) throws IOException {
        Path nearest = nearest(file);
        if (Files.isSymbolicLink(nearest) && !Files.isDirectory(nearest)) {
            throw unreachable(nearest);
        }
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

    /** The folder of a file, or its nearest parent that exists, as far as this user may see. */
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
        // In a shared folder such as /tmp, only the state itself changes its owner.
        String chown = "chown -R " + me + ": " + (isFolderMine || !Files.isWritable(folder) ? folder : file + "*");
        return refused(
                denied + " belongs to '" + owner + "', and this runs as '" + me + "'",
                isFolderMine
                        ? chown
                        : "run this as '" + owner + "'" + (writes ? ", or give it to '" + me + "': " + chown : ""));
    }

    /** A folder is a link, as systemd makes for a dynamic user, and leads to where this user may not look, or to nothing. */
    private IOException unreachable(Path link) throws IOException {
        Path target = link.resolveSibling(Files.readSymbolicLink(link));
        Path closed = nearest(target);
        return Files.isExecutable(closed)
                ? refused(link + " is a link to a folder that is not there", "make that folder, or remove the link")
                : refused(
                        closed + " belongs to '" + owner(closed) + "', and this runs as '" + me + "'",
                        "run this as '" + owner(closed) + "'");
    }

    private IOException unmakeable(Path nearest) {
        return refused(
                "'" + me + "' may not make a folder in " + nearest,
                "make it as root: install -d -m 700 -o " + me + " " + folder + ", or name another file");
    }

    private IOException refused(String reason, String advice) {
        return new IOException("the state " + file + " cannot be used: " + reason + "; " + advice);
    }

    /** Gives a file that root creates in another user's folder to that user, as SQLite does: the service starts later. */
    static void give(Path made) throws IOException {
        @Nullable Path folder = made.toAbsolutePath().getParent();
        if (folder != null && me().equals("root") && !owner(folder).equals("root")) {
            Files.setOwner(made, Files.getOwner(folder));
        }
    }

    /** Whether this user owns a file or folder that is not a link. */
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

    /** This user's name, or the number where there is none, as in some containers. */
    private static String me() {
        String name = System.getProperty("user.name");
        return name.equals("?") ? owner(Path.of("/proc/self")) : name;
    }
}

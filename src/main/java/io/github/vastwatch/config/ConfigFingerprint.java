package io.github.vastwatch.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What reading a config looked at on disk: while its fingerprint stays the same, reading it again says the same. */
public final class ConfigFingerprint {
    private final Set<Path> files = new TreeSet<>();
    private final Map<Path, Integer> folders = new TreeMap<>();

    /** A file was read, or looked for. */
    void file(Path file) {
        files.add(file);
    }

    /** A folder that was searched for names, down to a depth. */
    void folder(Path folder, int depth) {
        folders.merge(folder, depth, Math::max);
    }

    /**
     * A digest of the contents of the files and of the names in the folders. It reads them, because on some mounts neither
     * times nor events show a change.
     */
    public String fingerprint() {
        MessageDigest digest = sha256();
        files.forEach(file -> {
            digest.update(file.toString().getBytes(StandardCharsets.UTF_8));
            digest.update(contents(file));
        });
        folders.forEach((folder, depth) -> digest.update(names(folder, depth).getBytes(StandardCharsets.UTF_8)));
        return Base64.getEncoder().encodeToString(digest.digest());
    }

    private static byte[] contents(Path file) {
        try {
            return TextFile.bytes(file, YamlFile.MOST_BYTES);
        } catch (IOException e) {
            return e.toString().getBytes(StandardCharsets.UTF_8);
        }
    }

    private static String names(Path folder, int depth) {
        try {
            return String.join(
                    "\n", below(folder, depth).stream().map(Path::toString).toList());
        } catch (IOException e) {
            return e.getClass().getName();
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** The files below a folder in the order of their names. A link that leads back to a folder above leads to nothing new. */
    static NavigableSet<Path> below(Path folder, int depth) throws IOException {
        NavigableSet<Path> all = new TreeSet<>();
        Files.walkFileTree(folder, EnumSet.of(FileVisitOption.FOLLOW_LINKS), depth, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                all.add(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (failure instanceof FileSystemLoopException) {
                    return FileVisitResult.CONTINUE;
                }
                throw failure;
            }
        });
        return all;
    }
}

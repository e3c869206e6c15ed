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
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;

/** What reading a config looked at on disk: while its fingerprint stays the same, reading it again says the same. */
public final class ConfigFingerprint {
    private final Map<String, Found> found = new TreeMap<>();

    /**
     * What is at one place.
     *
     * @param now reads it again
     * @param first what was there before the config was read
     */
    private record Found(Supplier<byte[]> now, String first) {}

    /** A file is read next, or looked for. */
    void file(Path file) {
        add(file.toString(), () -> contents(file));
    }

    /** A folder is searched for names next, down to a depth. */
    void folder(Path folder, int depth) {
        add(folder + " " + depth, () -> names(folder, depth));
    }

    private void add(String what, Supplier<byte[]> now) {
        found.computeIfAbsent(what, each -> new Found(now, sha256(now.get())));
    }

    /**
     * A digest of the contents of the files and of the names in the folders. It reads them, because on some mounts neither
     * times nor events show a change.
     */
    public String fingerprint() {
        return digest(each -> sha256(each.now.get()));
    }

    /** The fingerprint before the config was read: it differs from later ones if a file changed meanwhile. */
    public String fingerprintAtFirst() {
        return digest(Found::first);
    }

    private String digest(Function<Found, String> digests) {
        StringBuilder all = new StringBuilder();
        found.forEach((what, each) -> all.append(what).append('\n').append(digests.apply(each)));
        return sha256(all.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] contents(Path file) {
        try {
            return TextFile.bytes(file, YamlFile.MOST_BYTES);
        } catch (IOException e) {
            return e.toString().getBytes(StandardCharsets.UTF_8);
        }
    }

    private static byte[] names(Path folder, int depth) {
        try {
            return String.join(
                            "\n",
                            below(folder, depth).stream().map(Path::toString).toList())
                    .getBytes(StandardCharsets.UTF_8);
        } catch (IOException e) {
            return e.getClass().getName().getBytes(StandardCharsets.UTF_8);
        }
    }

    private static String sha256(byte[] content) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(content));
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

package io.github.vastwatch.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What reading a config looked at on disk: while its fingerprint stays the same, reading it again says the same. */
public final class Touched {
    private final Set<Path> files = new TreeSet<>();
    private final Map<Path, Integer> folders = new TreeMap<>();

    /** A file was read, or looked for. */
    void file(Path file) {
        files.add(file);
    }

    /** A folder was searched for names, so many levels down. */
    void folder(Path folder, int depth) {
        folders.merge(folder, depth, Math::max);
    }

    /**
     * A digest of the contents of the files and of the names in the folders. It reads them, for on some mounts neither
     * times nor notices tell of a change.
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
                    "\n",
                    Folders.below(folder, depth).stream().map(Path::toString).toList());
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
}

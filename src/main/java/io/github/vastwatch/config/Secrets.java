package io.github.vastwatch.config;

import io.github.vastwatch.offer.Mistake;
import io.github.vastwatch.store.Reasons;
import io.github.vastwatch.vast.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads a secret that stands in the file, in another one that {@code …_file} names, or among systemd's credentials. */
final class Secrets {
    private Secrets() {}

    static Optional<Secret> read(Section section, String key) {
        Optional<Secret> here = section.read(key, Secret::new);
        Optional<Secret> there = section.read(key + "_file", path -> fromFile(Path.of(path), section.source()));
        there.ifPresent(secret -> doubtRights(section, key + "_file"));
        return here.or(() -> there);
    }

    /** A credential that systemd hands to the service, where there is one: {@code LoadCredential=} in its unit. */
    static Optional<Secret> credential(String name, Source source) {
        @Nullable String folder = source.variables().get("CREDENTIALS_DIRECTORY");
        if (folder == null || !Files.exists(Path.of(folder, name))) {
            return Optional.empty();
        }
        try {
            return Optional.of(fromFile(Path.of(folder, name), source));
        } catch (Mistake mistake) {
            source.at(0, mistake.getMessage(), mistake.advice());
            return Optional.empty();
        }
    }

    private static Secret fromFile(Path path, Source source) {
        source.problems().touched().file(path);
        try {
            String text = Files.readString(path).strip();
            if (text.isEmpty()) {
                throw new Mistake("the secret file " + path + " is empty");
            }
            return new Secret(text);
        } catch (IOException e) {
            throw new Mistake(
                    "the secret file " + path + " cannot be read: " + Reasons.of(e),
                    "it must be readable by the user that runs vastwatch");
        }
    }

    private static void doubtRights(Section section, String key) {
        section.read(key, Path::of)
                .filter(Secrets::isOpenToOthers)
                .ifPresent(path -> section.doubt(
                        key, "anyone on this machine can read the secret file " + path, "chmod o-r " + path));
    }

    private static boolean isOpenToOthers(Path path) {
        try {
            return Files.getPosixFilePermissions(path).contains(PosixFilePermission.OTHERS_READ);
        } catch (IOException | UnsupportedOperationException e) {
            // Elsewhere rights are another matter, and it could be read a moment ago.
            return false;
        }
    }
}

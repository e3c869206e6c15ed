package io.github.vastwatch.config;

import io.github.vastwatch.offer.Mistake;
import io.github.vastwatch.store.Reasons;
import io.github.vastwatch.vast.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Reads a secret that stands in the file, or in another one that {@code …_file} names. */
final class Secrets {
    private Secrets() {}

    static Optional<Secret> read(Section section, String key) {
        Optional<Secret> here = section.read(key, Secret::new);
        Optional<Secret> there = section.read(key + "_file", Secrets::fromFile);
        if (section.has(key) && section.has(key + "_file")) {
            section.problem(key + "_file", "both " + key + " and " + key + "_file are given", "keep one of them");
        }
        return here.or(() -> there);
    }

    private static Secret fromFile(String path) {
        try {
            String text = Files.readString(Path.of(path)).strip();
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
}

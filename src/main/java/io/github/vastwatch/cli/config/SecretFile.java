package io.github.vastwatch.cli.config;

import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.vast.Secret;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** A secret in a file of its own, which only its owner can read. */
record SecretFile(Path path, Secret secret) {
    SecretFile {
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new InvalidInput(
                    path + " already exists; nothing was changed", "move it away, or name another config with -c FILE");
        }
    }

    /** Beside a config, named after it. */
    static SecretFile beside(Path config, String name, String secret) {
        String base = String.valueOf(config.getFileName()).replaceFirst("\\.ya?ml$", "");
        return new SecretFile(
                config.toAbsolutePath().normalize().resolveSibling(base + "-" + name), new Secret(secret));
    }
}

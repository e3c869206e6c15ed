package io.github.vastwatch.config;

import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.store.FileErrors;
import io.github.vastwatch.vast.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** Reads a secret that stands in the file, in another one that {@code …_file} names, or among systemd's credentials. */
final class Secrets {
    private static final String PASSWORD = "password";
    private static final String BEARER = "Bearer ";
    /** As files of variables leave them that are not read by a shell. */
    private static final Pattern QUOTED = Pattern.compile("\".*\"|'.*'");
    /** No secret is longer. */
    private static final int MOST_BYTES = 65_536;

    private Secrets() {}

    static Optional<Secret> read(Section section, String key) {
        Source source = section.source();
        Optional<Secret> here = section.read(key, text -> new Secret(meant(key, text)));
        Optional<Secret> there =
                section.read(key + "_file", name -> new Secret(meant(key, fromFile(source.path(name), source))));
        here.ifPresent(secret -> doubtRights(section, key, source.file(), "this file, and the secret in it"));
        there.ifPresent(secret -> section.read(key + "_file", source::path)
                .ifPresent(file -> doubtRights(section, key + "_file", file, "the secret file " + file)));
        if (key.equals(PASSWORD)) {
            here.ifPresent(secret -> doubtPassword(section, key, secret));
            there.ifPresent(secret -> doubtPassword(section, key + "_file", secret));
        }
        return here.or(() -> there);
    }

    /** Without what came with it on the way: line ends, and, where a secret holds neither, blanks and quotes. */
    static String meant(String key, String text) {
        if (key.equals(PASSWORD)) {
            return text.replaceAll("[\\r\\n]+$", "");
        }
        String secret = text.strip();
        if (QUOTED.matcher(secret).matches()) {
            secret = secret.substring(1, secret.length() - 1).strip();
        }
        if (secret.matches("\\$\\w+")) {
            throw new InvalidInput("a variable without its brackets", "write ${" + secret.substring(1) + "}");
        }
        if (secret.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            throw new InvalidInput("'" + BEARER.strip() + "' stands before the secret", "write the secret alone");
        }
        if (secret.matches("[A-Z][A-Z0-9_]*=\\S+")) {
            throw new InvalidInput("a name and a '=' stand before the secret", "write the secret alone");
        }
        return secret;
    }

    /** A password may hold anything; what it hardly holds is doubted. */
    private static void doubtPassword(Section section, String key, Secret secret) {
        String password = secret.reveal();
        if (QUOTED.matcher(password).matches()) {
            section.doubt(key, "the password has quotes around it, which are taken as a part of it", "remove them");
        } else if (!password.strip().equals(password)) {
            section.doubt(key, "the password begins or ends with a blank, which is taken as a part of it", "remove it");
        } else if (password.matches("\\$[A-Z_]\\w*")) {
            section.doubt(
                    key,
                    "the password looks like a variable without its brackets",
                    "write ${" + password.substring(1) + "}");
        }
    }

    /** A credential that systemd hands to the service, where there is one: {@code LoadCredential=} in its unit. */
    static Optional<Secret> credential(String name, Source source) {
        @Nullable String folder = source.variables().get("CREDENTIALS_DIRECTORY");
        if (folder == null || !Files.exists(Path.of(folder, name))) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Secret(meant(name, fromFile(Path.of(folder, name), source))));
        } catch (InvalidInput invalidInput) {
            source.at(0, invalidInput.getMessage(), invalidInput.advice());
            return Optional.empty();
        }
    }

    private static String fromFile(Path path, Source source) {
        source.problems().touched().file(path);
        try {
            String text = TextFile.read(path, MOST_BYTES);
            if (text.isBlank()) {
                throw new InvalidInput("the secret file " + path + " is empty");
            }
            if (text.strip().lines().count() > 1) {
                throw new InvalidInput(
                        "the secret file " + path + " has more than one line", "it must hold the secret alone");
            }
            return text;
        } catch (IOException e) {
            throw new InvalidInput(
                    "the secret file " + path + " cannot be read: " + FileErrors.of(e),
                    Files.isReadable(path)
                            ? "it must be a file that holds the secret alone, in UTF-8"
                            : "it must be readable by the user that runs vastwatch");
        }
    }

    private static void doubtRights(Section section, String key, Path file, String what) {
        boolean isWritten = section.node(key)
                .filter(node ->
                        node instanceof ScalarNode scalar && scalar.getValue().contains("${"))
                .isEmpty();
        if (isWritten && isOpenToOthers(file)) {
            section.doubt(key, "anyone on this machine can read " + what, "chmod o-r " + file);
        }
    }

    private static boolean isOpenToOthers(Path path) {
        try {
            Path real = path.toRealPath();
            for (@Nullable Path folder = real.getParent(); folder != null; folder = folder.getParent()) {
                if (!Files.getPosixFilePermissions(folder).contains(PosixFilePermission.OTHERS_EXECUTE)) {
                    return false;
                }
            }
            return Files.getPosixFilePermissions(real).contains(PosixFilePermission.OTHERS_READ);
        } catch (IOException | UnsupportedOperationException e) {
            // Elsewhere rights are another matter, and it could be read a moment ago.
            return false;
        }
    }
}

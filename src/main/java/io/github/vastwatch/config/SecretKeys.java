package io.github.vastwatch.config;

import static io.github.vastwatch.config.Key.key;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.store.FileErrors;
import io.github.vastwatch.vast.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A secret that stands in the config itself, or in a file that {@code NAME_file} names.
 *
 * @param inline the key whose value is the secret
 * @param file the key whose value names the file
 */
record SecretKeys(Key<Secret> inline, Key<Secret> file) {
    private static final String PASSWORD = "password";
    private static final String BEARER = "Bearer ";
    /** As files of variables leave them that no shell reads. */
    private static final Pattern QUOTED = Pattern.compile("\".*\"|'.*'");
    /** No secret is longer. */
    private static final int MOST_BYTES = 65_536;

    static SecretKeys of(String path, String example, String fileExample) {
        return of(path, ScalarCodec.TEXT::schema, secret -> {}, example, fileExample);
    }

    /** A secret with a certain form. */
    static SecretKeys of(String path, String pattern, Consumer<Secret> check, String example, String fileExample) {
        return of(path, () -> ScalarCodec.matching(pattern), check, example, fileExample);
    }

    private static SecretKeys of(
            String path, Supplier<ObjectNode> form, Consumer<Secret> check, String example, String fileExample) {
        String name = path.substring(path.indexOf('.') + 1);
        return new SecretKeys(
                key(path, inline(name, check).like(form)).examples(example).secret(),
                key(path + "_file", file(name, check)).examples(fileExample));
    }

    /** The key of a file alone, for a secret that never stands in the config itself. */
    static Key<Secret> file(String path, String name, String example) {
        return key(path, file(name, secret -> {})).examples(example);
    }

    private static ScalarCodec<Secret> inline(String name, Consumer<Secret> check) {
        return secret(ScalarCodec.TEXT, (value, text) -> {
            Secret secret = new Secret(trimmed(name, text));
            check.accept(secret);
            warnOfRights(value, value.file().path(), "this file, and the secret in it");
            warnOfPassword(name, value, secret);
            return secret;
        });
    }

    private static ScalarCodec<Secret> file(String name, Consumer<Secret> check) {
        return secret(ScalarCodec.TEXT, (value, text) -> {
            Path path = value.file().resolve(text);
            Secret secret = new Secret(trimmed(name, contents(path, value.file().readContext())));
            check.accept(secret);
            warnOfRights(value, path, "the secret file " + path);
            warnOfPassword(name, value, secret);
            return secret;
        });
    }

    private static ScalarCodec<Secret> secret(ScalarCodec<?> form, BiFunction<YamlValue, String, Secret> parse) {
        return new ScalarCodec<>(parse, String::valueOf, TextNode::valueOf, form::schema);
    }

    Optional<Secret> in(Values values) {
        return values.find(inline).or(() -> values.find(file));
    }

    boolean areMissingIn(Values values) {
        return values.lacks(inline) && values.lacks(file);
    }

    boolean areIn(Values values) {
        return values.has(inline) || values.has(file);
    }

    /** The one of the two that is given. */
    Key<Secret> given(Values values) {
        return values.has(file) ? file : inline;
    }

    /** A secret without what came with it on the way: line ends, and, where it holds neither, blanks and quotes. */
    static String trimmed(String key, String text) {
        if (key.endsWith(PASSWORD)) {
            return text.replaceAll("[\\r\\n]+$", "");
        }
        String secret = text.strip();
        if (QUOTED.matcher(secret).matches()) {
            secret = secret.substring(1, secret.length() - 1).strip();
        }
        if (secret.matches("\\$\\w+")) {
            throw new InvalidInput("a variable without its braces", "write ${" + secret.substring(1) + "}");
        }
        if (secret.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            throw new InvalidInput("'" + BEARER.strip() + "' is before the secret", "write the secret alone");
        }
        if (secret.matches("[A-Z][A-Z0-9_]*=\\S+")) {
            throw new InvalidInput("a name and a '=' are before the secret", "write the secret alone");
        }
        return secret;
    }

    /** A password may hold anything; what it hardly holds is worth a warning. */
    private static void warnOfPassword(String name, YamlValue value, Secret secret) {
        String password = secret.reveal();
        if (!name.equals(PASSWORD)) {
            return;
        }
        if (QUOTED.matcher(password).matches()) {
            warn(value, "the password has quotes around it, which are used as a part of it", "remove them");
        } else if (!password.strip().equals(password)) {
            warn(value, "the password begins or ends with a space, which is used as a part of it", "remove it");
        } else if (password.matches("\\$[A-Z_]\\w*")) {
            warn(
                    value,
                    "the password looks like a variable without its braces",
                    "write ${" + password.substring(1) + "}");
        }
    }

    private static void warn(YamlValue value, String message, String advice) {
        value.warn(new InvalidInput(message, advice));
    }

    /** A credential that systemd gives to the service, where there is one: {@code LoadCredential=} in its unit. */
    static Optional<Secret> credential(String name, SourceFile file) {
        @Nullable String folder = file.readContext().variables().get("CREDENTIALS_DIRECTORY");
        if (folder == null || !Files.exists(Path.of(folder, name))) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Secret(trimmed(name, contents(Path.of(folder, name), file.readContext()))));
        } catch (InvalidInput mistake) {
            file.problem(0, mistake.getMessage(), mistake.advice());
            return Optional.empty();
        }
    }

    private static String contents(Path path, SourceFile.Context readContext) {
        readContext.configFingerprint().file(path);
        try {
            String text = TextFile.read(path, MOST_BYTES);
            if (text.isBlank()) {
                throw new InvalidInput("the secret file " + path + " is empty");
            }
            if (text.strip().lines().count() > 1) {
                throw new InvalidInput(
                        "the secret file " + path + " has more than one line", "it must contain the secret only");
            }
            return text;
        } catch (IOException e) {
            throw new InvalidInput(
                    "the secret file " + path + " cannot be read: " + FileErrors.of(e),
                    Files.isReadable(path)
                            ? "the file must contain only the secret, in UTF-8"
                            : "it must be readable by the user that runs vastwatch");
        }
    }

    private static void warnOfRights(YamlValue value, Path file, String what) {
        if (!value.raw().contains("${") && isOpenToOthers(file)) {
            warn(value, "anyone on this machine can read " + what, "chmod o-r " + file);
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
            // Other systems have other rights, and the file was read a moment ago.
            return false;
        }
    }
}

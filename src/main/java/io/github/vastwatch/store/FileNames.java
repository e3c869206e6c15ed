package io.github.vastwatch.store;

import io.github.vastwatch.offer.InvalidInput;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads file names that a person wrote. */
public final class FileNames {
    private FileNames() {}

    /** The error for a name that no file can have. */
    public static InvalidInput invalidInput(InvalidPathException failure) {
        String name = failure.getInput();
        boolean isPlain = name.chars().allMatch(each -> each < 0x80);
        return new InvalidInput(
                "not the name of a file: '" + name.replaceAll("\\p{Cntrl}", "?") + "'",
                isPlain ? "" : "the locale may not have its characters: set LANG=C.UTF-8");
    }

    /** The name without links in it, as far as the path exists: one file has one such name. */
    static Path real(Path file) {
        Path absolute = file.toAbsolutePath().normalize();
        try {
            return absolute.toRealPath();
        } catch (IOException e) {
            @Nullable Path folder = absolute.getParent();
            @Nullable Path name = absolute.getFileName();
            return folder == null || name == null ? absolute : real(folder).resolve(name);
        }
    }

    /**
     * The name with a leading {@code ~} replaced by the user's own folder, as a shell does it.
     *
     * @param environment gives the value of a variable, or null
     */
    public static String expanded(String name, Function<String, @Nullable String> environment) {
        if (!name.startsWith("~")) {
            return name;
        }
        if (name.length() > 1 && name.charAt(1) != '/') {
            throw new InvalidInput(
                    "~ is supported only for your own home folder: '" + name + "'",
                    "write the whole name, from / on; a file of this name is ./" + name);
        }
        String home = Optional.ofNullable(environment.apply("HOME"))
                .filter(each -> !each.isEmpty())
                .orElseGet(() -> System.getProperty("user.home"));
        return home + name.substring(1);
    }
}

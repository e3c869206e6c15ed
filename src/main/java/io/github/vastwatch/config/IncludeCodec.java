package io.github.vastwatch.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.store.FileErrors;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;

/** The files that {@code include:} names, by name or by pattern, relative to the file that names them. */
final class IncludeCodec implements Codec<List<Path>> {
    private static final Pattern GLOB = Pattern.compile("[*?\\[{]");
    /** {@code **} goes no deeper. */
    private static final int DEEPEST = 16;

    private static final ListCodec<String> NAMES = new ListCodec<>(ScalarCodec.TEXT);

    /** The files in the order of their names, each once. */
    @Override
    public Optional<List<Path>> read(YamlValue value) {
        if (value.isMapping() || value.items().isEmpty()) {
            return NAMES.read(value).map(names -> List.of());
        }
        NavigableSet<Path> files = new TreeSet<>();
        value.items().forEach(item -> item.read(text -> named(item, text)).ifPresent(files::addAll));
        return Optional.of(List.copyOf(files));
    }

    @Override
    public ObjectNode schema() {
        return NAMES.schema();
    }

    private static Set<Path> named(YamlValue item, String text) {
        if (text.isEmpty()) {
            return Set.of();
        }
        Matcher glob = GLOB.matcher(text);
        return glob.find() ? matching(item, text, text.lastIndexOf('/', glob.start()) + 1) : Set.of(file(item, text));
    }

    private static Path file(YamlValue item, String text) {
        Path file = item.file().resolve(text);
        item.file().readContext().configFingerprint().file(file);
        if (!Files.exists(file) && !Files.notExists(file)) {
            throw new InvalidInput(
                    "the included file " + file + " cannot be read: permission denied",
                    "it must be readable by the user that runs vastwatch");
        }
        if (!Files.exists(file)) {
            throw new InvalidInput(
                    "the included file " + file + " does not exist",
                    "it is looked for beside " + item.file().path() + "; a name with * may match nothing");
        }
        if (isSame(file, item.file().path())) {
            throw new InvalidInput("the file includes itself");
        }
        return file;
    }

    private static Set<Path> matching(YamlValue item, String text, int fixed) {
        Path including = item.file().path();
        Path base = item.file().resolve(text.substring(0, fixed));
        String pattern = text.substring(fixed);
        int depth = pattern.contains("**") ? DEEPEST : pattern.split("/").length;
        item.file().readContext().configFingerprint().folder(base, depth);
        try {
            PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
            Set<Path> files = Files.isDirectory(base)
                    ? ConfigFingerprint.below(base, depth).stream()
                            .filter(file -> matcher.matches(base.relativize(file)))
                            .filter(file -> Files.isRegularFile(file) && !isHidden(file) && !isSame(file, including))
                            .collect(Collectors.toSet())
                    : Set.of();
            if (files.isEmpty()) {
                item.warn("no file matches '" + text + "'", "it is looked for beside " + including);
            }
            return files;
        } catch (PatternSyntaxException e) {
            throw new InvalidInput("not a pattern of file names: '" + text + "'", "write it as watches.d/*.yaml");
        } catch (IOException e) {
            throw new InvalidInput("the folder " + base + " cannot be read: " + FileErrors.withName(e));
        }
    }

    /** Editors leave hidden files beside those that they edit, and shells match none either. */
    private static boolean isHidden(Path file) {
        return String.valueOf(file.getFileName()).startsWith(".");
    }

    private static boolean isSame(Path file, Path including) {
        try {
            return Files.isSameFile(file, including);
        } catch (IOException e) {
            return false;
        }
    }
}

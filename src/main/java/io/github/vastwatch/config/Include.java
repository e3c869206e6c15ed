package io.github.vastwatch.config;

import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.store.FileErrors;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** The files that {@code include:} names, by name or by glob, relative to the file that says so. */
final class Include {
    private static final Pattern GLOB = Pattern.compile("[*?\\[{]");
    /** {@code **} goes no deeper. */
    private static final int DEEPEST = 16;

    private final Path including;
    private final Section top;
    private final NavigableSet<Path> files = new TreeSet<>();

    private Include(Path including, Section top) {
        this.including = including;
        this.top = top;
    }

    /** The files in the order of their names, each once. */
    static List<Path> files(Path including, Section top) {
        Include include = new Include(including, top);
        top.readList("include", text -> text);
        top.node("include").ifPresent(node -> {
            List<Node> items = node instanceof SequenceNode sequence ? sequence.getValue() : List.of(node);
            items.forEach(include::add);
        });
        return List.copyOf(include.files);
    }

    private void add(Node item) {
        // What is no scalar is told already, and a wrong variable too.
        int before = top.source().problems().count();
        Nodes.text(item, top.source()).filter(text -> !text.isEmpty()).ifPresent(text -> {
            if (top.source().problems().count() > before) {
                return;
            }
            try {
                Matcher glob = GLOB.matcher(text);
                if (glob.find()) {
                    glob(item, text, text.lastIndexOf('/', glob.start()) + 1);
                } else {
                    named(item, text);
                }
            } catch (InvalidInput invalidInput) {
                top.source().at(item, invalidInput.getMessage(), invalidInput.advice());
            }
        });
    }

    private void named(Node item, String text) {
        Path file = top.source().path(text);
        top.source().problems().touched().file(file);
        if (!Files.exists(file) && !Files.notExists(file)) {
            top.source()
                    .at(
                            item,
                            "the included file " + file + " cannot be read: permission denied",
                            "it must be readable by the user that runs vastwatch");
        } else if (!Files.exists(file)) {
            top.source()
                    .at(
                            item,
                            "the included file " + file + " does not exist",
                            "it is looked for beside " + including + "; a name with * may match nothing");
        } else if (isIncluding(file)) {
            top.source().at(item, "the file includes itself", "");
        } else {
            files.add(file);
        }
    }

    private void glob(Node item, String text, int fixed) {
        Path base = top.source().path(text.substring(0, fixed));
        String pattern = text.substring(fixed);
        int depth = pattern.contains("**") ? DEEPEST : pattern.split("/").length;
        int before = files.size();
        top.source().problems().touched().folder(base, depth);
        try {
            PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
            if (Files.isDirectory(base)) {
                Folders.below(base, depth).stream()
                        .filter(file -> matcher.matches(base.relativize(file)))
                        .filter(file -> Files.isRegularFile(file) && !isHidden(file) && !isIncluding(file))
                        .forEach(files::add);
            }
        } catch (PatternSyntaxException e) {
            top.source().at(item, "not a pattern of file names: '" + text + "'", "write it as watches.d/*.yaml");
            return;
        } catch (IOException e) {
            top.source().at(item, "the folder " + base + " cannot be read: " + FileErrors.withName(e), "");
            return;
        }
        if (files.size() == before) {
            top.source().doubt(item, "no file matches '" + text + "'", "it is looked for beside " + including);
        }
    }

    /** Editors leave hidden files beside those that they edit, and shells match none either. */
    private static boolean isHidden(Path file) {
        return String.valueOf(file.getFileName()).startsWith(".");
    }

    private boolean isIncluding(Path file) {
        try {
            return Files.isSameFile(file, including);
        } catch (IOException e) {
            return false;
        }
    }
}

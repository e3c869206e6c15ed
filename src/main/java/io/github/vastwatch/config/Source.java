package io.github.vastwatch.config;

import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.store.FileNames;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** The text of one file of the config, which knows the place of everything in it and what of it is secret. */
final class Source {
    private static final String STARS = "***";

    private final Path file;
    private final String name;
    private final String text;
    private final Lines lines;
    private final int order;
    private final Problems problems;
    private final Variables variables;
    /** Without characters beyond the first plane, which nearly no config has, an offset is what the parser counts. */
    private final boolean hasPairs;

    private final List<int[]> hidden = new ArrayList<>();

    /**
     * @param order its place among the files of the config, the including one being 0
     */
    Source(Path file, String text, int order, Problems problems, Variables variables) {
        this.file = file;
        this.name = file.toString();
        this.text = text;
        this.lines = new Lines(text);
        this.order = order;
        this.problems = problems;
        this.variables = variables;
        this.hasPairs = text.codePointCount(0, text.length()) < text.length();
    }

    String text() {
        return text;
    }

    Path file() {
        return file;
    }

    /** The file of a name that stands here: relative to the folder of this file, with ~ for the user's own. */
    Path path(String written) {
        try {
            return file.resolveSibling(FileNames.expanded(written, variables::get))
                    .normalize();
        } catch (InvalidPathException e) {
            throw FileNames.invalidInput(e);
        }
    }

    int order() {
        return order;
    }

    Problems problems() {
        return problems;
    }

    Variables variables() {
        return variables;
    }

    void at(Node node, String message, String advice) {
        at(start(node), message, advice);
    }

    void at(int offset, String message, String advice) {
        problems.add(this, offset, message, advice);
    }

    /** Says that something can be meant, but hardly is. */
    void doubt(Node node, String message, String advice) {
        problems.doubt(this, start(node), message, advice);
    }

    /** The same of a part of a scalar, whose place is counted in the text that it means. */
    void doubt(ScalarNode node, InvalidInput doubt) {
        Variables.Substituted substituted = variables.substituted(node.getValue());
        problems.doubt(
                this,
                ScalarPlace.of(text, node, substituted.origin(doubt.at())),
                substituted.masked(doubt.getMessage()),
                substituted.masked(doubt.advice()));
    }

    /** Reads a scalar; a mistake in it becomes a problem with its place. */
    <T> Optional<T> read(ScalarNode node, Function<String, T> parse) {
        Variables.Substituted substituted;
        try {
            substituted = variables.substituted(node.getValue());
        } catch (InvalidInput invalidInput) {
            at(ScalarPlace.of(text, node, invalidInput.at()), invalidInput.getMessage(), invalidInput.advice());
            return Optional.empty();
        }
        try {
            return Optional.of(parse.apply(substituted.text()));
        } catch (InvalidInput invalidInput) {
            int place = ScalarPlace.of(text, node, substituted.origin(invalidInput.at()));
            at(place, substituted.masked(invalidInput.getMessage()), substituted.masked(invalidInput.advice()));
            return Optional.empty();
        }
    }

    /** Shows stars wherever a node would be shown. */
    void hide(Node node) {
        hide(start(node), offset(node.getEndMark().getIndex()));
    }

    /** Shows stars in place of a part of the text. */
    void hide(int from, int to) {
        hidden.add(new int[] {from, to});
    }

    boolean isHidden(int offset) {
        return hidden.stream().anyMatch(range -> range[0] <= offset && offset < range[1]);
    }

    /** {@code FILE:LINE} of a node. */
    String lineOf(Node node) {
        return name + ":" + (lines.at(start(node)) + 1);
    }

    Problem problem(int offset, String message, String advice) {
        int start = lines.start(offset);
        String line = text.substring(start, lines.end(offset));
        int column = text.codePointCount(start, Math.min(offset, text.length()));
        return new Problem(
                name, lines.at(offset) + 1, column + 1, message, advice, line.isBlank() ? "" : excerpt(offset));
    }

    private String excerpt(int offset) {
        StringBuilder shown = new StringBuilder();
        int caret = -1;
        int end = lines.end(offset);
        for (int i = lines.start(offset); i < end; ) {
            int from = i;
            Optional<int[]> secret = hidden.stream()
                    .filter(range -> range[0] <= from && from < range[1])
                    .findFirst();
            int next =
                    secret.map(range -> Math.min(range[1], end)).orElse(i + Character.charCount(text.codePointAt(i)));
            if (caret < 0 && offset < next) {
                caret = shown.codePointCount(0, shown.length());
            }
            shown.append(secret.isPresent() ? STARS : text.substring(i, next).replace('\t', ' '));
            i = next;
        }
        int blanks = caret < 0 ? shown.codePointCount(0, shown.length()) : caret;
        return shown + "\n" + " ".repeat(blanks) + "^";
    }

    private int start(Node node) {
        return offset(node.getStartMark().getIndex());
    }

    /** The parser counts code points. */
    int offset(int codePoints) {
        return !hasPairs
                ? Math.min(codePoints, text.length())
                : text.offsetByCodePoints(0, Math.min(codePoints, text.codePointCount(0, text.length())));
    }
}

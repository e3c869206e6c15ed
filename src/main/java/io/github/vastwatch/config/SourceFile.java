package io.github.vastwatch.config;

import io.github.vastwatch.store.FileNames;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** The text of one file of the config, the problems found in it, and the parts of it that must not be shown. */
final class SourceFile {
    private static final String STARS = "***";
    /** The ends of lines in YAML 1.1. */
    private static final Pattern LINE_END = Pattern.compile("\\r\\n|[\\n\\r\\x{85}\\x{2028}\\x{2029}]");

    private record Finding(int offset, String message, String advice) {}

    private final Path path;
    private final String text;
    private final Context readContext;
    /** Without characters beyond the first plane, as in nearly every config, an offset equals what the parser counts. */
    private final boolean hasPairs;

    private final Set<Finding> problems = new LinkedHashSet<>();
    private final Set<Finding> warnings = new LinkedHashSet<>();
    private final List<SourceFile> sibling = new ArrayList<>();
    private final List<int[]> hidden = new ArrayList<>();
    private final List<Integer> lineStarts = new ArrayList<>();

    SourceFile(Path path, String text, Context readContext) {
        this.path = path;
        this.text = text;
        this.readContext = readContext;
        this.hasPairs = text.codePointCount(0, text.length()) < text.length();
    }

    String text() {
        return text;
    }

    Path path() {
        return path;
    }

    Context readContext() {
        return readContext;
    }

    /** The path of a name that is written here: relative to the folder of this file, with ~ for the user's home. */
    Path resolve(String written) {
        try {
            return path.resolveSibling(FileNames.expanded(written, readContext.variables()::get))
                    .normalize();
        } catch (InvalidPathException e) {
            throw FileNames.invalidInput(e);
        }
    }

    /** A file that this one names, whose problems are reported behind those of this one. */
    SourceFile sibling(Path other, String contents) {
        SourceFile file = new SourceFile(other, contents, readContext);
        sibling.add(file);
        return file;
    }

    void problem(int offset, String message, String advice) {
        problems.add(new Finding(offset, message, advice));
    }

    void problem(Node node, String message, String advice) {
        problem(start(node), message, advice);
    }

    /** Reports what is allowed but hardly intended. */
    void warn(int offset, String message, String advice) {
        warnings.add(new Finding(offset, message, advice));
    }

    int problemCount() {
        return problems.size()
                + sibling.stream().mapToInt(SourceFile::problemCount).sum();
    }

    List<Problem> problems() {
        return sorted(problems, SourceFile::problems);
    }

    List<Problem> warnings() {
        return sorted(warnings, SourceFile::warnings);
    }

    /** From the top of the file. Excerpts are cut only now, when it is known which values are secret. */
    private List<Problem> sorted(Set<Finding> findings, Function<SourceFile, List<Problem>> ofNamed) {
        return Stream.concat(
                        findings.stream()
                                .sorted(Comparator.comparingInt(Finding::offset))
                                .map(each -> shown(each.offset(), each.message(), each.advice())),
                        sibling.stream().flatMap(file -> ofNamed.apply(file).stream()))
                .toList();
    }

    /** Shows stars in place of a node. */
    void hide(Node node) {
        hide(start(node), offset(node.getEndMark().getIndex()));
    }

    void hide(int from, int to) {
        hidden.add(new int[] {from, to});
    }

    boolean isHidden(int offset) {
        return hidden.stream().anyMatch(range -> range[0] <= offset && offset < range[1]);
    }

    /** {@code FILE:LINE} of a node. */
    String lineOf(Node node) {
        return path + ":" + (node.getStartMark().getLine() + 1);
    }

    /** {@code LINE:COLUMN} of an offset. */
    String placeOf(int offset) {
        Problem here = shown(offset, "", "");
        return here.line() + ":" + here.column();
    }

    private Problem shown(int offset, String message, String advice) {
        int at = Math.min(offset, text.length());
        int found = Collections.binarySearch(lineStarts(), at);
        int line = found >= 0 ? found : -found - 2;
        int start = lineStarts().get(line);
        Matcher ends = LINE_END.matcher(text);
        int end = ends.find(at) && ends.start() >= at ? ends.start() : text.length();
        String excerpt = text.substring(start, end).isBlank() ? "" : excerpt(start, end, at);
        return new Problem(path.toString(), line + 1, text.codePointCount(start, at) + 1, message, advice, excerpt);
    }

    /** The offset of each line; a config of 100,000 watches has too many lines to count them for each problem. */
    private List<Integer> lineStarts() {
        if (lineStarts.isEmpty()) {
            lineStarts.add(0);
            Matcher ends = LINE_END.matcher(text);
            while (ends.find()) {
                lineStarts.add(ends.end());
            }
        }
        return lineStarts;
    }

    private String excerpt(int start, int end, int offset) {
        StringBuilder shown = new StringBuilder();
        int caret = -1;
        for (int i = start; i < end; ) {
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

    int start(Node node) {
        return offset(node.getStartMark().getIndex());
    }

    /** The offset of a place as the parser counts it, in code points. */
    int offset(int codePoints) {
        return !hasPairs
                ? Math.min(codePoints, text.length())
                : text.offsetByCodePoints(0, Math.min(codePoints, text.codePointCount(0, text.length())));
    }

    /**
     * The offset of a character of a scalar's value. It is exact on a single line and in a literal block; the parser does
     * not keep it where escapes and folding changed the text, and then it is the start of the scalar.
     */
    int place(ScalarNode scalar, int at) {
        int start = start(scalar);
        String raw = text.substring(start, offset(scalar.getEndMark().getIndex()));
        String value = scalar.getValue();
        if (scalar.getScalarStyle() == ScalarStyle.LITERAL) {
            int row = (int)
                    value.substring(0, at).chars().filter(each -> each == '\n').count();
            int column = at - value.lastIndexOf('\n', at - 1) - 1;
            int line = start;
            for (int i = 0; i <= row; i++) {
                line = text.indexOf('\n', line) + 1;
            }
            String wanted = value.split("\n", -1)[row];
            return Math.max(start, text.indexOf(wanted, line)) + column;
        }
        int found = value.isEmpty() ? Math.min(raw.length(), 1) : raw.lastIndexOf(value);
        return start + (found >= 0 ? found + at : text.startsWith("\"", start) || text.startsWith("'", start) ? 1 : 0);
    }

    /**
     * One reading of a config: the environment, what was read on disk, and what is known about all of its files.
     *
     * @param secrets the names of keys whose values must not be shown
     * @param homes where a key belongs that stands in the wrong section
     * @param channels the names of the channels; null while they are not all known
     */
    record Context(
            Variables variables,
            Set<String> secrets,
            List<UnknownKey.Home> homes,
            ConfigFingerprint configFingerprint,
            AtomicReference<@Nullable Set<String>> channels) {
        Context(Variables variables, Set<String> secrets, List<UnknownKey.Home> homes) {
            this(variables, secrets, homes, new ConfigFingerprint(), new AtomicReference<>());
        }
    }
}

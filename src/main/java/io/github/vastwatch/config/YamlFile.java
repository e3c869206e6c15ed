package io.github.vastwatch.config;

import io.github.vastwatch.offer.Spelling;
import io.github.vastwatch.store.FileErrors;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.reader.ReaderException;

/** Reads a YAML file of the config to nodes that are safe to walk. */
final class YamlFile {
    /** A config of five thousand watches is about a megabyte; what is larger is something else. */
    static final int MOST_BYTES = 2_000_000;
    /** More than the query of a watch in a list needs, with room for mistakes. */
    private static final int DEEPEST = 50;

    private YamlFile() {}

    /**
     * The value at the top of a file, if there is one that can be read; what is wrong is a problem of the file.
     *
     * @param isMain whether it is the file that may include others
     * @param files takes the file, whether or not it can be read
     */
    static Optional<YamlValue> read(Path path, boolean isMain, SourceFile.Context readContext, List<SourceFile> files) {
        readContext.configFingerprint().file(path);
        byte[] bytes;
        try {
            bytes = TextFile.bytes(path, MOST_BYTES);
        } catch (IOException e) {
            String message = "the file cannot be read: " + FileErrors.of(e);
            return refuse(file(path, "", readContext, files), message, isMain ? "name another with -c FILE" : "");
        }
        if (bytes.length > MOST_BYTES) {
            String message = "the file has more than " + MOST_BYTES / 1_000_000 + " MB";
            return refuse(file(path, "", readContext, files), message, "is it a config at all?");
        }
        CharBuffer decoded = CharBuffer.allocate(bytes.length);
        CoderResult result = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT)
                .decode(ByteBuffer.wrap(bytes), decoded, true);
        String text = decoded.flip().toString();
        if (result.isError()) {
            return refuse(
                    file(path, text, readContext, files),
                    "the file is not UTF-8",
                    "the first byte that is not UTF-8 is here; save it as UTF-8");
        }
        // A byte order mark, as Windows writes it, is no part of the text.
        return compose(file(path, text.startsWith("\uFEFF") ? text.substring(1) : text, readContext, files), isMain);
    }

    private static SourceFile file(Path path, String text, SourceFile.Context readContext, List<SourceFile> files) {
        SourceFile file = new SourceFile(path, text, readContext);
        files.add(file);
        return file;
    }

    private static Optional<YamlValue> refuse(SourceFile file, String message, String advice) {
        file.problem(file.text().length(), message, advice);
        return Optional.empty();
    }

    private static Optional<YamlValue> compose(SourceFile file, boolean isMain) {
        LoaderOptions options = new LoaderOptions();
        options.setNestingDepthLimit(DEEPEST);
        // Many watches may well share an alias; what aliases multiply is counted below.
        options.setMaxAliasesForCollections(Integer.MAX_VALUE);
        options.setCodePointLimit(Integer.MAX_VALUE);
        try {
            @Nullable Node root = new Yaml(options).compose(new StringReader(file.text()));
            if (root == null && isMain) {
                file.problem(0, "the file is empty", "config/vastwatch.yaml shows every key");
            } else if (root == null) {
                file.warn(0, "the file is empty", "");
            } else if (new Guard(file).isSound(root)) {
                return Optional.of(YamlValue.of(root, file, ""));
            }
        } catch (YAMLException e) {
            YamlErrors.report(e, file);
        }
        return Optional.empty();
    }

    /** Walks the nodes of a file once before they are read: aliases can make a tree endless, and some must not be shown. */
    private static final class Guard {
        /** A thousand watches, each of them with an alias for everything, have about 30,000. */
        private static final long MOST_VALUES = 250_000;
        /** More than the longest template. */
        private static final int MOST_CHARACTERS = 100_000;

        private static final String STANDARD_TAG = "tag:yaml.org,2002:";

        private final SourceFile file;
        /** A secret key whose colon lacks its blank is a value, or a part of one. */
        private final Pattern runTogether;

        private final IdentityHashMap<Node, Long> sizes = new IdentityHashMap<>();
        private final IdentityHashMap<Node, Boolean> open = new IdentityHashMap<>();

        Guard(SourceFile file) {
            this.file = file;
            this.runTogether = Pattern.compile(
                    "(?i)\\b(" + String.join("|", file.readContext().secrets()) + ")\\s*[:=]");
        }

        boolean isSound(Node root) {
            if (size(root) > MOST_VALUES) {
                file.problem(
                        root,
                        "with its aliases it has more than " + MOST_VALUES + " values",
                        "a config needs no aliases of aliases of aliases");
            }
            return file.problemCount() == 0;
        }

        /** How many values a node stands for, aliases followed; each node is visited once. */
        private long size(Node node) {
            @Nullable Long known = sizes.get(node);
            if (known != null) {
                return known;
            }
            if (open.put(node, true) != null) {
                file.problem(node, "an alias is inside its own anchor", "move the anchor, or write it out");
                return 0;
            }
            check(node);
            long size = 1;
            if (node instanceof MappingNode mapping) {
                for (NodeTuple tuple : mapping.getValue()) {
                    hide(tuple);
                    size = sum(size, sum(size(tuple.getKeyNode()), size(tuple.getValueNode())));
                }
            } else if (node instanceof SequenceNode sequence) {
                for (Node item : sequence.getValue()) {
                    size = sum(size, size(item));
                }
            }
            open.remove(node);
            sizes.put(node, size);
            return size;
        }

        private static long sum(long left, long right) {
            return Math.min(MOST_VALUES + 1, left + right);
        }

        private void check(Node node) {
            String tag = node.getTag().getValue();
            if (!tag.startsWith(STANDARD_TAG)) {
                file.problem(
                        node,
                        "unknown tag '" + tag + "'",
                        "a value of the environment is ${NAME}; a secret's file is named by api_key_file and its like");
            }
            if (node instanceof ScalarNode scalar) {
                if (scalar.getValue().length() > MOST_CHARACTERS) {
                    file.problem(node, "a value has more than " + MOST_CHARACTERS + " characters", "");
                }
                if (runTogether.matcher(scalar.getValue()).find()) {
                    file.hide(node);
                }
            }
        }

        /** Misspelt keys too: a secret below them is one all the same. */
        private void hide(NodeTuple tuple) {
            String key = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
            if (Spelling.closest(key, file.readContext().secrets()).isPresent()) {
                file.hide(tuple.getValueNode());
            }
        }
    }

    /** Explains in a user's words why a text is not YAML; the parser explains it in those of the grammar. */
    static final class YamlErrors {
        private static final Pattern ANCHOR = Pattern.compile("(?m)(?<![^\\s\\[{,])&([\\w-]+)");

        private final SourceFile source;

        private YamlErrors(SourceFile source) {
            this.source = source;
        }

        static void report(YAMLException failure, SourceFile source) {
            YamlErrors errors = new YamlErrors(source);
            secret(source).matcher(source.text()).results().forEach(match -> source.hide(match.start(1), match.end(1)));
            if (failure instanceof MarkedYAMLException marked) {
                errors.marked(marked);
            } else if (failure instanceof ReaderException unreadable) {
                source.problem(
                        source.offset(unreadable.getPosition()),
                        String.format("a character that YAML does not allow: U+%04X", unreadable.getCodePoint()),
                        "remove it");
            } else {
                String message = String.valueOf(failure.getMessage());
                source.problem(
                        0,
                        message.startsWith("Nesting Depth")
                                ? "nested too deep: a config has only a few levels"
                                : "not YAML: " + message,
                        "");
            }
        }

        /** The rest of a line after the name of a secret, which must not be shown although the file could not be parsed into keys. */
        private static Pattern secret(SourceFile source) {
            String names = String.join("|", source.readContext().secrets());
            return Pattern.compile("(?im)\\b(?:" + names + ")\\b[\"']?\\s*[:=]\\s*(.*)$");
        }

        private void marked(MarkedYAMLException failure) {
            String problem = String.valueOf(failure.getProblem());
            @Nullable String context = failure.getContext();
            int at = at(failure.getProblemMark());
            int began = failure.getContextMark() == null ? at : at(failure.getContextMark());
            if ("while scanning an alias".equals(context)) {
                source.problem(began, "YAML reads this * as an alias", "quote the value: " + quoted(began));
            } else if (problem.startsWith("found undefined alias")) {
                undefined(
                        at, problem.substring("found undefined alias".length()).strip());
            } else if (problem.contains("but found another document")) {
                source.problem(
                        at, "a second YAML document begins here", "put it into a file of its own and include: that");
            } else if (problem.contains("'\\t(TAB)'")) {
                source.problem(at, "a tab: YAML allows only spaces for indentation", "use spaces");
            } else if (problem.startsWith("mapping values are not allowed")) {
                source.problem(
                        at,
                        "not YAML: a ':' cannot be here",
                        "quote a value that contains one, end the line above with its own ':', or fix the indentation");
            } else if (problem.startsWith("found character")) {
                source.problem(
                        at,
                        "not YAML: a value cannot begin with " + source.text().charAt(at),
                        "quote the value");
            } else if (problem.contains("unexpected end of stream") || problem.contains("but got <stream end>")) {
                String what = "while parsing a flow mapping".equals(context)
                        ? "this { is never closed"
                        : "while parsing a flow sequence".equals(context)
                                ? "this [ is never closed"
                                : "this quote is never closed";
                source.problem(began, "not YAML: " + what, "");
            } else if (String.valueOf(context).startsWith("while parsing a flow")) {
                String brackets = String.valueOf(context).endsWith("mapping") ? "{ }" : "[ ]";
                source.problem(
                        at,
                        "not YAML: a ',' or the end of the " + brackets + " from " + source.placeOf(began)
                                + " is missing",
                        "");
            } else if (problem.startsWith("expected <block end>")
                    || problem.startsWith("expected '<document start>'")) {
                source.problem(
                        at,
                        "not YAML: this does not fit the lines above",
                        "fix the indentation or the quotes; the part it should belong to began at "
                                + source.placeOf(began));
            } else if (problem.startsWith("found unknown escape character")) {
                source.problem(
                        at - 1, "not YAML: no such escape in double quotes", "write \\\\ for \\, or use single quotes");
            } else {
                source.problem(at, "not YAML: " + problem, "");
            }
        }

        private void undefined(int at, String alias) {
            Set<String> anchors = new LinkedHashSet<>();
            Matcher matcher = ANCHOR.matcher(source.text());
            while (matcher.find()) {
                anchors.add(String.valueOf(matcher.group(1)));
            }
            source.problem(
                    at,
                    "no anchor above is called &" + (source.isHidden(at) ? "***" : alias),
                    Spelling.closest(alias, anchors)
                            .map(near -> "did you mean *" + near + "?")
                            .orElseGet(() -> "if it is not an alias, quote the value: " + quoted(at)));
        }

        /** The value from a place on, in quotes. */
        private String quoted(int at) {
            if (source.isHidden(at)) {
                return "\"***\"";
            }
            String text = source.text();
            boolean flow = text.substring(text.lastIndexOf('\n', at) + 1, at).matches(".*[\\[{].*");
            Matcher end = Pattern.compile((flow ? "[,\\]}]|" : "") + "[ \\t]+#|[ \\t]*(?:\\R|$)")
                    .matcher(text);
            return "\"" + text.substring(at, end.find(at) ? end.start() : text.length()) + "\"";
        }

        private int at(@Nullable Mark mark) {
            return mark == null ? 0 : source.offset(mark.getIndex());
        }
    }
}

package io.github.vastwatch.config;

import io.github.vastwatch.store.FileErrors;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;

/** One YAML file on disk, read to nodes that are safe to walk. */
final class YamlFile {
    /** A config of five thousand watches is about a megabyte; what is larger is something else. */
    static final int MOST_BYTES = 2_000_000;
    /** More than the query of a watch in a list needs, with room for mistakes. */
    private static final int DEEPEST = 50;

    /** A file's text and the top of its tree. */
    record Contents(Source source, Node root) {}

    private final Path path;
    private final int order;
    private final Problems problems;
    private final Variables variables;

    private YamlFile(Path path, int order, Problems problems, Variables variables) {
        this.path = path;
        this.order = order;
        this.problems = problems;
        this.variables = variables;
    }

    /**
     * Reads a file; what cannot be read is a problem.
     *
     * @param order its place among the files of the config, the including one being 0
     */
    static Optional<Contents> read(Path path, int order, Problems problems, Variables variables) {
        return new YamlFile(path, order, problems, variables).read();
    }

    private Optional<Contents> read() {
        byte[] bytes;
        problems.touched().file(path);
        try {
            bytes = TextFile.bytes(path, MOST_BYTES);
        } catch (IOException e) {
            return refuse(
                    "", "the file cannot be read: " + FileErrors.of(e), order == 0 ? "name another with -c FILE" : "");
        }
        if (bytes.length > MOST_BYTES) {
            return refuse("", "the file has more than " + MOST_BYTES / 1_000_000 + " MB", "is it a config at all?");
        }
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        CharBuffer decoded = CharBuffer.allocate(bytes.length);
        ByteBuffer encoded = ByteBuffer.wrap(bytes);
        CoderResult result = decoder.decode(encoded, decoded, true);
        decoded.flip();
        if (result.isError()) {
            String readable = decoded.toString();
            return refuse(
                    readable, "the file is not UTF-8", "the first byte that is not stands here; save it as UTF-8");
        }
        // A byte order mark, as Windows writes it, is no part of the text.
        String text = decoded.toString();
        return compose(source(text.startsWith("\uFEFF") ? text.substring(1) : text));
    }

    private Optional<Contents> compose(Source source) {
        LoaderOptions options = new LoaderOptions();
        options.setNestingDepthLimit(DEEPEST);
        // What aliases multiply is counted by the tree; many watches may well share one.
        options.setMaxAliasesForCollections(Integer.MAX_VALUE);
        options.setCodePointLimit(Integer.MAX_VALUE);
        try {
            @Nullable Node root = new Yaml(options).compose(new StringReader(source.text()));
            if (root == null && order == 0) {
                source.at(0, "the file is empty", "config/vastwatch.yaml shows what it may hold");
            } else if (root == null) {
                problems.doubt(source, 0, "the file is empty", "");
            } else if (Tree.isSound(root, source)) {
                return Optional.of(new Contents(source, root));
            }
        } catch (YAMLException e) {
            YamlTrouble.tell(e, source);
        }
        return Optional.empty();
    }

    private Optional<Contents> refuse(String readable, String message, String advice) {
        source(readable).at(readable.length(), message, advice);
        return Optional.empty();
    }

    private Source source(String text) {
        return new Source(path, text, order, problems, variables);
    }
}

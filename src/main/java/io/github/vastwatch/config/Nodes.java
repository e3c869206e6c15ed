package io.github.vastwatch.config;

import java.util.Optional;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** What a node of YAML is, whatever key it belongs to. */
final class Nodes {
    private Nodes() {}

    /** What messages call it. */
    static String kind(Node node) {
        return node instanceof MappingNode ? "a mapping" : node instanceof SequenceNode ? "a list" : "a single value";
    }

    /** Whether a value is none: nothing, {@code ~} or {@code null}. */
    static boolean isEmpty(Node value) {
        return value instanceof ScalarNode scalar
                && scalar.isPlain()
                && (scalar.getValue().isEmpty()
                        || scalar.getValue().equals("~")
                        || scalar.getValue().equals("null"));
    }

    /** The text of a scalar, its variables replaced; empty for anything else. */
    static Optional<String> text(Node value, Source source) {
        return value instanceof ScalarNode scalar ? source.read(scalar, text -> text) : Optional.empty();
    }
}

package io.github.vastwatch.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** The entries of a mapping, those that {@code <<} merges into it behind its own. */
final class Entries {
    private static final String MERGE = "<<";

    private final Source source;
    private final Map<String, NodeTuple> entries = new LinkedHashMap<>();

    private Entries(Source source) {
        this.source = source;
    }

    /** @param what how messages call the mapping, as {@code watch 'cheap-4090'} */
    static Map<String, NodeTuple> of(MappingNode mapping, String what, Source source) {
        Entries read = new Entries(source);
        for (NodeTuple tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode)) {
                source.at(tuple.getKeyNode(), "a key of " + what + " must be one word", "");
            } else if (read.entries.putIfAbsent(name(tuple), tuple) != null) {
                source.at(
                        tuple.getKeyNode(),
                        "key '" + name(tuple) + "' is there twice in " + what,
                        name(tuple).equals(MERGE) ? "merge a list: <<: [*one, *other]" : "keep one of them");
            }
        }
        read.merge();
        return read.entries;
    }

    static String name(NodeTuple tuple) {
        return tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
    }

    private void merge() {
        @Nullable NodeTuple merge = entries.remove(MERGE);
        if (merge != null) {
            add(merge.getValueNode());
        }
    }

    private void add(Node merged) {
        List<Node> parts = merged instanceof SequenceNode sequence ? sequence.getValue() : List.of(merged);
        for (Node part : parts) {
            if (part instanceof MappingNode mapping) {
                of(mapping, "what is merged", source).forEach(entries::putIfAbsent);
            } else {
                source.at(part, "<< takes a mapping or a list of mappings", "write it as <<: *name");
            }
        }
    }
}

package io.github.vastwatch.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** A value of YAML as a tree that means the same when it is written and read again. */
final class Verbatim {
    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9]\\d*)(\\.\\d+)?");
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private Verbatim() {}

    /** Whatever it is, as it stands; what is in quotes stays a text. */
    static JsonNode any(Node node, Source source) {
        if (node instanceof MappingNode mapping) {
            ObjectNode tree = JSON.objectNode();
            for (NodeTuple tuple : Entries.of(mapping, "", source).values()) {
                tree.set(Entries.name(tuple), any(tuple.getValueNode(), source));
            }
            return tree;
        }
        if (node instanceof SequenceNode sequence) {
            ArrayNode list = JSON.arrayNode();
            sequence.getValue().forEach(item -> list.add(any(item, source)));
            return list;
        }
        ScalarNode scalar = (ScalarNode) node;
        String text = text(scalar, source);
        if (!scalar.isPlain()) {
            return JSON.textNode(escaped(text));
        }
        if (NUMBER.matcher(text).matches()) {
            return JSON.numberNode(new BigDecimal(text));
        }
        return Nodes.isEmpty(node)
                ? JSON.nullNode()
                : text.equals("true") || text.equals("false")
                        ? JSON.booleanNode(text.equals("true"))
                        // A bare question mark is no value to whoever writes YAML.
                        : JSON.textNode(text.equals("?") ? "any" : escaped(text));
    }

    static String text(ScalarNode scalar, Source source) {
        return source.variables().substituted(scalar.getValue()).text();
    }

    /** What would begin a variable when it is read again. */
    static String escaped(String text) {
        return text.replaceAll("\\$(?=[${])", "\\$\\$");
    }
}

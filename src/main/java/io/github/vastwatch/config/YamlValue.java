package io.github.vastwatch.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.vastwatch.offer.InvalidInput;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * A value of a config file with its place.
 *
 * @param key the key that it belongs to
 * @param of what messages call the section around it, as {@code watch 'cheap-4090'}
 * @param isItem whether it is an item of a list
 */
record YamlValue(Node node, SourceFile file, String key, String of, boolean isItem) {
    private static final String MERGE = "<<";
    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9]\\d*)(\\.\\d+)?");
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** A key of a mapping, and the value behind it. */
    record Entry(YamlValue key, YamlValue value) {}

    static YamlValue of(Node node, SourceFile file, String what) {
        return new YamlValue(node, file, what, what, false);
    }

    private YamlValue same(Node other) {
        return new YamlValue(other, file, key, of, isItem);
    }

    boolean isMapping() {
        return node instanceof MappingNode;
    }

    boolean isList() {
        return node instanceof SequenceNode;
    }

    boolean isScalar() {
        return node instanceof ScalarNode;
    }

    /** Whether it is nothing: not written, {@code ~} or {@code null}. */
    boolean isEmpty() {
        return isPlain() && Set.of("", "~", "null").contains(raw());
    }

    boolean isPlain() {
        return node instanceof ScalarNode scalar && scalar.isPlain();
    }

    /** The text of a scalar as it is written; empty for anything else. */
    String raw() {
        return node instanceof ScalarNode scalar ? scalar.getValue() : "";
    }

    /** The text of a scalar, its variables replaced. */
    String text() {
        return file.readContext().variables().substituted(raw()).text();
    }

    /** What messages call it by its form. */
    String kind() {
        return isMapping() ? "a mapping" : isList() ? "a list" : "a single value";
    }

    private String label() {
        return isItem ? "an item of '" + key + "'" : "'" + key + "'";
    }

    /** The items of a list; anything else is its only item. */
    List<YamlValue> items() {
        return node instanceof SequenceNode list
                ? list.getValue().stream()
                        .map(item -> new YamlValue(item, file, key, of, true))
                        .toList()
                : List.of(this);
    }

    /** Reports that it is not a mapping. */
    void refuseForm(String what, String advice) {
        problem(what + " must be a mapping of keys to values, not " + kind(), advice);
    }

    /**
     * The entries of a mapping: its own, and behind them those that {@code <<} merges into it.
     *
     * @param what how messages call the mapping
     */
    Map<String, Entry> entries(String what) {
        Map<String, Entry> entries = new LinkedHashMap<>();
        Optional<YamlValue> merged = Optional.empty();
        Set<String> names = new HashSet<>();
        for (NodeTuple tuple : node instanceof MappingNode mapping ? mapping.getValue() : List.<NodeTuple>of()) {
            YamlValue name = same(tuple.getKeyNode());
            if (!name.isScalar()) {
                name.problem("a key of " + what + " must be one word", "");
            } else if (!names.add(name.raw())) {
                name.problem(
                        "key '" + name.raw() + "' occurs twice in " + what,
                        name.raw().equals(MERGE) ? "merge a list: <<: [*one, *other]" : "keep one of them");
            } else if (name.raw().equals(MERGE)) {
                merged = Optional.of(same(tuple.getValueNode()));
            } else {
                entries.put(
                        name.raw(),
                        new Entry(name, new YamlValue(tuple.getValueNode(), file, name.raw(), what, false)));
            }
        }
        merged.map(YamlValue::items).orElse(List.of()).forEach(part -> {
            if (part.isMapping()) {
                // A part is read with a name of its own: the keys of what it merges are those of this mapping.
                part.entries("what is merged")
                        .forEach((name, entry) -> entries.putIfAbsent(
                                name, new Entry(entry.key(), entry.value().in(what))));
            } else {
                part.problem("<< takes a mapping or a list of mappings", "write it as <<: *name");
            }
        });
        return entries;
    }

    /** The scalar that a mapping has at a key as it is written; empty where there is none. */
    String scalarAt(String name) {
        return (node instanceof MappingNode mapping ? mapping.getValue() : List.<NodeTuple>of())
                .stream()
                        .filter(tuple -> same(tuple.getKeyNode()).raw().equals(name))
                        .map(tuple -> same(tuple.getValueNode()).raw())
                        .findFirst()
                        .orElse("");
    }

    private YamlValue in(String what) {
        return new YamlValue(node, file, key, what, isItem);
    }

    /** Reads a scalar; what is wrong with it becomes a problem with its place, and the value is missing. */
    <T> Optional<T> read(Function<String, T> parse) {
        if (!(node instanceof ScalarNode scalar)) {
            problem(label() + " takes one value, not " + kind(), "");
            return Optional.empty();
        }
        try {
            Variables.Substituted text = file.readContext().variables().substituted(scalar.getValue());
            try {
                return Optional.of(parse.apply(text.text()));
            } catch (InvalidInput mistake) {
                throw text.located(mistake);
            }
        } catch (InvalidInput mistake) {
            file.problem(file.place(scalar, mistake.position()), mistake.getMessage(), mistake.advice());
            return Optional.empty();
        }
    }

    void problem(String message, String advice) {
        file.problem(node, message, advice);
    }

    void warn(String message, String advice) {
        file.warn(file.start(node), message, advice);
    }

    /** Reports what is allowed but hardly intended, at its place within a scalar. */
    void warn(InvalidInput doubt) {
        if (node instanceof ScalarNode scalar) {
            InvalidInput located = file.readContext()
                    .variables()
                    .substituted(scalar.getValue())
                    .located(doubt);
            file.warn(file.place(scalar, located.position()), located.getMessage(), located.advice());
        } else {
            warn(doubt.getMessage(), doubt.advice());
        }
    }

    /** As a tree that means the same when it is written and read again; a text in quotes stays a text. */
    JsonNode print() {
        if (isMapping()) {
            ObjectNode tree = JSON.objectNode();
            entries("").forEach((name, entry) -> tree.set(name, entry.value().print()));
            return tree;
        }
        if (isList()) {
            ArrayNode list = JSON.arrayNode();
            items().forEach(item -> list.add(item.print()));
            return list;
        }
        String text = text();
        if (!isPlain()) {
            return JSON.textNode(escaped(text));
        }
        if (NUMBER.matcher(text).matches()) {
            return JSON.numberNode(new BigDecimal(text));
        }
        return switch (text) {
            case "true", "false" -> JSON.booleanNode(text.equals("true"));
            // In a query; YAML takes a question mark alone for something else.
            case "?" -> JSON.textNode("any");
            default -> isEmpty() ? JSON.nullNode() : JSON.textNode(escaped(text));
        };
    }

    /** A text without what would begin a variable when it is read again. */
    static String escaped(String text) {
        return text.replaceAll("\\$(?=[${])", "\\$\\$");
    }
}

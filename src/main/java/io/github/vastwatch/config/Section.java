package io.github.vastwatch.config;

import io.github.vastwatch.offer.Mistake;
import io.github.vastwatch.offer.Spelling;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** A mapping of the file, read key by key; what nobody asked for is unknown. */
final class Section {
    private final Node node;
    private final String what;
    private final Problems problems;
    private final Map<String, NodeTuple> entries = new LinkedHashMap<>();
    private final Set<String> known = new LinkedHashSet<>();

    /** @param what how messages call it, as {@code watch 'cheap-4090'} */
    Section(Node node, String what, Problems problems) {
        this.node = node;
        this.what = what;
        this.problems = problems;
        if (node instanceof MappingNode mapping) {
            for (NodeTuple tuple : mapping.getValue()) {
                String key = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
                if (entries.putIfAbsent(key, tuple) != null) {
                    problems.at(tuple.getKeyNode(), "key '" + key + "' is there twice in " + what, "");
                }
            }
        } else {
            problems.at(node, what + " must be a mapping of keys to values", "");
        }
    }

    Problems problems() {
        return problems;
    }

    boolean has(String key) {
        return entries.containsKey(key);
    }

    Set<String> keys() {
        return entries.keySet();
    }

    /** The value of a key as a node; a key without a value is none. */
    Optional<Node> node(String key) {
        known.add(key);
        return Optional.ofNullable(entries.get(key))
                .map(NodeTuple::getValueNode)
                .filter(value -> !(value instanceof ScalarNode scalar
                        && scalar.isPlain()
                        && (scalar.getValue().isEmpty() || scalar.getValue().equals("~"))));
    }

    /** Reads a scalar by its type; a mistake becomes a problem with its place, and the value is missing. */
    <T> Optional<T> read(String key, Function<String, T> parse) {
        return node(key).flatMap(value -> scalar(value, key, parse));
    }

    /** Reads a list of scalars, or one scalar in place of a list of one. */
    <T> Optional<List<T>> readList(String key, Function<String, T> parse) {
        return node(key).map(value -> {
            List<T> items = new ArrayList<>();
            List<Node> nodes = value instanceof SequenceNode sequence ? sequence.getValue() : List.of(value);
            nodes.forEach(item -> scalar(item, key, parse).ifPresent(items::add));
            return items;
        });
    }

    private <T> Optional<T> scalar(Node value, String key, Function<String, T> parse) {
        if (!(value instanceof ScalarNode scalar)) {
            problems.at(value, "'" + key + "' takes one value", "");
            return Optional.empty();
        }
        try {
            return Optional.of(parse.apply(problems.substituted(scalar.getValue())));
        } catch (Mistake mistake) {
            problems.in(scalar, mistake);
            return Optional.empty();
        }
    }

    Optional<Section> section(String key, String called) {
        return node(key).map(value -> new Section(value, called, problems));
    }

    /** Whether a key is missing and not only misspelt, which {@link #done} says. */
    boolean lacks(String key) {
        return node(key).isEmpty()
                && entries.keySet().stream()
                        .noneMatch(each -> !known.contains(each)
                                && Spelling.closest(each, List.of(key)).isPresent());
    }

    /** Says that something is missing, at this section's place. */
    void missing(String message, String advice) {
        problems.at(node, message, advice);
    }

    void problem(String key, String message, String advice) {
        @Nullable NodeTuple tuple = entries.get(key);
        problems.at(tuple == null ? node : tuple.getValueNode(), message, advice);
    }

    /** Reports the keys that nobody asked for. */
    void done() {
        entries.forEach((key, tuple) -> {
            if (!known.contains(key)) {
                problems.at(
                        tuple.getKeyNode(),
                        "unknown key '" + key + "' in " + what,
                        Spelling.didYouMean(key, known).orElse("it takes " + String.join(", ", known)));
            }
        });
    }
}

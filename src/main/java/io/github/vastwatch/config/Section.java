package io.github.vastwatch.config;

import io.github.vastwatch.offer.InvalidInput;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * A mapping of the file, read key by key. It takes the keys of the {@link Vocabulary} and insists that its reader asks for
 * each of them and for no other, so that reader and schema cannot drift apart.
 */
final class Section {
    /** Keys of the user's own, at the top: a place for anchors. */
    static final String OWN = "^x-";

    /** What no key has, and all behind it. */
    private static final Pattern ODD = Pattern.compile("[^\\p{L}\\p{N}_. -].*", Pattern.DOTALL);

    private final Node node;
    private final Keys keys;
    private final String what;
    private final Source source;
    private final Map<String, NodeTuple> entries;
    private final Set<String> asked = new LinkedHashSet<>();

    /** @param what how messages call it, as {@code watch 'cheap-4090'} */
    Section(Node node, Keys keys, String what, Source source) {
        this.node = node;
        this.keys = keys;
        this.what = what;
        this.source = source;
        if (node instanceof MappingNode mapping) {
            this.entries = Entries.of(mapping, what, source);
        } else {
            this.entries = new LinkedHashMap<>();
            source.at(node, what + " must be a mapping of keys to values, not " + Nodes.kind(node), "");
        }
    }

    /** Whether there is such a key in sections of this kind. */
    boolean takes(String key) {
        return keys.find(key).isPresent();
    }

    boolean has(String key) {
        return entries.containsKey(key);
    }

    /** How messages call it. */
    String what() {
        return what;
    }

    Source source() {
        return source;
    }

    Node node() {
        return node;
    }

    /** The value of a key as a node; a key without a value is none. */
    Optional<Node> node(String key) {
        if (keys.find(key).isEmpty()) {
            throw new IllegalStateException("the vocabulary has no '" + key + "' in " + what);
        }
        asked.add(key);
        return Optional.ofNullable(entries.get(key))
                .map(NodeTuple::getValueNode)
                .filter(value -> !Nodes.isEmpty(value));
    }

    /** Reads a scalar by its type; a mistake becomes a problem with its place, and the value is missing. */
    <T> Optional<T> read(String key, Function<String, T> parse) {
        Optional<Node> value = node(key);
        empty(key);
        return value.flatMap(each -> scalar(each, "'" + key + "' takes one value", parse));
    }

    /** Reads a list of scalars, or one scalar with commas between; empty where it is not given at all. */
    <T> Optional<List<T>> readList(String key, Function<String, T> parse) {
        Optional<Node> value = node(key);
        empty(key);
        if (value.isPresent() && value.get() instanceof MappingNode mapping) {
            source.at(mapping, "'" + key + "' takes one value or a list of them, not a mapping", "");
            return Optional.of(List.of());
        }
        return value.map(each -> {
            List<T> items = new ArrayList<>();
            List<Node> nodes = each instanceof SequenceNode sequence ? sequence.getValue() : List.of(each);
            if (nodes.isEmpty()) {
                source.at(each, "the list '" + key + "' is empty", "");
            }
            nodes.forEach(
                    item -> scalar(item, "an item of '" + key + "' must be one value", text -> Listed.read(text, parse))
                            .ifPresent(items::addAll));
            return items;
        });
    }

    /** What must be one value cannot be nothing. */
    void empty(String key) {
        @Nullable NodeTuple tuple = entries.get(key);
        if (tuple != null && Nodes.isEmpty(tuple.getValueNode())) {
            source.at(tuple.getKeyNode(), "'" + key + "' in " + what + " has no value", "write one, or remove the key");
        }
    }

    private <T> Optional<T> scalar(Node value, String otherwise, Function<String, T> parse) {
        if (value instanceof ScalarNode scalar) {
            return source.read(scalar, parse);
        }
        source.at(value, otherwise + ", not " + Nodes.kind(value), "");
        return Optional.empty();
    }

    Optional<Section> section(String key, Keys inner, String called) {
        return node(key).map(value -> new Section(value, inner, called, source));
    }

    /** Whether a key is neither there nor there by another name, which {@link #done} says. */
    boolean lacks(String key) {
        return !entries.containsKey(key)
                && entries.keySet().stream()
                        .noneMatch(each -> keys.find(each).isEmpty()
                                && new UnknownKey(each, keys).meant().equals(Optional.of(key)));
    }

    /** Says that a key is missing, at this section's place. */
    void require(String key, String advice) {
        node(key);
        if (node instanceof MappingNode && lacks(key)) {
            source.at(node, what + " has no " + key, advice);
        }
    }

    /** Says that something is missing, at this section's place. */
    void lack(String message, String advice) {
        source.at(node, what + message, advice);
    }

    void problem(String key, String message, String advice) {
        @Nullable NodeTuple tuple = entries.get(key);
        source.at(tuple == null ? node : tuple.getValueNode(), message, advice);
    }

    /** Says that a value can be meant, but hardly is. */
    void doubt(String key, String message, String advice) {
        node(key).ifPresent(value -> {
            if (value instanceof ScalarNode scalar) {
                source.doubt(scalar, new InvalidInput(message, advice));
            } else {
                source.doubt(value, message, advice);
            }
        });
    }

    /** Reports the keys that it does not take, and those that exclude each other. */
    void done() {
        if (!asked.containsAll(keys.names())) {
            throw new IllegalStateException("in " + what + " only " + asked + " are read of " + keys.names());
        }
        entries.forEach((key, tuple) -> {
            if (keys.find(key).isEmpty() && !(keys.equals(Vocabulary.TOP) && key.startsWith("x-"))) {
                unknown(key, tuple);
            }
        });
        for (List<String> rivals : keys.rivals()) {
            List<String> given = rivals.stream().filter(entries::containsKey).toList();
            if (given.size() > 1) {
                problem(given.get(1), "both " + String.join(" and ", given) + " are given", "keep one of them");
            }
        }
    }

    private void unknown(String key, NodeTuple tuple) {
        UnknownKey unknown = new UnknownKey(key, keys);
        if (unknown.meant()
                .filter(each -> !Vocabulary.secretKeys().contains(each))
                .isEmpty()) {
            // What it holds is not known: perhaps a secret.
            source.hide(tuple.getValueNode());
        }
        String shown = ODD.matcher(key).replaceFirst("…");
        if (!shown.equals(key)) {
            // A line of another file than a config, as of a list of passwords.
            source.hide(tuple.getKeyNode());
        }
        boolean isMisplaced =
                keys.equals(Vocabulary.INCLUDED) && Vocabulary.TOP.find(key).isPresent();
        source.at(
                tuple.getKeyNode(),
                isMisplaced ? "'" + key + "' cannot stand in " + what : "unknown key '" + shown + "' in " + what,
                isMisplaced ? "it belongs to the file that includes this one" : unknown.advice(tuple.getValueNode()));
    }
}

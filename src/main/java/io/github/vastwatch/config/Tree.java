package io.github.vastwatch.config;

import io.github.vastwatch.offer.Spelling;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * The nodes of a file, walked once before anything is read: is it safe to read them as a tree, which aliases make large,
 * and which of them must never be shown?
 */
final class Tree {
    /** A thousand watches, each of them with an alias for everything, have about 30,000. */
    private static final long MOST_VALUES = 250_000;

    /** More than the longest template. */
    private static final int MOST_CHARACTERS = 100_000;

    private static final String STANDARD_TAG = "tag:yaml.org,2002:";
    private static final Set<String> SECRET_KEYS = Vocabulary.secretKeys();
    /** A secret key whose colon lacks its blank is a value, or a part of one. */
    private static final Pattern RUN_TOGETHER =
            Pattern.compile("(?i)\\b(" + String.join("|", SECRET_KEYS) + ")\\s*[:=]");

    private final Source source;
    private final IdentityHashMap<Node, Long> sizes = new IdentityHashMap<>();
    private final IdentityHashMap<Node, Boolean> open = new IdentityHashMap<>();

    private Tree(Source source) {
        this.source = source;
    }

    /** Whether the tree below {@code root} can be read; if not, the problems say why. */
    static boolean isSound(Node root, Source source) {
        int before = source.problems().count();
        Tree tree = new Tree(source);
        if (tree.size(root) > MOST_VALUES) {
            source.at(
                    root,
                    "its aliases make it more than " + MOST_VALUES + " values",
                    "a config needs no aliases of aliases of aliases");
        }
        return source.problems().count() == before;
    }

    /** How many values a node stands for, aliases followed; each node is visited once. */
    private long size(Node node) {
        @Nullable Long known = sizes.get(node);
        if (known != null) {
            return known;
        }
        if (open.put(node, true) != null) {
            source.at(node, "an alias stands inside of what it stands for", "move the anchor, or write it out");
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
        if (node instanceof ScalarNode scalar && scalar.getValue().length() > MOST_CHARACTERS) {
            source.at(node, "a value has more than " + MOST_CHARACTERS + " characters", "");
        }
        String tag = node.getTag().getValue();
        if (!tag.startsWith(STANDARD_TAG)) {
            source.at(
                    node,
                    "nothing is known of the tag '" + tag + "'",
                    "a value of the environment is ${NAME}; a secret's file is named by api_key_file and its like");
        }
        if (node instanceof ScalarNode scalar
                && RUN_TOGETHER.matcher(scalar.getValue()).find()) {
            source.hide(node);
        }
    }

    /** Misspelt keys too: a secret below them is one all the same. */
    private void hide(NodeTuple tuple) {
        if (Spelling.closest(Entries.name(tuple), SECRET_KEYS).isPresent()) {
            source.hide(tuple.getValueNode());
        }
    }
}

package io.github.vastwatch.notify.template;

import io.github.vastwatch.offer.Spelling;
import io.pebbletemplates.pebble.attributes.AttributeResolver;
import io.pebbletemplates.pebble.attributes.ResolvedAttribute;
import io.pebbletemplates.pebble.error.PebbleException;
import io.pebbletemplates.pebble.node.ArgumentsNode;
import io.pebbletemplates.pebble.node.ForNode.LoopVariables;
import io.pebbletemplates.pebble.template.EvaluationContextImpl;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Resolves names in maps and positions in lists; classes and methods are out of reach. */
final class PlainAttributes implements AttributeResolver {
    static final String VARS = "'vastwatch template vars' lists variables and filters";

    /** An unknown name, with its line in the template. */
    static final class Missing extends PebbleException {
        private static final long serialVersionUID = 1L;

        private final String name;
        private final String advice;

        Missing(String name, String message, String advice, int line) {
            super(null, message, line, null);
            this.name = name;
            this.advice = advice;
        }

        String name() {
            return name;
        }

        String advice() {
            return advice;
        }
    }

    @Override
    public ResolvedAttribute resolve(
            @Nullable Object holder,
            Object attribute,
            Object @Nullable [] arguments,
            @Nullable ArgumentsNode nodes,
            EvaluationContextImpl context,
            String file,
            int line) {
        String name = String.valueOf(attribute);
        if (arguments != null) {
            throw new Missing(name, "'" + name + "()' cannot be called", "templates have filters, not methods", line);
        }
        if (holder instanceof Map<?, ?> map) {
            if (map.containsKey(attribute)) {
                return new ResolvedAttribute(map.get(attribute));
            }
            throw missing(name, map.keySet(), line);
        }
        if (holder instanceof List<?> list) {
            if (attribute instanceof Number place && place.intValue() >= 0 && place.intValue() < list.size()) {
                return new ResolvedAttribute(list.get(place.intValue()));
            }
            throw new Missing(name, "a list of " + list.size() + " has no '" + name + "'", "indexes start at 0", line);
        }
        if (holder instanceof Map.Entry<?, ?> entry) {
            return switch (name) {
                case "key" -> new ResolvedAttribute(entry.getKey());
                case "value" -> new ResolvedAttribute(entry.getValue());
                default -> throw missing(name, List.of("key", "value"), line);
            };
        }
        if (holder instanceof LoopVariables loop) {
            return switch (name) {
                case "first" -> new ResolvedAttribute(loop.isFirst());
                case "last" -> new ResolvedAttribute(loop.isLast());
                case "index" -> new ResolvedAttribute(loop.getIndex());
                case "revindex" -> new ResolvedAttribute(loop.getRevindex());
                case "length" -> new ResolvedAttribute(loop.getLength());
                default -> throw missing(name, List.of("first", "last", "index", "revindex", "length"), line);
            };
        }
        throw new Missing(name, "'" + name + "' of a value that has no parts", VARS, line);
    }

    private static Missing missing(String name, Collection<?> known, int line) {
        return new Missing(
                name,
                "unknown name '" + name + "'",
                Spelling.didYouMean(name, known.stream().map(String::valueOf).toList())
                        .orElse(VARS),
                line);
    }
}

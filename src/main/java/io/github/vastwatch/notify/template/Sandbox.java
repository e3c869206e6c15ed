package io.github.vastwatch.notify.template;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.github.vastwatch.offer.Spelling;
import io.pebbletemplates.pebble.PebbleEngine;
import io.pebbletemplates.pebble.attributes.AttributeResolver;
import io.pebbletemplates.pebble.attributes.ResolvedAttribute;
import io.pebbletemplates.pebble.error.PebbleException;
import io.pebbletemplates.pebble.extension.AbstractExtension;
import io.pebbletemplates.pebble.extension.Extension;
import io.pebbletemplates.pebble.extension.ExtensionCustomizer;
import io.pebbletemplates.pebble.extension.Filter;
import io.pebbletemplates.pebble.extension.Function;
import io.pebbletemplates.pebble.loader.MemoryLoader;
import io.pebbletemplates.pebble.node.ArgumentsNode;
import io.pebbletemplates.pebble.node.ForNode.LoopVariables;
import io.pebbletemplates.pebble.template.EvaluationContext;
import io.pebbletemplates.pebble.template.EvaluationContextImpl;
import io.pebbletemplates.pebble.template.PebbleTemplate;
import io.pebbletemplates.pebble.tokenParser.TokenParser;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The engine of templates: of Pebble only the listed tags, filters and functions; nothing to load, include or call. */
final class Sandbox {
    /** Filters of Pebble; the others load files, use reflection, or turn a short text into a huge one. */
    static final Set<String> FILTERS = Set.of(
            "abbreviate",
            "abs",
            "capitalize",
            "default",
            "escape",
            "first",
            "join",
            "last",
            "length",
            "lower",
            "replace",
            "reverse",
            "slice",
            "sort",
            "rsort",
            "title",
            "trim",
            "upper",
            "urlencode");

    private static final Set<String> FUNCTIONS = Set.of("max", "min", "range");
    /** Tags; {@code verbatim} is part of the language itself. */
    static final List<String> TAGS = List.of("for", "if", "set", "verbatim");
    /** More than any channel accepts. */
    static final int MAX_RENDERED = 1_000_000;

    private static final PebbleEngine PLAIN = build(Escaping.NONE);
    private static final PebbleEngine HTML = build(Escaping.HTML);
    private static final PebbleEngine JSON = build(Escaping.JSON);

    private Sandbox() {}

    static PebbleEngine engine(Escaping escaping) {
        return switch (escaping) {
            case NONE -> PLAIN;
            case HTML -> HTML;
            case JSON -> JSON;
        };
    }

    /** The names of all filters. */
    static Set<String> filters() {
        Set<String> names = new TreeSet<>(FILTERS);
        names.addAll(TemplateFilters.of(Escaping.NONE).keySet());
        return names;
    }

    private static PebbleEngine build(Escaping escaping) {
        return new PebbleEngine.Builder()
                // Empty, so that nothing can be included.
                .loader(new MemoryLoader())
                .registerExtensionCustomizer(Allowed::new)
                .extension(new Ours(escaping))
                .methodAccessValidator((object, method) -> false)
                .defaultLocale(Locale.ROOT)
                .strictVariables(true)
                .newLineTrimming(false)
                .maxRenderedSize(MAX_RENDERED)
                // Alerts are rare, and parsing takes a millisecond.
                .cacheActive(false)
                .autoEscaping(escaping != Escaping.NONE)
                // Pebble's own writes six characters for each that is not ASCII.
                .addEscapingStrategy(
                        "json",
                        text -> new String(JsonStringEncoder.getInstance().quoteAsString(text)))
                .defaultEscapingStrategy(escaping == Escaping.JSON ? "json" : "html")
                .build();
    }

    /** An extension of Pebble, reduced to what is listed. */
    private static final class Allowed extends ExtensionCustomizer {
        Allowed(Extension extension) {
            super(extension);
        }

        @Override
        public Map<String, Filter> getFilters() {
            Map<String, Filter> filters = new HashMap<>();
            Map<String, Filter> all = super.getFilters();
            if (all != null) {
                all.forEach((name, filter) -> {
                    if (FILTERS.contains(name)) {
                        filters.put(name, filter);
                    }
                });
            }
            return filters;
        }

        @Override
        public Map<String, Function> getFunctions() {
            Map<String, Function> all = super.getFunctions();
            Map<String, Function> functions = all == null ? new HashMap<>() : new HashMap<>(all);
            functions.keySet().retainAll(FUNCTIONS);
            functions.computeIfPresent("range", (name, range) -> new ShortRange(range));
            return functions;
        }

        @Override
        public List<TokenParser> getTokenParsers() {
            List<TokenParser> all = super.getTokenParsers();
            return all == null
                    ? List.of()
                    : all.stream().filter(tag -> TAGS.contains(tag.getTag())).toList();
        }
    }

    /** A range whose numbers fit into memory. */
    private record ShortRange(Function range) implements Function {
        private static final int MOST = 1000;

        @Override
        public List<String> getArgumentNames() {
            return range.getArgumentNames();
        }

        @Override
        public Object execute(Map<String, Object> arguments, PebbleTemplate self, EvaluationContext context, int line) {
            if (arguments.get("start") instanceof Number start
                    && arguments.get("end") instanceof Number end
                    && Math.abs(end.doubleValue() - start.doubleValue()) > MOST) {
                throw new PebbleException(null, "a range has at most " + MOST + " numbers", line, null);
            }
            return range.execute(arguments, self, context, line);
        }
    }

    private static final class Ours extends AbstractExtension {
        private final Escaping escaping;

        Ours(Escaping escaping) {
            this.escaping = escaping;
        }

        @Override
        public Map<String, Filter> getFilters() {
            return TemplateFilters.of(escaping);
        }

        @Override
        public List<AttributeResolver> getAttributeResolver() {
            return List.of(new PlainAttributes());
        }
    }

    /** Resolves names in maps and positions in lists; classes and methods are out of reach. */
    static final class PlainAttributes implements AttributeResolver {
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
                throw new Missing(
                        name, "'" + name + "()' cannot be called", "templates have filters, not methods", line);
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
                throw new Missing(
                        name, "a list of " + list.size() + " has no '" + name + "'", "indexes start at 0", line);
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
                    Spelling.didYouMean(
                                    name, known.stream().map(String::valueOf).toList())
                            .orElse(VARS),
                    line);
        }
    }
}

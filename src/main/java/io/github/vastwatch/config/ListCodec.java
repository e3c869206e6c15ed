package io.github.vastwatch.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.vastwatch.offer.InvalidInput;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A list of values of one kind, or several in one text with commas or semicolons between.
 *
 * @param mayBeNone whether the list may be empty
 */
record ListCodec<T>(Codec<T> item, boolean mayBeNone) implements Codec<List<T>> {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    /** No value has a comma outside of quotes. */
    private static final Pattern ITEM = Pattern.compile("(?:\"[^\"]*\"|[^,;\"]|\"(?![^\"]*\"))+");

    ListCodec(Codec<T> item) {
        this(item, false);
    }

    @Override
    public Optional<List<T>> read(YamlValue value) {
        if (value.isMapping()) {
            value.problem("'" + value.key() + "' takes one value or a list of them, not a mapping", "");
            return Optional.of(List.of());
        }
        if (value.items().isEmpty() && !mayBeNone) {
            value.problem("the list '" + value.key() + "' is empty", "");
        }
        return Optional.of(value.items().stream().flatMap(this::items).toList());
    }

    /** The values of one item: several where they stand in one text. */
    Stream<T> items(YamlValue value) {
        if (item instanceof ScalarCodec<T> scalarCodec && value.isScalar()) {
            return value.read(text -> split(text, each -> scalarCodec.parse().apply(value, each))).stream()
                    .flatMap(List::stream);
        }
        return item.read(value).stream();
    }

    private static <T> List<T> split(String text, Function<String, T> parse) {
        List<T> items = new ArrayList<>();
        Matcher matcher = ITEM.matcher(text);
        while (matcher.find()) {
            String part = matcher.group();
            if (!part.isBlank()) {
                int start =
                        matcher.start() + part.length() - part.stripLeading().length();
                items.add(InvalidInput.inPart(start, () -> parse.apply(part.strip())));
            }
        }
        return items.isEmpty() ? List.of(parse.apply(text)) : items;
    }

    @Override
    public ObjectNode schema() {
        ObjectNode list = JSON.objectNode().put("type", "array");
        if (!mayBeNone) {
            list.put("minItems", 1);
        }
        list.set("items", item.schema());
        return ScalarCodec.either(
                item.schema(), list, JSON.objectNode().put("type", "string").put("pattern", "[,;]"));
    }

    @Override
    public JsonNode print(YamlValue value) {
        return value.isScalar() ? JSON.arrayNode().add(item.json(YamlValue.escaped(value.text()))) : value.print();
    }

    @Override
    public Set<String> secrets() {
        return item.secrets();
    }
}

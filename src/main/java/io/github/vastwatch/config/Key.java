package io.github.vastwatch.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;

/**
 * A key of a section: everything that is known about it, written once.
 *
 * @param doc one or two sentences for people
 * @param needed what to write where it is missing; empty where it may be left out
 * @param fallback what holds without it, if that is always the same
 * @param examples values as they would be written
 * @param isSecret whether its value must not be shown
 */
record Key<T>(
        String name,
        String doc,
        Codec<T> codec,
        Optional<String> needed,
        Optional<T> fallback,
        List<String> examples,
        boolean isSecret) {

    /** What the keys are for, by section and name. */
    private static final Properties DOCS = docs();

    /** @param path section and name, by which {@code keys.properties} explains it */
    static <T> Key<T> key(String path, Codec<T> codec) {
        return key(path.substring(path.indexOf('.') + 1), codec, Objects.requireNonNull(DOCS.getProperty(path), path));
    }

    static <T> Key<T> key(String name, Codec<T> codec, String doc) {
        return new Key<>(name, doc, codec, Optional.empty(), Optional.empty(), List.of(), false);
    }

    private static Properties docs() {
        Properties docs = new Properties();
        try (Reader text = new InputStreamReader(
                Objects.requireNonNull(Key.class.getResourceAsStream("keys.properties")), StandardCharsets.UTF_8)) {
            docs.load(text);
            return docs;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same key, which must be given. */
    Key<T> needed(String advice) {
        return new Key<>(name, doc, codec, Optional.of(advice), fallback, examples, isSecret);
    }

    Key<T> optional() {
        return new Key<>(name, doc, codec, Optional.empty(), fallback, examples, isSecret);
    }

    Key<T> fallback(T value) {
        return new Key<>(name, doc, codec, needed, Optional.of(value), examples, isSecret);
    }

    Key<T> examples(String... values) {
        return new Key<>(name, doc, codec, needed, fallback, List.of(values), isSecret);
    }

    Key<T> secret() {
        return new Key<>(name, doc, codec, needed, fallback, examples, true);
    }

    /** The value as it was written, with stars where it is secret. */
    JsonNode print(YamlValue value) {
        return isSecret ? codec.redacted(value) : codec.print(value);
    }

    /** What holds without it, as it would be written. */
    Optional<JsonNode> printedFallback() {
        return fallback.map(value -> codec.json(codec.format(value)));
    }

    Set<String> secrets() {
        return isSecret ? Set.of(name) : codec.secrets();
    }

    ObjectNode schema() {
        ObjectNode property = JsonNodeFactory.instance.objectNode();
        property.put("description", doc);
        property.setAll(codec.schema());
        printedFallback().ifPresent(value -> property.set("default", value));
        if (!examples.isEmpty()) {
            ArrayNode list = property.putArray("examples");
            examples.forEach(example -> list.add(codec.json(example)));
        }
        return property;
    }
}

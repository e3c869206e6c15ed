package io.github.vastwatch.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/** How a kind of value is read from YAML, printed again, and described by the JSON Schema. */
interface Codec<T> {
    /** The value, unless something is wrong with it, which is then a problem with its place. */
    Optional<T> read(YamlValue value);

    ObjectNode schema();

    /** A value as the config would have it in one scalar. */
    default String format(T value) {
        return String.valueOf(value);
    }

    /** The same scalar as JSON. */
    default JsonNode json(String scalar) {
        return JsonNodeFactory.instance.textNode(scalar);
    }

    /** What was read without a problem, for a config that needs no environment and no aliases. */
    default JsonNode print(YamlValue value) {
        return value.isScalar() ? json(YamlValue.escaped(value.text())) : value.print();
    }

    /** The same without what is secret in it. */
    default JsonNode redacted(YamlValue value) {
        JsonNodeFactory json = JsonNodeFactory.instance;
        if (value.isMapping()) {
            ObjectNode names = json.objectNode();
            value.entries("").keySet().forEach(name -> names.put(name, "***"));
            return names;
        }
        return value.isList() ? json.arrayNode().add("***") : json.textNode("***");
    }

    /** Whether a key of it may stand there without a value. */
    default boolean mayBeEmpty() {
        return false;
    }

    /** The names of the secret keys in it. */
    default Set<String> secrets() {
        return Set.of();
    }

    /**
     * A value that is read when more is known than its section: the value with its place is all that is read at first.
     *
     * @param form its JSON Schema
     * @param secrets the names of the secret keys in it
     */
    record Deferred(Supplier<ObjectNode> form, boolean mayBeEmpty, Set<String> secrets) implements Codec<YamlValue> {
        @Override
        public Optional<YamlValue> read(YamlValue value) {
            return Optional.of(value);
        }

        @Override
        public ObjectNode schema() {
            return form.get();
        }
    }

    /** A value that is described and printed in the form of another one, and read in its own way. */
    record Formed<T>(Codec<?> form, Function<YamlValue, Optional<T>> reader) implements Codec<T> {
        static Formed<YamlValue> deferred(Codec<?> form) {
            return new Formed<>(form, Optional::of);
        }

        @Override
        public Optional<T> read(YamlValue value) {
            return reader.apply(value);
        }

        @Override
        public ObjectNode schema() {
            return form.schema();
        }

        @Override
        public JsonNode print(YamlValue value) {
            return form.print(value);
        }

        @Override
        public boolean mayBeEmpty() {
            return form.mayBeEmpty();
        }

        @Override
        public Set<String> secrets() {
            return form.secrets();
        }
    }
}

package io.github.vastwatch.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.Supplier;

/** What a value looks like, for the schema; whether it makes sense is found out by reading it. */
sealed interface Shape {
    JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** The place of a value that only the environment knows. */
    String VARIABLE = "\\$\\{";

    ObjectNode schema();

    /** A value of this shape from how it is written in a config. */
    default JsonNode written(String text) {
        return JSON.textNode(text);
    }

    /** A text; where the pattern is not empty, one that matches it or holds a variable. */
    record Text(String pattern) implements Shape {
        static final Text ANY = new Text("");
        /** As {@code 90s}, {@code 5m}, {@code 1h30m}. */
        static final Text DURATION = new Text("^(?=.*[1-9])(\\d+d)?(\\d+h)?(\\d+m)?(\\d+s)?$");

        static final Text SIZE = new Text("^\\s*\\d+(\\.\\d+)?\\s*[GT]B\\s*$");

        @Override
        public ObjectNode schema() {
            ObjectNode schema = JSON.objectNode();
            if (pattern.isEmpty()) {
                // A password of digits is a number to an editor, and a text to the reader.
                schema.putArray("type").add("string").add("number");
                return schema;
            }
            return schema.put("type", "string").put("pattern", pattern + "|" + VARIABLE);
        }
    }

    /** One word of a few. */
    record Word(List<String> words) implements Shape {
        @Override
        public ObjectNode schema() {
            ObjectNode listed = JSON.objectNode();
            ArrayNode words = listed.putArray("enum");
            words().forEach(words::add);
            return orVariable(listed);
        }
    }

    /** A whole number. */
    record Whole(int least, int most) implements Shape {
        @Override
        public ObjectNode schema() {
            return orVariable(JSON.objectNode()
                    .put("type", "integer")
                    .put("minimum", least)
                    .put("maximum", most));
        }

        @Override
        public JsonNode written(String text) {
            return JSON.numberNode(Numbers.whole(text));
        }
    }

    /** True or false, in any spelling of YAML 1.1, which is a text to YAML 1.2. */
    record Flag() implements Shape {
        @Override
        public ObjectNode schema() {
            ObjectNode either = JSON.objectNode();
            ArrayNode ways = either.putArray("anyOf");
            ways.addObject().put("type", "boolean");
            ways.add(new Text("^([yY]es|YES|[nN]o|NO|[oO]n|ON|[oO]ff|OFF)$").schema());
            return either;
        }

        @Override
        public JsonNode written(String text) {
            return JSON.booleanNode(Numbers.flag(text));
        }
    }

    /** A list of like values, or one in place of a list of one. */
    record Several(Shape item) implements Shape {
        @Override
        public ObjectNode schema() {
            ObjectNode either = JSON.objectNode();
            ArrayNode ways = either.putArray("anyOf");
            ways.add(item.schema());
            ways.addObject().put("type", "array").put("minItems", 1).set("items", item.schema());
            return either;
        }
    }

    /** Anything that a schema of its own tells: a section, a list of sections, a query. */
    record Told(Supplier<ObjectNode> told) implements Shape {
        @Override
        public ObjectNode schema() {
            return told.get();
        }
    }

    private static ObjectNode orVariable(ObjectNode schema) {
        ObjectNode either = JSON.objectNode();
        either.putArray("anyOf")
                .add(schema)
                .add(JSON.objectNode().put("type", "string").put("pattern", VARIABLE));
        return either;
    }
}

package io.github.vastwatch.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.List;
import java.util.function.Supplier;

/** What a value looks like, for the schema; whether it makes sense is found out by reading it. */
sealed interface Shape {
    JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** The place of a value that only the environment knows. */
    String VARIABLE = "\\$\\{";

    /** Several values in one text, which only the reader can tell apart. */
    ObjectNode SEVERAL = JSON.objectNode().put("type", "string").put("pattern", "[,;]");

    ObjectNode schema();

    /** A value of this shape from how it is written in a config. */
    default JsonNode written(String text) {
        return JSON.textNode(text);
    }

    /** A text; where the pattern is not empty, one that matches it or holds a variable. */
    record Text(String pattern) implements Shape {
        static final Text ANY = new Text("");
        /** As {@code 90s}, {@code 5m}, {@code 1h30m}. */
        static final String TIME =
                "\\s*(?=\\S*[1-9])(\\d+\\s*(weeks?|days?|hours?|hrs?|minutes?|mins?|seconds?|secs?|[wdhms])\\s*)+";

        static final Text DURATION = new Text("^" + TIME + "$");

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

    /** A size on disk; in the vendor's gigabytes where it is a number alone. */
    record Size() implements Shape {
        @Override
        public ObjectNode schema() {
            ObjectNode either = JSON.objectNode();
            ArrayNode ways = either.putArray("anyOf");
            ways.add(new Text("^\\s*\\d+(\\.\\d+)?\\s*([gGtT][bB]?)?\\s*$").schema());
            ways.addObject().put("type", "number").put("minimum", 1);
            return either;
        }
    }

    /** A number of rows, or a word for as many as are allowed or as are there. */
    record Rows() implements Shape {
        @Override
        public ObjectNode schema() {
            ObjectNode either = JSON.objectNode();
            ArrayNode ways = either.putArray("anyOf");
            ways.addObject().put("type", "integer").put("minimum", 1);
            ways.add(new Text("^\\s*(auto|off|\\d+([_,]\\d{3})*)\\s*$").schema());
            return either;
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

    /**
     * A number above 0 and below 1.
     *
     * @param text what it looks like as a text
     */
    record Fraction(String text) implements Shape {
        @Override
        public ObjectNode schema() {
            ObjectNode either = JSON.objectNode();
            ArrayNode ways = either.putArray("anyOf");
            ways.addObject().put("type", "number").put("exclusiveMinimum", 0).put("exclusiveMaximum", 1);
            ways.add(new Text("^\\s*" + text + "\\s*$").schema());
            return either;
        }

        @Override
        public JsonNode written(String text) {
            return JSON.numberNode(new BigDecimal(text.strip()));
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

    /** A list of like values, or several in one text with commas between. */
    record Several(Shape item) implements Shape {
        @Override
        public ObjectNode schema() {
            ObjectNode either = JSON.objectNode();
            ArrayNode ways = either.putArray("anyOf");
            ways.add(item.schema());
            ways.addObject().put("type", "array").put("minItems", 1).set("items", item.schema());
            ways.add(SEVERAL);
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

package io.github.vastwatch.config;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Operator;
import io.github.vastwatch.offer.Query;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The part of the JSON Schema that describes queries. */
final class QuerySchema {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** How an operator may be written; {@link Operator#of} says which one it is. */
    static final List<String> SPELLINGS = List.of(
            "eq", "=", "==", "neq", "!=", "≠", "noteq", "not eq", "gt", ">", "gte", ">=", "≥", "lt", "<", "lte", "<=",
            "≤", "in", "notin", "nin", "not in");

    /** What a field can be compared with. */
    private enum Operand {
        FLAG,
        NUMBER,
        SIZE,
        DURATION,
        VERSION,
        TEXT,
        /** Norway's NO is a switch to YAML 1.1. */
        COUNTRY,
        EXTRA;

        static Operand of(Field field) {
            if (field.hasUnits()) {
                return field == Field.DURATION ? DURATION : SIZE;
            }
            return switch (field.type()) {
                case FLAG -> FLAG;
                case INTEGER, NUMBER -> NUMBER;
                case VERSION, RELEASE -> VERSION;
                case TEXT -> TEXT;
                case COUNTRY -> COUNTRY;
            };
        }

        String wire() {
            return name().toLowerCase(Locale.ROOT);
        }

        private ObjectNode one() {
            return switch (this) {
                case FLAG ->
                    typed("^(" + ignoringCase("true|false|yes|no|on|off|null|none") + "|1|0)$", "boolean", "string");
                case NUMBER -> typed("^\\s*[+-]?\\d*\\.?\\d+\\.?([eE][+-]?\\d+)?\\s*$|^null$", "number", "string");
                case SIZE -> typed("^\\s*\\d+(\\.\\d+)?\\s*[MGT]B\\s*$|^null$", "string");
                case DURATION -> typed("^\\s*(\\d+(\\.\\d+)?\\s*[smhdw]\\s*)+$|^null$", "string");
                case VERSION -> typed("", "number", "string");
                case TEXT -> typed("", "string", "number");
                case COUNTRY -> typed("", "string", "boolean");
                case EXTRA -> typed("", "string", "number", "boolean");
            };
        }

        private static ObjectNode typed(String pattern, String... types) {
            ObjectNode one = JSON.objectNode();
            ArrayNode list = one.putArray("type");
            Stream.of(types).forEach(list::add);
            list.add("null");
            return pattern.isEmpty() ? one : one.put("pattern", pattern + "|" + ScalarCodec.VARIABLE);
        }

        /** Words in letters of either case; ECMA-262 has no switch for that within an expression. */
        private static String ignoringCase(String words) {
            return Pattern.compile("[a-z]")
                    .matcher(words)
                    .replaceAll(letter -> "[" + letter.group() + letter.group().toUpperCase(Locale.ROOT) + "]");
        }

        /** A value, a list of values of which it must be one, or operators with their values. */
        ObjectNode schema() {
            ObjectNode either = JSON.objectNode();
            ArrayNode ways = either.putArray("anyOf");
            if (this != EXTRA) {
                ways.add(one());
                ways.add(list());
                ways.addObject()
                        .put("description", "Any value: removes the default filter.")
                        .putArray("enum")
                        .add("any")
                        .add("?")
                        .add("*");
            }
            boolean isOrdered = this != FLAG && this != TEXT && this != COUNTRY;
            ObjectNode operators = ways.addObject().put("type", "object");
            ObjectNode properties = operators.putObject("properties");
            for (String spelling : SPELLINGS) {
                Operator.of(spelling)
                        .filter(operator -> isOrdered || !operator.isOrdering())
                        .ifPresent(operator -> properties
                                .putObject(spelling)
                                .put("description", doc(operator))
                                .setAll(operator.takesList() ? ScalarCodec.either(list(), one()) : one()));
            }
            operators.put("additionalProperties", false).put("minProperties", 1);
            return either;
        }

        private ObjectNode list() {
            ObjectNode list = JSON.objectNode().put("type", "array").put("minItems", 1);
            list.set("items", one());
            return list;
        }

        private static String doc(Operator operator) {
            return switch (operator) {
                case EQ -> "equal to";
                case NEQ -> "not equal to";
                case GT -> "greater than";
                case GTE -> "at least";
                case LT -> "less than";
                case LTE -> "at most";
                case IN -> "one of";
                case NOTIN -> "none of";
            };
        }
    }

    private QuerySchema() {}

    static ObjectNode query() {
        return ScalarCodec.either(
                JSON.objectNode()
                        .put("description", "A query in the vendor's language.")
                        .put("type", "string")
                        .put("minLength", 1),
                reference("query"));
    }

    /** The definitions that a query refers to. */
    static ObjectNode definitions() {
        ObjectNode definitions = JSON.objectNode();
        definitions.set("query", mapping());
        Stream.of(Operand.values()).forEach(operand -> definitions.set(operand.wire(), operand.schema()));
        return definitions;
    }

    private static ObjectNode mapping() {
        ObjectNode schema = JSON.objectNode();
        schema.put("description", "Fields and their required values; sizes and durations need a unit.");
        schema.put("type", "object");
        schema.put("minProperties", 1);
        ObjectNode properties = schema.putObject("properties");
        for (Field field : Field.values()) {
            String unit = field.queryUnit().isEmpty() ? "" : " (" + field.queryUnit() + ")";
            Stream.concat(Stream.of(field.wire()), field.aliases().stream())
                    .forEach(name -> properties
                            .putObject(name)
                            .put("description", field.meaning() + unit)
                            .setAll(reference(Operand.of(field).wire())));
        }
        properties
                .putObject("order")
                .put("type", "string")
                .put("description", "The sort order: fields separated by commas, a minus for descending.");
        properties
                .putObject("limit")
                .put("description", "The number of rows to ask for.")
                .put("default", Query.LIMIT)
                .setAll(ScalarCodec.whole(1, Integer.MAX_VALUE).schema());
        properties
                .putObject("extra")
                .put("type", "object")
                .put("description", "Filters on fields that vastwatch does not know, passed to the server unchanged.")
                .set("additionalProperties", reference(Operand.EXTRA.wire()));
        schema.put("additionalProperties", false);
        return schema;
    }

    private static ObjectNode reference(String definition) {
        return JSON.objectNode().put("$ref", "#/$defs/" + definition);
    }
}

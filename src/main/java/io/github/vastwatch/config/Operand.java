package io.github.vastwatch.config;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Operator;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What can be compared with a field of a query, for the schema. */
enum Operand {
    FLAG,
    NUMBER,
    SIZE,
    DURATION,
    VERSION,
    TEXT,
    /** Norway's NO is a switch to YAML 1.1. */
    COUNTRY,
    EXTRA;

    /** How an operator may be written; {@link Operator#of} says which one it is. */
    static final List<String> SPELLINGS = List.of(
            "eq", "=", "==", "neq", "!=", "≠", "noteq", "not eq", "gt", ">", "gte", ">=", "≥", "lt", "<", "lte", "<=",
            "≤", "in", "notin", "nin", "not in");

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

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

    private boolean isOrdered() {
        return this != FLAG && this != TEXT && this != COUNTRY;
    }

    private ObjectNode one() {
        ObjectNode one = JSON.objectNode();
        switch (this) {
            case FLAG ->
                types(one, "boolean", "string", "null")
                        .put(
                                "pattern",
                                "^(" + ignoringCase("true|false|yes|no|on|off|null|none") + "|1|0)$|" + Shape.VARIABLE);
            case NUMBER ->
                types(one, "number", "string", "null")
                        .put("pattern", "^\\s*[+-]?\\d*\\.?\\d+\\.?([eE][+-]?\\d+)?\\s*$|^null$|" + Shape.VARIABLE);
            case SIZE ->
                types(one, "string", "null")
                        .put("pattern", "^\\s*\\d+(\\.\\d+)?\\s*[MGT]B\\s*$|^null$|" + Shape.VARIABLE);
            case DURATION ->
                types(one, "string", "null")
                        .put("pattern", "^\\s*(\\d+(\\.\\d+)?\\s*[smhdw]\\s*)+$|^null$|" + Shape.VARIABLE);
            case VERSION -> types(one, "number", "string", "null");
            case TEXT -> types(one, "string", "number", "null");
            case COUNTRY -> types(one, "string", "boolean", "null");
            case EXTRA -> types(one, "string", "number", "boolean", "null");
        }
        return one;
    }

    /** Words in letters of either case; ECMA-262 has no switch for that within an expression. */
    private static String ignoringCase(String words) {
        return words.chars()
                .mapToObj(Character::toString)
                .map(each -> each.equals("|") ? each : "[" + each + each.toUpperCase(Locale.ROOT) + "]")
                .collect(Collectors.joining());
    }

    private static ObjectNode types(ObjectNode one, String... types) {
        ArrayNode list = one.putArray("type");
        Arrays.stream(types).forEach(list::add);
        return one;
    }

    /** A value, a list of which one must be, or operators with their values. */
    ObjectNode schema() {
        ObjectNode either = JSON.objectNode();
        ArrayNode ways = either.putArray("anyOf");
        if (this != EXTRA) {
            ways.add(one());
            ways.add(list());
            ways.addObject()
                    .put("description", "Any value: removes what is asked by default.")
                    .putArray("enum")
                    .add("any")
                    .add("?")
                    .add("*");
        }
        ObjectNode operators = ways.addObject().put("type", "object");
        ObjectNode properties = operators.putObject("properties");
        for (String spelling : SPELLINGS) {
            Optional<Operator> operator = Operator.of(spelling);
            if (operator.isPresent() && (isOrdered() || !operator.get().isOrdering())) {
                properties
                        .putObject(spelling)
                        .put("description", meaning(operator.get()))
                        .setAll(operator.get().takesList() ? listOrOne() : one());
            }
        }
        operators.put("additionalProperties", false).put("minProperties", 1);
        return either;
    }

    private ObjectNode list() {
        ObjectNode list = JSON.objectNode().put("type", "array").put("minItems", 1);
        list.set("items", one());
        return list;
    }

    private ObjectNode listOrOne() {
        ObjectNode either = JSON.objectNode();
        either.putArray("anyOf").add(list()).add(one());
        return either;
    }

    private static String meaning(Operator operator) {
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

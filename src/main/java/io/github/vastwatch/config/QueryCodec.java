package io.github.vastwatch.config;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.vastwatch.offer.Clause;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.offer.Operator;
import io.github.vastwatch.offer.Query;
import io.github.vastwatch.offer.QueryWarnings;
import io.github.vastwatch.offer.Value;
import io.github.vastwatch.offer.ValueParser;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A query: one text in the vendor's language, or a mapping of fields to what they must be. */
final class QueryCodec implements Codec<Query> {
    private static final Set<String> WILDCARDS = Set.of("?", "*", "any");
    private static final String EXAMPLE = "gpu_name=RTX_4090 num_gpus=1";

    @Override
    public Optional<Query> read(YamlValue value) {
        if (value.isMapping()) {
            return new Mapping(value).read();
        }
        if (value.isList()) {
            value.problem("a query is a text or a mapping of fields, not a list", "write query: " + EXAMPLE);
            return Optional.empty();
        }
        return value.read(text -> {
            if (text.isBlank()) {
                throw new InvalidInput("the query is empty", "write what to search for, as " + EXAMPLE);
            }
            Query.Reading reading = Query.read(text, Query.DEFAULTS);
            reading.warnings().forEach(value::warn);
            return reading.query();
        });
    }

    @Override
    public ObjectNode schema() {
        return QuerySchema.query();
    }

    /** A query that is written as a mapping. */
    private static final class Mapping {
        private final YamlValue at;
        private Query query = Query.DEFAULTS;

        Mapping(YamlValue at) {
            this.at = at;
        }

        Optional<Query> read() {
            int before = at.file().problemCount();
            Map<String, YamlValue.Entry> entries = at.entries("query");
            if (entries.isEmpty()) {
                at.problem("the query is empty", "write what to search for, as gpu_name: RTX 4090");
            }
            entries.forEach(this::entry);
            query.contradiction().ifPresent(doubt -> at.warn(doubt.getMessage(), doubt.advice()));
            return at.file().problemCount() == before ? Optional.of(query) : Optional.empty();
        }

        private void entry(String name, YamlValue.Entry entry) {
            YamlValue value = entry.value();
            switch (name) {
                case "order" -> scalar(value, Query.Order::parse).ifPresent(keys -> query = query.sortedBy(keys));
                case "limit" ->
                    scalar(value, text -> query.limitedTo(ScalarCodec.number(text)))
                            .ifPresent(limited -> query = limited);
                case "extra" -> mapping(value, "extra").forEach(this::extra);
                default -> at(entry.key(), () -> Field.parse(name)).ifPresent(field -> field(field, value));
            }
        }

        private void field(Field field, YamlValue value) {
            if (value.isMapping()) {
                mapping(value, field.wire())
                        .forEach((name, entry) -> operator(name, entry.key())
                                .ifPresent(operator -> clause(field, operator, entry.key(), entry.value())));
            } else if (value.isPlain() && WILDCARDS.contains(value.raw())) {
                query = query.without(field);
            } else {
                clause(field, value.isList() ? Operator.IN : Operator.EQ, value, value);
            }
        }

        private void clause(Field field, Operator operator, YamlValue place, YamlValue value) {
            List<Value> operands = new ArrayList<>();
            value.items()
                    .forEach(item -> scalar(item, text -> {
                                ValueParser.warning(field, text)
                                        .ifPresent(doubt -> item.warn(doubt.getMessage(), doubt.advice()));
                                return ValueParser.parse(field, true, text);
                            })
                            .ifPresent(operands::addAll));
            if (value.items().isEmpty()) {
                value.problem("the list is empty", "");
            }
            if (operands.isEmpty()) {
                return;
            }
            at(
                            place,
                            () -> value.isScalar()
                                    ? Clause.expanded(field, operator, operands)
                                    : new Clause(field, operator, operands))
                    .ifPresent(clause -> {
                        query = query.with(clause);
                        QueryWarnings.of(clause).forEach(warning -> value.warn(warning.getMessage(), warning.advice()));
                    });
        }

        private void extra(String field, YamlValue.Entry entry) {
            mapping(entry.value(), field)
                    .forEach((name, filter) -> operator(name, filter.key()).ifPresent(operator -> {
                        List<Value> operands = new ArrayList<>();
                        filter.value()
                                .items()
                                .forEach(item -> scalar(item, text -> guessed(item, text))
                                        .ifPresent(operands::add));
                        at(entry.key(), () -> new Query.RawFilter(field, operator, operands))
                                .ifPresent(filtered -> query = query.with(filtered));
                    }));
        }

        /** What nothing is known about is a number or a flag where it looks like one and has no quotes. */
        private static Value guessed(YamlValue value, String text) {
            if (!value.isPlain()) {
                return Value.of(text);
            }
            return switch (text) {
                case "true" -> Value.of(true);
                case "false" -> Value.of(false);
                case "null", "~", "" -> Value.Null.NULL;
                default -> Value.of(text).asNumber().map(Value::of).orElse(Value.of(text));
            };
        }

        private static Optional<Operator> operator(String name, YamlValue key) {
            List<String> operators =
                    Arrays.stream(Operator.values()).map(Operator::wire).toList();
            return at(
                    key,
                    () -> Operator.of(name)
                            .orElseThrow(() -> InvalidInput.unknown(
                                    "unknown operator '" + name + "'",
                                    name,
                                    operators,
                                    "one of " + String.join(", ", operators))));
        }

        private static Map<String, YamlValue.Entry> mapping(YamlValue value, String what) {
            if (!value.isMapping()) {
                value.refuseForm(what, "");
            }
            return value.entries(what);
        }

        private static <T> Optional<T> scalar(YamlValue value, Function<String, T> read) {
            if (!value.isScalar()) {
                value.problem("one value is expected here, not " + value.kind(), "");
                return Optional.empty();
            }
            if (value.isPlain() && value.raw().isEmpty()) {
                value.problem("a value is missing here", "write one; for null itself write null");
                return Optional.empty();
            }
            return value.isEmpty() ? at(value, () -> read.apply("null")) : value.read(read);
        }

        private static <T> Optional<T> at(YamlValue place, Supplier<T> read) {
            try {
                return Optional.of(read.get());
            } catch (InvalidInput e) {
                place.problem(e.getMessage(), e.advice());
                return Optional.empty();
            }
        }
    }

    /** The part of the JSON Schema that describes queries. */
    static final class QuerySchema {
        private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

        /** How an operator may be written; {@link Operator#of} says which one it is. */
        static final List<String> SPELLINGS = List.of(
                "eq", "=", "==", "neq", "!=", "≠", "noteq", "not eq", "gt", ">", "gte", ">=", "≥", "lt", "<", "lte",
                "<=", "≤", "in", "notin", "nin", "not in");

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
                        typed(
                                "^(" + ignoringCase("true|false|yes|no|on|off|null|none") + "|1|0)$",
                                "boolean",
                                "string");
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
                        .replaceAll(
                                letter -> "[" + letter.group() + letter.group().toUpperCase(Locale.ROOT) + "]");
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
                    .put(
                            "description",
                            "Filters on fields that vastwatch does not know, passed to the server unchanged.")
                    .set("additionalProperties", reference(Operand.EXTRA.wire()));
            schema.put("additionalProperties", false);
            return schema;
        }

        private static ObjectNode reference(String definition) {
            return JSON.objectNode().put("$ref", "#/$defs/" + definition);
        }
    }
}

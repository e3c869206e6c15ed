package io.github.vastwatch.config;

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
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

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
}

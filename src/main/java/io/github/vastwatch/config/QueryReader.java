package io.github.vastwatch.config;

import io.github.vastwatch.offer.Clause;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.offer.Operator;
import io.github.vastwatch.offer.Query;
import io.github.vastwatch.offer.Value;
import io.github.vastwatch.offer.ValueParser;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Reads a query: one string in the vendor's grammar, or a mapping of fields to what they must be. */
final class QueryReader {
    private static final Set<String> WILDCARDS = Set.of("?", "*", "any");
    private static final List<String> OPERATORS =
            Arrays.stream(Operator.values()).map(Operator::wire).toList();

    private final Source source;
    private Query query = Query.DEFAULTS;

    private QueryReader(Source source) {
        this.source = source;
    }

    /** The query of a watch; empty where there is none or a mistake in it, which the problems then say. */
    static Optional<Query> read(Section watch) {
        Optional<Node> node = watch.node("query");
        Source source = watch.source();
        if (node.isPresent() && node.get() instanceof MappingNode mapping) {
            int before = source.problems().count();
            QueryReader reader = new QueryReader(source);
            if (mapping.getValue().isEmpty()) {
                source.at(mapping, "the query asks for nothing", "write what to search for, as gpu_name: RTX 4090");
            }
            Entries.of(mapping, "query", source).values().forEach(reader::entry);
            reader.query.contradiction().ifPresent(doubt -> source.doubt(mapping, doubt.getMessage(), doubt.advice()));
            return source.problems().count() == before ? Optional.of(reader.query) : Optional.empty();
        }
        if (node.isPresent() && node.get() instanceof SequenceNode list) {
            source.at(
                    list,
                    "a query is a text or a mapping of fields, not a list",
                    "write query: gpu_name=RTX_4090 num_gpus=1");
            return Optional.empty();
        }
        return watch.read("query", text -> {
            if (text.isBlank()) {
                throw new InvalidInput(
                        "the query is empty", "write what to search for, as gpu_name=RTX_4090 num_gpus=1");
            }
            Query.Reading reading = Query.read(text, Query.DEFAULTS);
            node.filter(ScalarNode.class::isInstance)
                    .map(ScalarNode.class::cast)
                    .ifPresent(scalar -> reading.warnings().forEach(doubt -> source.doubt(scalar, doubt)));
            return reading.query();
        });
    }

    private void entry(NodeTuple tuple) {
        Node value = tuple.getValueNode();
        switch (Entries.name(tuple)) {
            case "order" -> scalar(value, Query.Order::parse).ifPresent(keys -> query = query.sortedBy(keys));
            case "limit" ->
                scalar(value, text -> query.limitedTo(Numbers.whole(text))).ifPresent(limited -> query = limited);
            case "extra" -> each(value, "extra", this::extra);
            default ->
                at(tuple.getKeyNode(), () -> Field.parse(Entries.name(tuple))).ifPresent(field -> field(field, value));
        }
    }

    private void field(Field field, Node value) {
        if (value instanceof MappingNode) {
            each(
                    value,
                    field.wire(),
                    tuple -> operator(tuple)
                            .ifPresent(operator -> clause(field, operator, tuple.getKeyNode(), tuple.getValueNode())));
        } else if (value instanceof ScalarNode scalar && scalar.isPlain() && WILDCARDS.contains(scalar.getValue())) {
            query = query.without(field);
        } else {
            clause(field, value instanceof SequenceNode ? Operator.IN : Operator.EQ, value, value);
        }
    }

    private void clause(Field field, Operator operator, Node operatorNode, Node value) {
        List<Value> operands = new ArrayList<>();
        items(value)
                .forEach(item -> scalar(item, text -> {
                            ValueParser.warning(field, text)
                                    .ifPresent(doubt -> source.doubt(item, doubt.getMessage(), doubt.advice()));
                            return ValueParser.read(field, true, text);
                        })
                        .ifPresent(operands::addAll));
        if (operands.isEmpty()) {
            if (items(value).isEmpty()) {
                source.at(value, "the list is empty", "");
            }
            return;
        }
        boolean isOneWord = value instanceof ScalarNode;
        at(
                        operatorNode,
                        () -> isOneWord
                                ? Clause.expanded(field, operator, operands)
                                : new Clause(field, operator, operands))
                .ifPresent(clause -> {
                    query = query.with(clause);
                    clause.doubts().forEach(doubt -> source.doubt(value, doubt.getMessage(), doubt.advice()));
                });
    }

    private void extra(NodeTuple field) {
        each(
                field.getValueNode(),
                Entries.name(field),
                tuple -> operator(tuple).ifPresent(operator -> {
                    List<Value> operands = new ArrayList<>();
                    items(tuple.getValueNode())
                            .forEach(item -> scalar(item, text -> guessed((ScalarNode) item, text))
                                    .ifPresent(operands::add));
                    at(field.getKeyNode(), () -> new Query.RawFilter(Entries.name(field), operator, operands))
                            .ifPresent(rawFilter -> query = query.with(rawFilter));
                }));
    }

    /** What nothing is known of is a number or a flag where it looks like one and has no quotes. */
    private static Value guessed(ScalarNode scalar, String text) {
        if (!scalar.isPlain()) {
            return Value.of(text);
        }
        return switch (text) {
            case "true" -> Value.of(true);
            case "false" -> Value.of(false);
            case "null", "~", "" -> Value.Null.NULL;
            default -> Value.of(text).asNumber().map(Value::of).orElse(Value.of(text));
        };
    }

    private Optional<Operator> operator(NodeTuple tuple) {
        String name = Entries.name(tuple);
        return at(
                tuple.getKeyNode(),
                () -> Operator.of(name)
                        .orElseThrow(() -> InvalidInput.unknown(
                                "unknown operator '" + name + "'",
                                name,
                                OPERATORS,
                                "one of " + String.join(", ", OPERATORS))));
    }

    private void each(Node node, String what, Consumer<NodeTuple> read) {
        if (node instanceof MappingNode mapping) {
            Entries.of(mapping, what, source).values().forEach(read);
        } else {
            source.at(node, what + " must be a mapping of keys to values, not " + Nodes.kind(node), "");
        }
    }

    private static List<Node> items(Node node) {
        return node instanceof SequenceNode sequence ? sequence.getValue() : List.of(node);
    }

    private <T> Optional<T> scalar(Node node, Function<String, T> read) {
        if (node instanceof ScalarNode scalar) {
            if (scalar.isPlain() && scalar.getValue().isEmpty()) {
                source.at(node, "a value is missing here", "write one; for null itself write null");
                return Optional.empty();
            }
            return Nodes.isEmpty(node) ? at(node, () -> read.apply("null")) : source.read(scalar, read);
        }
        source.at(node, "one value is expected here, not " + Nodes.kind(node), "");
        return Optional.empty();
    }

    private <T> Optional<T> at(Node node, Supplier<T> read) {
        try {
            return Optional.of(read.get());
        } catch (InvalidInput invalidInput) {
            source.at(node, invalidInput.getMessage(), invalidInput.advice());
            return Optional.empty();
        }
    }
}

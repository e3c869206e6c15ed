package io.github.vastwatch.vast;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.offer.Operator;
import io.github.vastwatch.offer.Query;
import io.github.vastwatch.offer.Question;
import io.github.vastwatch.offer.Value;
import java.util.List;
import java.util.stream.Stream;

/** A form in which Vast.ai accepts searches. */
public enum Protocol {
    /** The vendor's newer client: everything inside {@code q}. */
    ASKS("asks", "PUT", "api/v0/search/asks/"),
    /** The documented one: everything flat. */
    BUNDLES("bundles", "POST", "api/v0/bundles/"),
    /** The form on the published page, which no known client sends. */
    ASKS_BODY("asks-body", "PUT", "api/v0/search/asks/");

    /** All of them, likeliest first: if the server does not understand one, the next is tried. */
    public static final List<Protocol> AUTO = List.of(values());

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final String wire;
    private final String method;
    private final String path;

    Protocol(String wire, String method, String path) {
        this.wire = wire;
        this.method = method;
        this.path = path;
    }

    /** The name in the config of protocols that are tried in turn: {@link #parseAll} reads it. */
    public static String name(List<Protocol> protocols) {
        return protocols.size() == 1 ? protocols.get(0).wire : "auto";
    }

    /** The valid names in the config: {@link #parseAll} reads them. */
    public static List<String> names() {
        return Stream.concat(Stream.of("auto"), AUTO.stream().map(Protocol::wire))
                .toList();
    }

    String wire() {
        return wire;
    }

    String method() {
        return method;
    }

    /** The path below the base URL, with the slash at its end. */
    String path() {
        return path;
    }

    /** Parses the protocols to try in turn: {@code auto}, or the name of one. */
    public static List<Protocol> parseAll(String text) {
        if (text.equals("auto")) {
            return AUTO;
        }
        return AUTO.stream()
                .filter(protocol -> protocol.wire.equals(text))
                .findFirst()
                .map(List::of)
                .orElseThrow(() -> InvalidInput.unknown(
                        "unknown protocol '" + text + "'", text, names(), "write auto, asks, bundles or asks-body"));
    }

    /** The body of a search. */
    public ObjectNode body(Question question) {
        ObjectNode flat = filters(question.query());
        ArrayNode order = JSON.arrayNode();
        question.order().forEach(key -> order.addArray().add(key.field().wire()).add(key.ascending() ? "asc" : "desc"));
        flat.set("order", order);
        flat.put("type", question.type().wire());
        flat.put("limit", question.limit());
        flat.put("allocated_storage", question.diskGb());
        question.sla()
                .ifPresent(
                        sla -> flat.put("target_reliability", sla.reliability().doubleValue()));
        ObjectNode body = JSON.objectNode();
        return switch (this) {
            case ASKS -> {
                // A list, because the server refuses a plain string.
                body.putArray("select_cols").add("*");
                yield body.set("q", flat);
            }
            case BUNDLES -> flat;
            case ASKS_BODY -> {
                body.putObject("body").set("q", flat);
                yield body;
            }
        };
    }

    /** The filters of a query alone, numbers as JSON numbers. */
    public static ObjectNode filters(Query query) {
        ObjectNode filters = JSON.objectNode();
        query.clauses().forEach(clause -> filter(filters, clause.field().wire(), clause.operator(), clause.operands()));
        query.extra()
                .forEach(rawFilter -> filter(filters, rawFilter.field(), rawFilter.operator(), rawFilter.operands()));
        return filters;
    }

    private static void filter(ObjectNode filters, String field, Operator operator, List<Value> operands) {
        JsonNode operand = operator.takesList() ? list(operands) : OfferJson.write(operands.get(0));
        filters.withObjectProperty(field).set(operator.wire(), operand);
    }

    private static ArrayNode list(List<Value> values) {
        ArrayNode list = JSON.arrayNode();
        values.forEach(value -> list.add(OfferJson.write(value)));
        return list;
    }
}

package io.github.vastwatch.vast;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.RentalType;
import io.github.vastwatch.offer.Value;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;

/** Offers and their values as JSON by their wire names, as the row said them. */
public final class OfferJson {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private OfferJson() {}

    /** Every known field of an offer. */
    public static ObjectNode write(Offer offer) {
        return write(offer.row());
    }

    public static ObjectNode write(Map<Field, Value> values) {
        ObjectNode row = JSON.objectNode();
        values.forEach((field, value) -> row.set(field.wire(), write(value)));
        return row;
    }

    /** The offer that {@link #write(Offer)} wrote. */
    public static Offer read(JsonNode row, RentalType type, Instant seenAt) {
        return new Offer(type, seenAt, row(row));
    }

    /** The values that {@link #write(Map)} wrote. */
    public static Map<Field, Value> row(JsonNode row) {
        Map<Field, Value> values = new EnumMap<>(Field.class);
        row.properties()
                .forEach(entry ->
                        Field.named(entry.getKey()).ifPresent(field -> values.put(field, read(entry.getValue()))));
        return values;
    }

    static JsonNode write(Value value) {
        if (value instanceof Value.Num num) {
            long whole = (long) num.value();
            return whole == num.value() ? JSON.numberNode(whole) : JSON.numberNode(num.value());
        }
        if (value instanceof Value.Flag flag) {
            return JSON.booleanNode(flag.value());
        }
        return value instanceof Value.Text text ? JSON.textNode(text.value()) : JSON.nullNode();
    }

    private static Value read(JsonNode json) {
        if (json.isNumber()) {
            return Value.of(json.asDouble());
        }
        if (json.isBoolean()) {
            return Value.of(json.asBoolean());
        }
        return json.isTextual() ? Value.of(json.asText()) : Value.Null.NULL;
    }
}

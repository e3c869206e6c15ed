package io.github.vastwatch.vast;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.Value;

/** Offers and their values as JSON by their wire names, as in the row. */
public final class OfferJson {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private OfferJson() {}

    /** Every known field of an offer. */
    public static ObjectNode write(Offer offer) {
        ObjectNode row = JSON.objectNode();
        offer.row().forEach((field, value) -> row.set(field.wire(), write(value)));
        return row;
    }

    /** A value as a row of an answer has it. */
    public static JsonNode write(Value value) {
        if (value instanceof Value.Num num) {
            long whole = (long) num.value();
            return whole == num.value() ? JSON.numberNode(whole) : JSON.numberNode(num.value());
        }
        if (value instanceof Value.Flag flag) {
            return JSON.booleanNode(flag.value());
        }
        return value instanceof Value.Text text ? JSON.textNode(text.value()) : JSON.nullNode();
    }

    /** The value that {@link #write(Value)} wrote. */
    public static Value read(JsonNode json) {
        if (json.isNumber()) {
            return Value.of(json.asDouble());
        }
        if (json.isBoolean()) {
            return Value.of(json.asBoolean());
        }
        return json.isTextual() ? Value.of(json.asText()) : Value.Null.NULL;
    }
}

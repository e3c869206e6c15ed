package io.github.vastwatch.vast;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Value;
import java.io.EOFException;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads one row: drops implausible values and counts them by cause, and keeps the rest of the row. */
final class OfferRowReader {
    /** No number or text of a real row is nearly as long. */
    static final int MAX_LENGTH = 1_000;

    /** The fields in the object {@code search} of a row, which have other names there. */
    private static final Map<String, Field> IN_SEARCH = Map.of(
            "discountedTotalPerHour", Field.DISCOUNTED_DPH_TOTAL, "slaPremiumPerHour", Field.SLA_PREMIUM_PER_HOUR);

    private final JsonParser json;
    private final Map<String, Integer> dropped;

    private OfferRowReader(JsonParser json, Map<String, Integer> dropped) {
        this.json = json;
        this.dropped = dropped;
    }

    /** The known fields of the object at whose start or first key the parser is; adds to {@code dropped}. */
    static Map<Field, Value> read(JsonParser json, Map<String, Integer> dropped) throws IOException {
        return new OfferRowReader(json, dropped).read();
    }

    private Map<Field, Value> read() throws IOException {
        Map<Field, Value> row = new EnumMap<>(Field.class);
        JsonToken next = json.currentToken() == JsonToken.START_OBJECT ? json.nextToken() : json.currentToken();
        for (; next == JsonToken.FIELD_NAME; next = json.nextToken()) {
            Optional<Field> field = Field.named(json.currentName());
            JsonToken token = present(json.nextToken());
            if (json.currentName().equals("search") && token == JsonToken.START_OBJECT) {
                search(row);
                continue;
            }
            if (field.isEmpty()) {
                // Skipped without reading, so that its length does not matter.
                json.skipChildren();
                continue;
            }
            @Nullable Value value = value(token);
            if (field.get() == Field.DPH_TOTAL) {
                // A price that cannot be read differs from one that is missing: the offer has an unknown price.
                row.put(Field.DPH_TOTAL, value == null ? Value.Null.NULL : value);
            } else if (value != null && isPrice(field.get()) && value.asNumber().orElse(0.0) < 0) {
                dropped("price below 0");
            } else if (value != null) {
                row.put(field.get(), value);
            }
        }
        ended(json);
        return row;
    }

    /** The parts of the price, for fields that the row itself lacks. */
    private void search(Map<Field, Value> row) throws IOException {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            @Nullable Field field = IN_SEARCH.get(json.currentName());
            JsonToken token = present(json.nextToken());
            if (field == null) {
                json.skipChildren();
                continue;
            }
            @Nullable Value value = value(token);
            if (value != null && value.asNumber().orElse(0.0) >= 0) {
                row.putIfAbsent(field, value);
            }
        }
        ended(json);
    }

    /** A scalar; null for lists, objects and implausible values. */
    private @Nullable Value value(JsonToken token) throws IOException {
        switch (token) {
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
                if (json.getTextLength() > MAX_LENGTH) {
                    return dropped("number over 1000 digits");
                }
                double number = json.getDoubleValue();
                if (!Double.isFinite(number)) {
                    return dropped("number is not finite");
                }
                return Value.isPlausible(number) ? Value.of(number) : dropped("implausible number");
            }
            case VALUE_STRING -> {
                return json.getTextLength() > MAX_LENGTH
                        ? dropped("text over 1000 characters")
                        : Value.of(json.getText());
            }
            case VALUE_TRUE, VALUE_FALSE -> {
                return Value.of(token == JsonToken.VALUE_TRUE);
            }
            case VALUE_NULL -> {
                return Value.Null.NULL;
            }
            default -> {
                json.skipChildren();
                return dropped("list or object instead of a value");
            }
        }
    }

    private static boolean isPrice(Field field) {
        return switch (field) {
            case DPH_BASE,
                    DISCOUNTED_DPH_TOTAL,
                    SLA_PREMIUM_PER_HOUR,
                    MIN_BID,
                    STORAGE_COST,
                    INET_DOWN_COST,
                    INET_UP_COST -> true;
            default -> false;
        };
    }

    private @Nullable Value dropped(String cause) {
        dropped.merge(cause, 1, Integer::sum);
        return null;
    }

    static void ended(JsonParser json) throws IOException {
        if (json.currentToken() != JsonToken.END_OBJECT) {
            throw new EOFException();
        }
    }

    static JsonToken present(@Nullable JsonToken token) throws IOException {
        if (token == null) {
            throw new EOFException();
        }
        return token;
    }
}

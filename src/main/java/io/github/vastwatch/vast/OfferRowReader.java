package io.github.vastwatch.vast;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Row;
import io.github.vastwatch.offer.Value;
import java.io.EOFException;
import java.io.IOException;
import java.util.Map;
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
    private final SharedTexts texts;
    private final RowKeys keys = new RowKeys();

    /** Adds to {@code dropped}. */
    OfferRowReader(JsonParser json, Map<String, Integer> dropped, SharedTexts texts) {
        this.json = json;
        this.dropped = dropped;
        this.texts = texts;
    }

    /** The known fields of the object at whose start or first key the parser is. */
    Row read() throws IOException {
        Row.Builder row = new Row.Builder();
        for (RowKeys.@Nullable Key key = keys.first(json); key != null; key = keys.next(json, key)) {
            JsonToken token = present(json.nextToken());
            if (key.field() != null) {
                put(row, key.field(), token);
            } else if (key.isSearch() && token == JsonToken.START_OBJECT) {
                search(row);
            } else {
                // Skipped without reading, so that its length does not matter.
                json.skipChildren();
            }
        }
        ended(json);
        return row.build();
    }

    private void put(Row.Builder row, Field field, JsonToken token) throws IOException {
        double number = token.isNumeric() ? number() : Double.NaN;
        @Nullable Value other = token.isNumeric() ? null : other(token);
        // Most values are numbers that are not below 0, whatever their field.
        if (other == null
                ? number < 0 && isPrice(field)
                : isPrice(field) && other.asNumber().orElse(0.0) < 0) {
            dropped("price below 0");
        } else if (!Double.isNaN(number)) {
            row.put(field, number);
        } else if (other != null) {
            row.put(field, other);
        } else if (field == Field.DPH_TOTAL) {
            // A price that cannot be read differs from one that is missing: the offer has an unknown price.
            row.put(field, Value.Null.NULL);
        }
    }

    /** The parts of the price, for fields that the row itself lacks. */
    private void search(Row.Builder row) throws IOException {
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            @Nullable Field field = IN_SEARCH.get(name);
            JsonToken token = present(json.nextToken());
            if (field == null) {
                json.skipChildren();
                continue;
            }
            double number = token.isNumeric() ? number() : Double.NaN;
            @Nullable Value value = !token.isNumeric() ? other(token) : Double.isNaN(number) ? null : Value.of(number);
            if (value != null && value.asNumber().orElse(0.0) >= 0 && !row.contains(field)) {
                row.put(field, value);
            }
        }
        ended(json);
    }

    /** A number; NaN if it is implausible. */
    private double number() throws IOException {
        if (json.getTextLength() > MAX_LENGTH) {
            dropped("number over 1000 digits");
            return Double.NaN;
        }
        double number = json.getDoubleValue();
        if (!Value.isPlausible(number)) {
            dropped(Double.isFinite(number) ? "implausible number" : "number is not finite");
            return Double.NaN;
        }
        return number;
    }

    /** A text, a flag or null; null for lists, objects and texts that are too long. */
    private @Nullable Value other(JsonToken token) throws IOException {
        switch (token) {
            case VALUE_STRING -> {
                return json.getTextLength() > MAX_LENGTH ? dropped("text over 1000 characters") : texts.get(json);
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

package io.github.vastwatch.vast;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Value;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a row in the plainest way: each key is looked up, each value is its own, and a map holds them. */
final class SimpleRowReader {
    private static final Map<String, Field> IN_SEARCH = Map.of(
            "discountedTotalPerHour", Field.DISCOUNTED_DPH_TOTAL, "slaPremiumPerHour", Field.SLA_PREMIUM_PER_HOUR);
    private static final Set<Field> PRICES = Set.of(
            Field.DPH_BASE,
            Field.DISCOUNTED_DPH_TOTAL,
            Field.SLA_PREMIUM_PER_HOUR,
            Field.MIN_BID,
            Field.STORAGE_COST,
            Field.INET_DOWN_COST,
            Field.INET_UP_COST);

    private final JsonParser json;
    private final Map<String, Integer> dropped;

    SimpleRowReader(JsonParser json, Map<String, Integer> dropped) {
        this.json = json;
        this.dropped = dropped;
    }

    Map<Field, Value> read() throws IOException {
        Map<Field, Value> row = new EnumMap<>(Field.class);
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            Optional<Field> field = Field.named(name);
            JsonToken token = json.nextToken();
            if (name.equals("search") && token == JsonToken.START_OBJECT) {
                search(row);
            } else if (field.isEmpty()) {
                json.skipChildren();
            } else {
                @Nullable Value value = value(token);
                if (field.get() == Field.DPH_TOTAL) {
                    row.put(Field.DPH_TOTAL, value == null ? Value.Null.NULL : value);
                } else if (value != null
                        && PRICES.contains(field.get())
                        && value.asNumber().orElse(0.0) < 0) {
                    dropped("price below 0");
                } else if (value != null) {
                    row.put(field.get(), value);
                }
            }
        }
        return row;
    }

    private void search(Map<Field, Value> row) throws IOException {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            @Nullable Field field = IN_SEARCH.get(json.currentName());
            JsonToken token = json.nextToken();
            if (field == null) {
                json.skipChildren();
            } else {
                @Nullable Value value = value(token);
                if (value != null && value.asNumber().orElse(0.0) >= 0) {
                    row.putIfAbsent(field, value);
                }
            }
        }
    }

    private @Nullable Value value(JsonToken token) throws IOException {
        switch (token) {
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
                if (json.getTextLength() > 1_000) {
                    return dropped("number over 1000 digits");
                }
                double number = json.getDoubleValue();
                if (!Double.isFinite(number)) {
                    return dropped("number is not finite");
                }
                return Value.isPlausible(number) ? Value.of(number) : dropped("implausible number");
            }
            case VALUE_STRING -> {
                return json.getTextLength() > 1_000 ? dropped("text over 1000 characters") : Value.of(json.getText());
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

    private @Nullable Value dropped(String cause) {
        dropped.merge(cause, 1, Integer::sum);
        return null;
    }
}

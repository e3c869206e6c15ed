package io.github.vastwatch.vast;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.RentalType;
import io.github.vastwatch.offer.Value;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads an answer one row at a time; keys that are no field of ours, a host's address among them, are passed over. */
final class Rows {
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            // Real rows hold duplicate keys, and NaN has been seen in other people's.
            .disable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(50)
                    .maxStringLength(1_000_000)
                    .build())
            .build();

    /** What an answer said. */
    record Answer(boolean refused, String message, Optional<List<Offer>> offers, int dropped) {}

    private final RentalType type;
    private final Instant at;
    private final List<Offer> offers = new ArrayList<>();
    private boolean sawOffers;
    private boolean refused;
    private int dropped;
    private String message = "";

    private Rows(RentalType type, Instant at) {
        this.type = type;
        this.at = at;
    }

    static Answer read(InputStream in, RentalType type, Instant at) throws IOException {
        try (JsonParser json = JSON.createParser(in)) {
            return new Rows(type, at).answer(json);
        }
    }

    private Answer answer(JsonParser json) throws IOException {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            throw new IOException("the answer is no JSON object");
        }
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String key = json.currentName();
            JsonToken token = json.nextToken();
            switch (key) {
                case "offers" -> offers(json, token);
                case "success" -> refused = token == JsonToken.VALUE_FALSE;
                case "msg", "message", "detail", "error" -> {
                    // The sentence says more than the code.
                    if (token == JsonToken.VALUE_STRING && (message.isEmpty() || !key.equals("error"))) {
                        message = json.getText();
                    }
                }
                default -> json.skipChildren();
            }
        }
        if (json.currentToken() != JsonToken.END_OBJECT) {
            throw new IOException("the answer is cut off");
        }
        return new Answer(refused, message, sawOffers ? Optional.of(offers) : Optional.empty(), dropped);
    }

    private void offers(JsonParser json, JsonToken token) throws IOException {
        sawOffers = true;
        if (token == JsonToken.START_OBJECT) {
            // A published example shows a single row in place of the list.
            row(json);
            return;
        }
        if (token != JsonToken.START_ARRAY) {
            sawOffers = false;
            return;
        }
        for (JsonToken next = json.nextToken(); next != JsonToken.END_ARRAY; next = json.nextToken()) {
            if (next == null) {
                throw new IOException("the answer is cut off");
            }
            if (next == JsonToken.START_OBJECT) {
                row(json);
            } else {
                dropped++;
                json.skipChildren();
            }
        }
    }

    private void row(JsonParser json) throws IOException {
        Map<Field, Value> row = new EnumMap<>(Field.class);
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            Optional<Field> field = Field.named(json.currentName());
            @Nullable Value value = value(json, json.nextToken());
            if (field.isPresent() && value != null) {
                row.put(field.get(), value);
            }
        }
        if (json.currentToken() != JsonToken.END_OBJECT) {
            throw new IOException("the answer is cut off");
        }
        offers.add(new Offer(type, at, row));
    }

    /** A scalar; nothing for lists and objects, and for numbers that are none. */
    private static @Nullable Value value(JsonParser json, @Nullable JsonToken token) throws IOException {
        if (token == null) {
            throw new IOException("the answer is cut off");
        }
        return switch (token) {
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
                double number = json.getDoubleValue();
                yield Double.isFinite(number) ? Value.of(number) : null;
            }
            case VALUE_STRING -> Value.of(json.getText());
            case VALUE_TRUE -> Value.of(true);
            case VALUE_FALSE -> Value.of(false);
            case VALUE_NULL -> Value.Null.NULL;
            default -> {
                json.skipChildren();
                yield null;
            }
        };
    }
}

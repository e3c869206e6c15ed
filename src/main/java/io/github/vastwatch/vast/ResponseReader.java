package io.github.vastwatch.vast;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.RentalType;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads an answer one row at a time, and skips unknown keys, such as a host's address. */
final class ResponseReader {
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            // Real rows contain duplicate keys, and NaN has been seen elsewhere.
            .disable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .streamReadConstraints(StreamReadConstraints.builder()
                    // What is too deep or too long is passed over; these are where the parser gives up, for a level
                    // costs it 50 bytes and a digit or a letter of a known field two.
                    .maxNestingDepth(10_000)
                    .maxNumberLength(1_000_000)
                    .maxStringLength(20_000_000)
                    .build())
            .build();
    /** A little more than the largest market seen, and easily held by a heap of 128 MB. */
    private static final int MOST_ROWS = 25_000;

    private final RentalType type;
    private final Instant at;
    private final List<Offer> offers = new ArrayList<>();
    private final Map<String, Integer> dropped = new TreeMap<>();
    private Optional<String> strange = Optional.of("no offers in the answer");
    private boolean success = true;
    private boolean whole = true;
    private Optional<Boolean> truncated = Optional.empty();
    private int rows;
    private String code = "";
    private String message = "";

    private ResponseReader(RentalType type, Instant at) {
        this.type = type;
        this.at = at;
    }

    /** Reads as far as the answer is readable. */
    static ParsedResponse read(InputStream in, RentalType type, Instant at) {
        ResponseReader responseReader = new ResponseReader(type, at);
        try (JsonParser json = JSON.createParser(in)) {
            responseReader.answer(json);
            return responseReader.parsedResponse(Optional.empty());
        } catch (IOException e) {
            return responseReader.parsedResponse(Optional.of(e));
        }
    }

    private ParsedResponse parsedResponse(Optional<IOException> broken) {
        return new ParsedResponse(
                success,
                code,
                message.isEmpty() ? code : message,
                strange,
                offers,
                whole && broken.isEmpty(),
                truncated,
                rows,
                dropped,
                broken);
    }

    private void answer(JsonParser json) throws IOException {
        JsonToken begin = json.nextToken();
        if (begin != JsonToken.START_OBJECT) {
            strange = Optional.of(begin == null ? "the answer is empty" : "the answer is not a JSON object");
            return;
        }
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String key = json.currentName();
            JsonToken token = json.nextToken();
            switch (key) {
                case "offers" -> offers(json, token);
                case "success" -> success = succeeded(json);
                case "truncated" -> truncated(json);
                case "error" -> code = error(json).orElse(code);
                case "msg", "message", "detail" -> message = text(json).orElse(message);
                default -> json.skipChildren();
            }
        }
        OfferRowReader.ended(json);
    }

    private void offers(JsonParser json, @Nullable JsonToken token) throws IOException {
        strange = Optional.empty();
        if (token == JsonToken.START_OBJECT) {
            json.nextToken();
            if (isId(json)) {
                rowsById(json);
            } else {
                // A published example shows a single row in place of the list; whether others are absent it does not
                // say.
                row(json);
                dropped("offers is a single row, not a list");
            }
        } else if (token == JsonToken.START_ARRAY) {
            for (JsonToken next = json.nextToken(); next != JsonToken.END_ARRAY; next = json.nextToken()) {
                one(json, next);
            }
        } else {
            strange = Optional.of("offers is not a list but " + called(OfferRowReader.present(token)));
        }
    }

    private static boolean isId(JsonParser json) throws IOException {
        return json.currentToken() == JsonToken.FIELD_NAME && json.currentName().matches("\\d+");
    }

    private void rowsById(JsonParser json) throws IOException {
        for (JsonToken next = json.currentToken(); next == JsonToken.FIELD_NAME; next = json.nextToken()) {
            one(json, json.nextToken());
        }
        OfferRowReader.ended(json);
    }

    private void one(JsonParser json, @Nullable JsonToken next) throws IOException {
        if (rows == MOST_ROWS) {
            throw new TooMany();
        }
        if (next == JsonToken.START_OBJECT) {
            row(json);
        } else {
            OfferRowReader.present(next);
            json.skipChildren();
            rows++;
            dropped("row is not an object");
        }
    }

    /** There are more rows than any market has. */
    static final class TooMany extends IOException {
        private static final long serialVersionUID = 1L;
    }

    private static String called(JsonToken token) {
        return switch (token) {
            case VALUE_NULL -> "null";
            case VALUE_STRING -> "a text";
            case VALUE_TRUE, VALUE_FALSE -> "a flag";
            default -> "a number";
        };
    }

    private void row(JsonParser json) throws IOException {
        offers.add(new Offer(type, at, OfferRowReader.read(json, dropped)));
        rows++;
    }

    private void dropped(String cause) {
        dropped.merge(cause, 1, Integer::sum);
        whole = false;
    }

    /** Only an explicit false counts as false; of two contradicting ones, the one that admits truncation counts. */
    private void truncated(JsonParser json) throws IOException {
        if (OfferRowReader.present(json.currentToken()) != JsonToken.VALUE_NULL) {
            truncated = Optional.of(succeeded(json) || truncated.orElse(false));
        }
    }

    /** Whether it is not an explicit false; the key may be missing, null, a text or a number. */
    private static boolean succeeded(JsonParser json) throws IOException {
        return switch (OfferRowReader.present(json.currentToken())) {
            case VALUE_FALSE -> false;
            case VALUE_STRING -> !json.getText().equalsIgnoreCase("false");
            case VALUE_NUMBER_INT -> json.getDoubleValue() != 0;
            default -> {
                json.skipChildren();
                yield true;
            }
        };
    }

    /** The error as text, or null if there is none. */
    private static Optional<String> error(JsonParser json) throws IOException {
        return switch (OfferRowReader.present(json.currentToken())) {
            case VALUE_STRING -> text(json).filter(error -> !error.isBlank());
            case VALUE_NULL, VALUE_FALSE -> Optional.empty();
            default -> {
                json.skipChildren();
                yield Optional.of("it reports a failure");
            }
        };
    }

    private static Optional<String> text(JsonParser json) throws IOException {
        if (json.currentToken() == JsonToken.VALUE_STRING && json.getTextLength() <= OfferRowReader.LONGEST) {
            return Optional.of(json.getText());
        }
        json.skipChildren();
        return Optional.empty();
    }

    /**
     * The parsed JSON of an answer.
     *
     * @param success false only if the answer says so
     * @param message its sentence if it has one, otherwise its code
     * @param strange what replaced the list of offers; empty for a list
     * @param whole false if a row is missing
     * @param truncated whether the server says that it left out matches; empty if it does not say
     * @param rows the number of rows, including unreadable ones
     * @param dropped the number of dropped values, by cause
     * @param broken why it could not be read to its end, if so
     */
    record ParsedResponse(
            boolean success,
            String code,
            String message,
            Optional<String> strange,
            List<Offer> offers,
            boolean whole,
            Optional<Boolean> truncated,
            int rows,
            Map<String, Integer> dropped,
            Optional<IOException> broken) {}
}

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

/** Reads an answer one row at a time; skips keys that are not known fields, such as the address of a host. */
final class ResponseReader {
    /** Five times the largest answer seen (about 27 MB for 20,000 rows). */
    static final long MAX_BYTES = 128L * 1024 * 1024;
    /** A little more than the largest market seen; 25,000 rows fit into a heap of 128 MB. */
    private static final int MAX_ROWS = 25_000;

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            // Real rows contain duplicate keys, and others have seen NaN.
            .disable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .streamReadConstraints(StreamReadConstraints.builder()
                    // Values that are too deep or too long are skipped; at these limits the parser gives up, because a
                    // level costs it 50 bytes, and a digit or a letter of a known field two.
                    .maxNestingDepth(10_000)
                    .maxNumberLength(1_000_000)
                    .maxStringLength(20_000_000)
                    .maxDocumentLength(MAX_BYTES)
                    .build())
            .build();

    private final RentalType type;
    private final Instant at;
    private final SharedTexts texts;
    private final List<Offer> offers = new ArrayList<>();
    private final Map<String, Integer> dropped = new TreeMap<>();
    private Optional<String> noList = Optional.of("no offers in the answer");
    private boolean success = true;
    private boolean complete = true;
    private Optional<Boolean> truncated = Optional.empty();
    private int rows;
    private String code = "";
    private String message = "";

    private ResponseReader(RentalType type, Instant at, SharedTexts texts) {
        this.type = type;
        this.at = at;
        this.texts = texts;
    }

    /** Reads as far as possible. */
    static ParsedResponse read(InputStream in, RentalType type, Instant at, SharedTexts texts) {
        ResponseReader reader = new ResponseReader(type, at, texts);
        try (JsonParser json = JSON.createParser(in)) {
            reader.answer(json);
            return reader.result(Optional.empty());
        } catch (IOException e) {
            return reader.result(Optional.of(e));
        }
    }

    private ParsedResponse result(Optional<IOException> failure) {
        return new ParsedResponse(
                success,
                code,
                message.isEmpty() ? code : message,
                noList,
                offers,
                complete && failure.isEmpty(),
                truncated,
                rows,
                dropped,
                failure);
    }

    private void answer(JsonParser json) throws IOException {
        JsonToken begin = json.nextToken();
        if (begin != JsonToken.START_OBJECT) {
            noList = Optional.of(begin == null ? "the answer is empty" : "the answer is not a JSON object");
            return;
        }
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String key = json.currentName();
            JsonToken token = json.nextToken();
            switch (key) {
                case "offers" -> offers(json, token);
                case "success" -> success = isNotFalse(json);
                case "truncated" -> truncated(json);
                case "error" -> code = error(json).orElse(code);
                case "msg", "message", "detail" -> message = text(json).orElse(message);
                default -> json.skipChildren();
            }
        }
        OfferRowReader.ended(json);
    }

    private void offers(JsonParser json, @Nullable JsonToken token) throws IOException {
        noList = Optional.empty();
        OfferRowReader row = new OfferRowReader(json, dropped, texts);
        if (token == JsonToken.START_OBJECT) {
            json.nextToken();
            if (isId(json)) {
                rowsById(json, row);
            } else {
                // A published example shows a single row in place of the list; whether there are others is unknown.
                row(row);
                dropped("offers is a single row, not a list");
            }
        } else if (token == JsonToken.START_ARRAY) {
            for (JsonToken next = json.nextToken(); next != JsonToken.END_ARRAY; next = json.nextToken()) {
                element(json, row, next);
            }
        } else {
            noList = Optional.of("offers is not a list but " + typeName(OfferRowReader.present(token)));
        }
    }

    private static boolean isId(JsonParser json) throws IOException {
        return json.currentToken() == JsonToken.FIELD_NAME && json.currentName().matches("\\d+");
    }

    private void rowsById(JsonParser json, OfferRowReader row) throws IOException {
        for (JsonToken next = json.currentToken(); next == JsonToken.FIELD_NAME; next = json.nextToken()) {
            element(json, row, json.nextToken());
        }
        OfferRowReader.ended(json);
    }

    private void element(JsonParser json, OfferRowReader row, @Nullable JsonToken next) throws IOException {
        if (rows == MAX_ROWS) {
            throw new TooManyRows();
        }
        if (next == JsonToken.START_OBJECT) {
            row(row);
        } else {
            OfferRowReader.present(next);
            json.skipChildren();
            rows++;
            dropped("row is not an object");
        }
    }

    /** The answer has more rows than any market. */
    static final class TooManyRows extends IOException {
        private static final long serialVersionUID = 1L;
    }

    private static String typeName(JsonToken token) {
        return switch (token) {
            case VALUE_NULL -> "null";
            case VALUE_STRING -> "a text";
            case VALUE_TRUE, VALUE_FALSE -> "a flag";
            default -> "a number";
        };
    }

    private void row(OfferRowReader row) throws IOException {
        offers.add(new Offer(type, at, row.read()));
        rows++;
    }

    private void dropped(String cause) {
        dropped.merge(cause, 1, Integer::sum);
        complete = false;
    }

    /** False only if the answer says so; of two values that differ, true counts. */
    private void truncated(JsonParser json) throws IOException {
        if (OfferRowReader.present(json.currentToken()) != JsonToken.VALUE_NULL) {
            truncated = Optional.of(isNotFalse(json) || truncated.orElse(false));
        }
    }

    /** Whether the value is not false; it may be null, a text or a number. */
    private static boolean isNotFalse(JsonParser json) throws IOException {
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

    /** The text of an error, or a general one; empty if there is no error. */
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
        if (json.currentToken() == JsonToken.VALUE_STRING && json.getTextLength() <= OfferRowReader.MAX_LENGTH) {
            return Optional.of(json.getText());
        }
        json.skipChildren();
        return Optional.empty();
    }

    /**
     * The content of an answer.
     *
     * @param success false only if the answer says so
     * @param code the code of an error, or empty
     * @param message the message, or else the code
     * @param noList why there is no list of offers; empty if there is one
     * @param complete false if a row is lacking
     * @param truncated whether the server left out matches; empty if it does not say
     * @param rows the number of rows, with those that could not be read
     * @param dropped the number of dropped rows and values by cause
     * @param failure why the answer could not be read to its end
     */
    record ParsedResponse(
            boolean success,
            String code,
            String message,
            Optional<String> noList,
            List<Offer> offers,
            boolean complete,
            Optional<Boolean> truncated,
            int rows,
            Map<String, Integer> dropped,
            Optional<IOException> failure) {}
}

package io.github.vastwatch.store;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Row;
import io.github.vastwatch.offer.Value;
import io.github.vastwatch.vast.OfferJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * How a row is kept in a column: what differs from another row, by the wire names. A field that only the other row has is an
 * empty list.
 */
final class RowJson {
    static final Row EMPTY = new Row.Builder().build();

    private static final JsonFactory JSON = new JsonFactory();

    private RowJson() {}

    /** What differs between two rows, as the second one has it. */
    static ObjectNode write(Row before, Row row) {
        ObjectNode changes = JsonNodeFactory.instance.objectNode();
        for (Field field : before.differences(row)) {
            @Nullable Value value = row.get(field);
            changes.set(field.wire(), value == null ? changes.arrayNode() : OfferJson.write(value));
        }
        return changes;
    }

    /** The second of the rows, by what {@link #write} wrote. It takes no detour by a tree, because a chart reads thousands. */
    static Row read(Row before, String changes) {
        Row.Builder row = new Row.Builder(before);
        try (JsonParser json = JSON.createParser(changes)) {
            json.nextToken();
            while (json.nextToken() != JsonToken.END_OBJECT) {
                Field field = Field.named(json.currentName()).orElseThrow();
                switch (json.nextToken()) {
                    case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> row.put(field, json.getDoubleValue());
                    case VALUE_TRUE, VALUE_FALSE -> row.put(field, Value.of(json.getBooleanValue()));
                    case VALUE_STRING -> row.put(field, Value.of(json.getText()));
                    case START_ARRAY -> {
                        json.nextToken();
                        row.remove(field);
                    }
                    default -> row.put(field, Value.Null.NULL);
                }
            }
            return row.build();
        } catch (JsonProcessingException e) {
            throw new StoreFailure("the state is damaged: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

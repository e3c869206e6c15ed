package io.github.vastwatch.vast;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.SerializedString;
import io.github.vastwatch.offer.Field;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The keys of the rows of one answer. Rows repeat them in the same order, so each key is compared with the one that came
 * next in an earlier row, which is cheaper than to read it.
 */
final class RowKeys {
    /** A row has up to 95 keys, and the rows of an answer the same. */
    private static final int MAX_KEYS = 250;
    /** No key is half as long. */
    private static final int MAX_LENGTH = 100;

    private final Map<String, Key> known = new HashMap<>();
    private final Key start = new Key("", true);

    /** One key, and the one that came next last time. */
    static final class Key {
        private final SerializedString name;
        private final @Nullable Field field;
        private final boolean isKept;
        private @Nullable Key next;

        private Key(String name, boolean isKept) {
            this.name = new SerializedString(name);
            this.field = Field.named(name).orElse(null);
            this.isKept = isKept;
        }

        /** The field of the key; null if it is not a known one. */
        @Nullable
        Field field() {
            return field;
        }

        /** Whether its value is the object with the parts of the price. */
        boolean isSearch() {
            return name.getValue().equals("search");
        }
    }

    /** The first key of the object at whose start or first key the parser is; null if the object is empty. */
    @Nullable
    Key first(JsonParser json) throws IOException {
        return json.currentToken() == JsonToken.START_OBJECT ? next(json, start) : current(json);
    }

    /** The key after {@code before}, to which the parser advances; null if there is none. */
    @Nullable
    Key next(JsonParser json, Key before) throws IOException {
        @Nullable Key expected = before.next;
        if (expected == null) {
            json.nextToken();
        } else if (json.nextFieldName(expected.name)) {
            return expected;
        }
        @Nullable Key key = current(json);
        before.next = key != null && key.isKept ? key : expected;
        return key;
    }

    private @Nullable Key current(JsonParser json) throws IOException {
        return json.currentToken() == JsonToken.FIELD_NAME ? key(json.currentName()) : null;
    }

    private Key key(String name) {
        @Nullable Key key = known.get(name);
        if (key == null) {
            key = new Key(name, known.size() < MAX_KEYS && name.length() <= MAX_LENGTH);
            if (key.isKept) {
                known.put(name, key);
            }
        }
        return key;
    }
}

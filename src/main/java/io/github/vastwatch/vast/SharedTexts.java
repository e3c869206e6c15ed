package io.github.vastwatch.vast;

import com.fasterxml.jackson.core.JsonParser;
import io.github.vastwatch.offer.Value;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The texts that rows repeat, such as the names of GPUs and places, each kept once. A text that is not used again is replaced
 * by another. Several threads may use it, because what they share does not change.
 */
final class SharedTexts {
    /** A market of 20,000 offers has about a thousand different texts. */
    private static final int SIZE = 1 << 12;
    /** Longer texts are rare, and would fill the memory. */
    private static final int MAX_LENGTH = 80;

    private final @Nullable SharedText[] texts = new SharedText[SIZE];

    /** @param source the text as a row contains it */
    private record SharedText(String source, Value value) {
        boolean isOf(char[] chars, int start, int length) {
            if (source.length() != length) {
                return false;
            }
            for (int i = 0; i < length; i++) {
                if (source.charAt(i) != chars[start + i]) {
                    return false;
                }
            }
            return true;
        }
    }

    /** The text at which the parser is. */
    Value get(JsonParser json) throws IOException {
        int length = json.getTextLength();
        if (length > MAX_LENGTH) {
            return Value.of(json.getText());
        }
        char[] chars = json.getTextCharacters();
        int start = json.getTextOffset();
        int hash = 0;
        for (int i = 0; i < length; i++) {
            hash = hash * 31 + chars[start + i];
        }
        int index = (hash ^ hash >>> 16) & (SIZE - 1);
        @Nullable SharedText text = texts[index];
        if (text == null || !text.isOf(chars, start, length)) {
            String source = new String(chars, start, length);
            text = new SharedText(source, Value.of(source));
            texts[index] = text;
        }
        return text.value();
    }
}

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
    /** Even. A market has about a thousand different texts, each with two places. */
    private static final int SIZE = 1 << 12;
    /** Spreads similar texts, such as numbered models, evenly: 2^32 divided by the golden ratio. */
    private static final int SPREAD = 0x9e3779b9;
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
        int index = ((hash * SPREAD) >>> Integer.numberOfLeadingZeros(SIZE - 1)) & ~1;
        for (int i = index; i <= index + 1; i++) {
            @Nullable SharedText text = texts[i];
            if (text != null && text.isOf(chars, start, length)) {
                return text.value();
            }
        }
        String source = new String(chars, start, length);
        SharedText text = new SharedText(source, Value.of(source));
        texts[index + 1] = texts[index];
        texts[index] = text;
        return text.value();
    }
}

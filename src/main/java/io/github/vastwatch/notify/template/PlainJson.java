package io.github.vastwatch.notify.template;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.text.SafeText;
import java.math.BigDecimal;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes template values as JSON, and checks that a text is JSON. */
final class PlainJson {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final ObjectMapper READER =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private PlainJson() {}

    static JsonNode of(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            ObjectNode node = JSON.objectNode();
            map.forEach((name, each) -> node.set(String.valueOf(name), of(each)));
            return node;
        }
        if (value instanceof Iterable<?> list) {
            ArrayNode node = JSON.arrayNode();
            list.forEach(each -> node.add(of(each)));
            return node;
        }
        if (value instanceof Boolean flag) {
            return JSON.booleanNode(flag);
        }
        return value instanceof Number number
                ? JSON.numberNode(new BigDecimal(number.toString()))
                : value == null ? JSON.nullNode() : JSON.textNode(value.toString());
    }

    /** Throws InvalidInput if the text is not JSON. */
    static void check(String text) {
        try {
            READER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new InvalidInput(
                    "the result is not JSON: " + SafeText.isolated(e.getOriginalMessage())
                            + (e.getLocation() == null
                                    ? ""
                                    : ", in line " + e.getLocation().getLineNr()),
                    "write \"{{ title }}\" for a text, {{ offers | json }} for any other value; if the body is not JSON, set"
                            + " the header Content-Type");
        }
    }
}

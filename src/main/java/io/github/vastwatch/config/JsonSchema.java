package io.github.vastwatch.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The JSON Schema of the config, by which editors complete and check it. */
public final class JsonSchema {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private JsonSchema() {}

    /** The schema as it is committed, a line end behind it. */
    public static String text() {
        try {
            return new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(schema()) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree can be written", e);
        }
    }

    private static ObjectNode schema() {
        ObjectNode schema = JSON.objectNode();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.put("title", "vastwatch");
        schema.put(
                "description",
                "The config of vastwatch, which alerts you when a GPU offer on Vast.ai is cheap enough.");
        schema.setAll(TopKeys.TOP.schema());
        schema.putObject("patternProperties")
                .putObject(Section.OWN)
                .put("description", "Ignored; a place for anchors.");
        ArrayNode sources = schema.putArray("anyOf");
        sources.addObject().putArray("required").add("watches");
        sources.addObject().putArray("required").add("include");
        ArrayNode conditions = schema.putArray("allOf");
        WatchKeys.WATCH.keys().stream()
                .filter(key -> key.needed().isPresent() && WatchKeys.DEFAULTS.takes(key))
                .forEach(key -> conditions.add(neededByWatches(key.name())));
        schema.set("$defs", QueryCodec.QuerySchema.definitions());
        return schema;
    }

    /** What the defaults do not give, each watch must. */
    private static ObjectNode neededByWatches(String key) {
        ObjectNode condition = JSON.objectNode();
        ObjectNode given = condition.putObject("if").putObject("not");
        given.putArray("required").add("defaults");
        given.putObject("properties")
                .putObject("defaults")
                .put("type", "object")
                .putArray("required")
                .add(key);
        condition
                .putObject("then")
                .putObject("properties")
                .putObject("watches")
                .putObject("items")
                .putArray("required")
                .add(key);
        return condition;
    }
}

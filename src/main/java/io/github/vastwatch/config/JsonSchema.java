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

    static ObjectNode schema() {
        ObjectNode schema = JSON.objectNode();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.put("title", "vastwatch");
        schema.put("description", "The config of vastwatch, which tells when a GPU offer on Vast.ai is cheap enough.");
        schema.setAll(section(Vocabulary.TOP));
        schema.putObject("patternProperties")
                .putObject(Section.OWN)
                .put("description", "Yours: not read, a place for anchors.");
        ArrayNode sources = schema.putArray("anyOf");
        sources.addObject().putArray("required").add("watches");
        sources.addObject().putArray("required").add("include");
        ArrayNode conditions = schema.putArray("allOf");
        WatchKeys.DEFAULTS.all().stream()
                .filter(Key::isRequired)
                .forEach(key -> conditions.add(neededByWatches(key.name())));
        schema.set("$defs", QuerySchema.definitions());
        return schema;
    }

    /** A mapping of any names to texts. */
    static ObjectNode texts() {
        ObjectNode schema = JSON.objectNode().put("type", "object");
        schema.set("additionalProperties", Shape.Text.ANY.schema());
        return schema;
    }

    /** A mapping with certain keys. */
    static ObjectNode section(Keys keys) {
        ObjectNode schema = JSON.objectNode();
        schema.put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        ArrayNode required = JSON.arrayNode();
        for (Key key : keys.all()) {
            properties.set(key.name(), property(key));
            if (key.isRequired()) {
                required.add(key.name());
            }
        }
        schema.put("additionalProperties", false);
        if (!required.isEmpty()) {
            schema.set("required", required);
        }
        if (!keys.rivals().isEmpty()) {
            ArrayNode rivals = schema.putObject("not").putArray("anyOf");
            keys.rivals()
                    .forEach(names -> names.forEach(
                            rivals.addObject().put("type", "object").putArray("required")::add));
        }
        return schema;
    }

    private static ObjectNode property(Key key) {
        ObjectNode property = JSON.objectNode();
        property.put("description", key.meaning());
        property.setAll(key.shape().schema());
        if (!key.fallback().isEmpty()) {
            property.set("default", key.shape().written(key.fallback()));
        }
        if (!key.examples().isEmpty()) {
            ArrayNode examples = property.putArray("examples");
            key.examples().forEach(example -> examples.add(key.shape().written(example)));
        }
        return property;
    }

    /** Channels by name, each of a type that says which keys it takes. */
    static ObjectNode channels() {
        ObjectNode schema = optional(JSON.objectNode());
        schema.set("propertyNames", Vocabulary.NAME.schema());
        ObjectNode channel = schema.putObject("additionalProperties");
        channel.put("description", "A channel, by the name that watches use.");
        channel.put("type", "object");
        // Known types in one place, and the keys of each behind it: a wrong type lists all, a right one its own keys
        // alone.
        ArrayNode types = channel.putObject("properties")
                .putObject("type")
                .put("description", "What kind of channel it is.")
                .putArray("enum");
        channel.putArray("required").add("type");
        ArrayNode conditions = channel.putArray("allOf");
        for (ChannelType type : ChannelType.ALL) {
            types.add(type.name());
            ObjectNode condition = conditions.addObject();
            ObjectNode given = condition.putObject("if");
            given.putObject("properties").putObject("type").put("const", type.name());
            given.putArray("required").add("type");
            condition.set("then", section(type.keys()));
        }
        return schema;
    }

    static ObjectNode watches() {
        ObjectNode schema = JSON.objectNode().put("type", "array").put("minItems", 1);
        ObjectNode watch = section(WatchKeys.WATCH);
        watch.putArray("required").add("name");
        schema.set("items", watch);
        return schema;
    }

    /** A section of which everything may be left out, or commented out. */
    static ObjectNode optional(ObjectNode section) {
        section.putArray("type").add("object").add("null");
        return section;
    }

    static ObjectNode defaults() {
        ObjectNode schema = section(WatchKeys.DEFAULTS);
        schema.remove("required");
        return optional(schema);
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

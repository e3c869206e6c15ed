package io.github.vastwatch.config;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Query;
import java.util.stream.Stream;

/** The part of the schema that tells a query: one string, or a mapping of fields to what they must be. */
final class QuerySchema {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private QuerySchema() {}

    static ObjectNode query() {
        ObjectNode schema = JSON.objectNode();
        ArrayNode ways = schema.putArray("anyOf");
        ways.addObject()
                .put("description", "In the vendor's query language.")
                .put("type", "string")
                .put("minLength", 1);
        ways.addObject().put("$ref", "#/$defs/query");
        return schema;
    }

    static ObjectNode definitions() {
        ObjectNode definitions = JSON.objectNode();
        definitions.set("query", mapping());
        Stream.of(Operand.values()).forEach(value -> definitions.set(value.wire(), value.schema()));
        return definitions;
    }

    private static ObjectNode mapping() {
        ObjectNode schema = JSON.objectNode();
        schema.put("description", "Fields and what they must be; sizes and durations need their unit.");
        schema.put("type", "object");
        schema.put("minProperties", 1);
        ObjectNode properties = schema.putObject("properties");
        for (Field field : Field.values()) {
            Stream.concat(Stream.of(field.wire()), field.aliases().stream())
                    .forEach(name -> properties
                            .putObject(name)
                            .put("description", meaning(field))
                            .put("$ref", "#/$defs/" + Operand.of(field).wire()));
        }
        properties
                .putObject("order")
                .put("type", "string")
                .put("description", "Sorts the answer: fields with commas between, a minus for downwards.");
        properties
                .putObject("limit")
                .put("description", "The most rows wanted.")
                .put("default", Query.LIMIT)
                .setAll(new Shape.Whole(1, Integer.MAX_VALUE).schema());
        properties
                .putObject("extra")
                .put("type", "object")
                .put(
                        "description",
                        "Filters on fields that vastwatch does not know, which go to the server as they stand.")
                .putObject("additionalProperties")
                .put("$ref", "#/$defs/" + Operand.EXTRA.wire());
        schema.put("additionalProperties", false);
        return schema;
    }

    private static String meaning(Field field) {
        return field.meaning() + (field.queryUnit().isEmpty() ? "" : " (" + field.queryUnit() + ")");
    }
}

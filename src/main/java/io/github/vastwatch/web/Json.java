package io.github.vastwatch.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import io.github.vastwatch.alert.Reason;
import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.offer.OfferKey;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The JSON of the API, made of records: {@code snake_case} names, times in UTC, null for what is absent. */
final class Json {
    private static final ObjectWriter WRITER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .addModule(new Jdk8Module())
            .addModule(new SimpleModule()
                    .addSerializer(Instant.class, ToStringSerializer.instance)
                    .addSerializer(Duration.class, ToStringSerializer.instance)
                    .addSerializer(OfferKey.class, ToStringSerializer.instance)
                    // In words, as in webhooks and in the output of commands.
                    .addSerializer(Reason.class, ToStringSerializer.instance))
            .build()
            .writer();

    private static final ObjectReader READER = new ObjectMapper().readerForMapOf(String.class);

    private Json() {}

    /**
     * The members of an object, as fields of a form.
     *
     * @throws InvalidInput if it is not a JSON object whose values are texts
     */
    static Map<String, String> members(byte[] body) {
        try {
            @Nullable Map<String, @Nullable String> members = READER.readValue(body);
            Map<String, String> fields = new LinkedHashMap<>();
            if (members != null) {
                members.forEach((name, value) -> fields.put(name, value == null ? "" : value));
            }
            return fields;
        } catch (IOException e) {
            throw new InvalidInput("the body is not a JSON object of strings");
        }
    }

    static String text(Object view) {
        try {
            return WRITER.writeValueAsString(view);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record that is not JSON", e);
        }
    }
}

package io.github.vastwatch.store;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.KeyDeserializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.FromStringDeserializer;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import io.github.vastwatch.alert.AlertKind;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.offer.RentalType;
import io.github.vastwatch.offer.Sla;
import io.github.vastwatch.offer.Value;
import io.github.vastwatch.vast.OfferJson;
import io.github.vastwatch.watch.Metric;
import io.github.vastwatch.watch.Threshold;
import io.github.vastwatch.watch.Workload;
import java.io.IOException;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** How alerts and what is remembered of watches are kept in a column: a record by its components, a value as its text. */
final class Json {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModules(new Jdk8Module(), values())
            .addMixIn(Offer.class, OfferFields.class)
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            // What a record derives from its components is not kept.
            .visibility(PropertyAccessor.GETTER, Visibility.NONE)
            .visibility(PropertyAccessor.IS_GETTER, Visibility.NONE)
            .visibility(PropertyAccessor.FIELD, Visibility.ANY)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_ABSENT, JsonInclude.Include.ALWAYS))
            .build();

    private Json() {}

    static String write(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a " + value.getClass().getSimpleName() + " has no JSON", e);
        }
    }

    /** What {@link #write} wrote. */
    static Object read(String text, Type type) {
        try {
            return MAPPER.readValue(text, MAPPER.constructType(type));
        } catch (JsonProcessingException e) {
            throw new StoreFailure("the state is damaged: " + e.getOriginalMessage(), e);
        }
    }

    private static SimpleModule values() {
        SimpleModule values = new SimpleModule();
        text(values, Instant.class, Instant::parse);
        text(values, Duration.class, Duration::parse);
        text(values, LocalDate.class, LocalDate::parse);
        text(values, AlertKind.class, AlertKind::of);
        text(values, OfferKey.class, OfferKey::parse);
        text(values, Sla.class, Sla::parse);
        text(values, Threshold.class, Threshold::parse);
        text(values, Metric.class, Json::metric);
        text(values, Workload.class, Workload::parse);
        values.addSerializer(Value.class, new ValueWriter());
        values.addDeserializer(Value.class, new ValueReader());
        values.addKeySerializer(Field.class, new FieldWriter());
        values.addKeyDeserializer(Field.class, new FieldReader());
        return values;
    }

    /** Version 0.1.0 wrote the names of metrics in capitals. */
    private static Metric metric(String text) {
        return Metric.parse(text.equals(text.toUpperCase(Locale.ROOT)) ? text.toLowerCase(Locale.ROOT) : text);
    }

    private static <T> void text(SimpleModule values, Class<T> type, Function<String, T> parse) {
        values.addSerializer(type, ToStringSerializer.instance);
        values.addDeserializer(type, new FromStringDeserializer<>(type) {
            @Override
            protected T _deserialize(String text, DeserializationContext context) {
                return parse.apply(text);
            }
        });
    }

    /** The constructor of an offer, which is not a record. */
    @SuppressWarnings("UnusedVariable")
    private abstract static class OfferFields {
        @JsonCreator
        OfferFields(
                @JsonProperty("type") RentalType type,
                @JsonProperty("seen_at") Instant seenAt,
                @JsonProperty("row") Map<Field, Value> row) {}
    }

    private static final class FieldWriter extends StdSerializer<Field> {
        private static final long serialVersionUID = 1L;

        FieldWriter() {
            super(Field.class);
        }

        @Override
        public void serialize(Field field, JsonGenerator json, SerializerProvider provider) throws IOException {
            json.writeFieldName(field.wire());
        }
    }

    private static final class FieldReader extends KeyDeserializer {
        @Override
        public Object deserializeKey(String name, DeserializationContext context) {
            return Field.named(name).orElseThrow(() -> new IllegalArgumentException("no field is called " + name));
        }
    }

    private static final class ValueWriter extends StdSerializer<Value> {
        private static final long serialVersionUID = 1L;

        ValueWriter() {
            super(Value.class);
        }

        @Override
        public void serialize(Value value, JsonGenerator json, SerializerProvider provider) throws IOException {
            json.writeTree(OfferJson.write(value));
        }
    }

    private static final class ValueReader extends StdDeserializer<Value> {
        private static final long serialVersionUID = 1L;

        ValueReader() {
            super(Value.class);
        }

        @Override
        public Value deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            return OfferJson.read(parser.<JsonNode>readValueAsTree());
        }

        @Override
        public Value getNullValue(DeserializationContext context) {
            return Value.Null.NULL;
        }
    }
}

package io.github.vastwatch.cli.console;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdDelegatingSerializer;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.databind.util.StdConverter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * The JSON of a command's output, made of records: {@code snake_case} names, times in UTC to the second, null for what is
 * absent.
 */
public final class Json {
    private static final ObjectWriter WRITER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .addModule(new SimpleModule()
                    .addSerializer(new StdDelegatingSerializer(Instant.class, new SecondsText()))
                    .addSerializer(new ValueOrNull()))
            .build()
            .writerWithDefaultPrettyPrinter();

    private Json() {}

    public static String text(Object value) {
        try {
            return WRITER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record that is not JSON", e);
        }
    }

    /** A JSON list that is printed element by element, because it may be larger than memory. */
    public static final class Rows {
        private final PrintWriter out;
        private final JsonGenerator json;

        public Rows(PrintWriter out) throws IOException {
            this.out = out;
            this.json = WRITER.createGenerator(out);
            json.writeStartArray();
        }

        public void add(Object row) {
            try {
                WRITER.writeValue(json, row);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        public void end() throws IOException {
            json.writeEndArray();
            json.flush();
            out.println();
        }
    }

    private static final class SecondsText extends StdConverter<Instant, String> {
        @Override
        public String convert(Instant moment) {
            return moment.truncatedTo(ChronoUnit.SECONDS).toString();
        }
    }

    private static final class ValueOrNull extends StdSerializer<Optional<?>> {
        private static final long serialVersionUID = 1;

        ValueOrNull() {
            super(Optional.class, false);
        }

        @Override
        public void serialize(Optional<?> value, JsonGenerator json, SerializerProvider provider) throws IOException {
            provider.defaultSerializeValue(value.orElse(null), json);
        }
    }
}

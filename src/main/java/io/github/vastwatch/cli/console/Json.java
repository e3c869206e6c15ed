package io.github.vastwatch.cli.console;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import io.github.vastwatch.alert.Reason;
import io.github.vastwatch.offer.OfferKey;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.Option;

/**
 * The JSON of a command's output, made of records: {@code snake_case} names, times in UTC to the second, reasons in words,
 * null for what is absent.
 */
public final class Json {
    private static final ObjectWriter WRITER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .addModule(new SimpleModule()
                    .addSerializer(Instant.class, new Text<>(moment -> moment.truncatedTo(ChronoUnit.SECONDS)))
                    .addSerializer(OfferKey.class, new Text<>(key -> key))
                    .addSerializer(Reason.class, new Text<>(Reason::words))
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

    /** A value that is text. */
    private static final class Text<T> extends JsonSerializer<T> {
        private final Function<T, Object> text;

        Text(Function<T, Object> text) {
            this.text = text;
        }

        @Override
        public void serialize(T value, JsonGenerator json, SerializerProvider provider) throws IOException {
            json.writeString(text.apply(value).toString());
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

    /** The format of a command's output. */
    public static final class FormatOption {
        enum Format {
            text,
            json
        }

        @Option(names = "--format", paramLabel = "FORMAT", description = "text or json (default: ${DEFAULT-VALUE}).")
        private Format format = Format.text;

        public boolean isJson() {
            return format == Format.json;
        }
    }
}

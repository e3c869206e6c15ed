package io.github.vastwatch.cli;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.LayoutBase;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.event.KeyValuePair;

/** One JSON object a line, with the fields of the line. */
final class JsonLog extends LayoutBase<ILoggingEvent> {
    private static final JsonFactory JSON = new JsonFactory();
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSX").withZone(ZoneOffset.UTC);

    private final ThrowableProxyConverter failure = new ThrowableProxyConverter();

    @Override
    public void start() {
        failure.setOptionList(List.of("short"));
        failure.start();
        super.start();
    }

    @Override
    public String doLayout(ILoggingEvent event) {
        StringWriter line = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(line)) {
            json.writeStartObject();
            json.writeStringField("time", TIME.format(event.getInstant()));
            json.writeStringField("level", event.getLevel().toString().toLowerCase(Locale.ROOT));
            String logger = event.getLoggerName();
            json.writeStringField("logger", logger.substring(logger.lastIndexOf('.') + 1));
            json.writeStringField("message", event.getFormattedMessage());
            for (KeyValuePair field :
                    Optional.ofNullable(event.getKeyValuePairs()).orElse(List.of())) {
                json.writeFieldName(field.key);
                write(field.value, json);
            }
            if (event.getThrowableProxy() != null) {
                json.writeStringField("error", failure.convert(event).stripTrailing());
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return line.append('\n').toString();
    }

    private static void write(Object value, JsonGenerator json) throws IOException {
        if (value instanceof List<?> values) {
            json.writeStartArray();
            for (Object each : values) {
                json.writeString(String.valueOf(each));
            }
            json.writeEndArray();
        } else {
            json.writeString(String.valueOf(value));
        }
    }
}

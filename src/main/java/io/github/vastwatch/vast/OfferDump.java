package io.github.vastwatch.vast;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.RentalType;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A file of recorded offers, one a line: JSON, or CSV with a line of names; plain or gzip. Each has the keys of a row,
 * {@code scraped_at}, and {@code rental_type} (default: on-demand).
 */
public final class OfferDump {
    private static final String TIME = "scraped_at";
    private static final String TYPE = "rental_type";
    private static final int GZIP = 0x1f;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final SharedTexts texts = new SharedTexts();
    private final Path file;
    private int line;

    private OfferDump(Path file) {
        this.file = file;
    }

    /**
     * Reads the offers of a file, in its order; each was seen at its {@code scraped_at}.
     *
     * @throws IOException when a line is not an offer; the message has its place and the reason
     */
    public static void read(Path file, Consumer<Offer> reader) throws IOException {
        new OfferDump(file).read(reader);
    }

    private void read(Consumer<Offer> reader) throws IOException {
        try (InputStream in = opened();
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            Optional<List<String>> names = Optional.empty();
            for (String text = next(lines); text != null; text = next(lines)) {
                if (text.isBlank()) {
                    continue;
                }
                if (text.startsWith("[")) {
                    throw new InvalidInput("a JSON list; write one offer a line, as 'jq -c .[]' does");
                }
                boolean isJson = text.startsWith("{");
                if (!isJson && names.isEmpty()) {
                    names = Optional.of(CsvRecord.read(text));
                    continue;
                }
                reader.accept(offer(isJson ? JSON.readTree(text) : row(names.orElseThrow(), CsvRecord.read(text))));
            }
        } catch (JsonProcessingException e) {
            throw broken("not JSON: " + e.getOriginalMessage(), e);
        } catch (InvalidInput e) {
            throw broken(e.withAdvice(), e);
        }
    }

    private IOException broken(String reason, Exception cause) {
        return new IOException(file + ":" + line + ": " + reason, cause);
    }

    private InputStream opened() throws IOException {
        InputStream in = new BufferedInputStream(Files.newInputStream(file));
        in.mark(1);
        boolean isZipped = in.read() == GZIP;
        in.reset();
        return isZipped ? new GZIPInputStream(in) : in;
    }

    private @Nullable String next(BufferedReader lines) throws IOException {
        line++;
        try {
            return lines.readLine();
        } catch (IOException e) {
            throw broken(String.valueOf(e.getMessage()), e);
        }
    }

    private Offer offer(JsonNode node) throws IOException {
        Instant at = time(node.path(TIME));
        RentalType type = RentalType.parse(node.path(TYPE).asText(RentalType.ON_DEMAND.wire()));
        try (JsonParser json = node.traverse()) {
            json.nextToken();
            Offer offer = new Offer(type, at, new OfferRowReader(json, new TreeMap<>(), texts).read());
            if (offer.key().isEmpty()) {
                throw new InvalidInput("no offer: machine_id, num_gpus or gpu_name is missing or wrong");
            }
            return offer;
        }
    }

    private static Instant time(JsonNode text) {
        try {
            return OffsetDateTime.parse(text.asText().replace(' ', 'T'))
                    .toInstant()
                    .truncatedTo(ChronoUnit.MILLIS);
        } catch (DateTimeException e) {
            throw new InvalidInput(
                    text.isMissingNode() || text.asText().isBlank()
                            ? "no " + TIME
                            : TIME + " is not a time: '" + text.asText() + "'",
                    "write it as 2026-11-23T12:00:00Z");
        }
    }

    /** The cells of a line as JSON has them. */
    private static ObjectNode row(List<String> names, List<String> cells) {
        if (cells.size() != names.size()) {
            throw new InvalidInput(cells.size() + " cells, but " + names.size() + " names");
        }
        ObjectNode row = JsonNodeFactory.instance.objectNode();
        for (int i = 0; i < cells.size(); i++) {
            String name = names.get(i).strip();
            String cell = cells.get(i);
            if (cell.isEmpty()) {
                continue;
            }
            if (Field.named(name).map(OfferDump::isText).orElse(true)) {
                row.put(name, cell);
            } else if (cell.equalsIgnoreCase("true") || cell.equalsIgnoreCase("false")) {
                row.put(name, cell.equalsIgnoreCase("true"));
            } else {
                row.put(name, number(name, cell));
            }
        }
        return row;
    }

    private static boolean isText(Field field) {
        return switch (field.type()) {
            case INTEGER, NUMBER, FLAG -> false;
            case TEXT, COUNTRY, VERSION, RELEASE -> true;
        };
    }

    private static double number(String name, String cell) {
        try {
            return Double.parseDouble(cell);
        } catch (NumberFormatException e) {
            throw new InvalidInput(name + " is not a number: '" + cell + "'");
        }
    }
}

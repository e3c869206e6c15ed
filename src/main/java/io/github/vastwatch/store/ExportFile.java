package io.github.vastwatch.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * A state as a file for every kind of database: lines of JSON, in gzip. The first line says what the file is, the last how
 * many rows it has and the checksum of all lines before. Between them, a line with a table and its columns stands before
 * the rows of each; a row is a list of numbers, texts and nulls, with bytes as an object.
 */
final class ExportFile {
    private static final String FORMAT = "vastwatch-state";
    private static final int VERSION = 1;
    private static final String BYTES = "base64";
    private static final int BUFFER = 1 << 16;
    private static final String REMEDY = "export the state again, or use another copy";
    private static final ObjectMapper JSON = new ObjectMapper();

    private ExportFile() {}

    private static MessageDigest checksum() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static String digest(MessageDigest checksum) {
        return HexFormat.of().formatHex(checksum.digest());
    }

    /** Writes a file. What keeps it from that is a {@link StoreFailure}. */
    static final class Writer implements RowSink {
        private final String name;
        private final MessageDigest checksum = checksum();
        private final GZIPOutputStream compressed;
        private final OutputStream out;

        /**
         * @param name of the file, for messages
         * @param schema of the state
         * @param program its version
         */
        Writer(OutputStream to, String name, int schema, String program, Instant now) {
            this.name = name;
            try {
                this.compressed = new GZIPOutputStream(to, BUFFER);
                this.out = new BufferedOutputStream(compressed, BUFFER);
            } catch (IOException e) {
                throw failure(e);
            }
            line(JSON.createObjectNode()
                    .put("format", FORMAT)
                    .put("version", VERSION)
                    .put("schema", schema)
                    .put("program", program)
                    .put("exported_at", now.toString()));
        }

        @Override
        public void table(String table, List<String> columns) {
            ObjectNode line = JSON.createObjectNode().put("table", table);
            columns.forEach(line.putArray("columns")::add);
            line(line);
        }

        @Override
        public void row(@Nullable Object[] values) {
            ArrayNode line = JSON.createArrayNode();
            for (@Nullable Object value : values) {
                if (value instanceof byte[] bytes) {
                    line.addObject().put(BYTES, bytes);
                } else {
                    line.addPOJO(value);
                }
            }
            line(line);
        }

        @Override
        public void end(Map<String, Long> rows, Map<String, Long> numbers) {
            line(JSON.createObjectNode().putPOJO("numbers", numbers));
            line(JSON.createObjectNode().putPOJO("rows", rows).put("sha256", digest(checksum)));
            try {
                out.flush();
                compressed.finish();
                compressed.flush();
            } catch (IOException e) {
                throw failure(e);
            }
        }

        private void line(JsonNode line) {
            try {
                byte[] bytes = JSON.writeValueAsBytes(line);
                checksum.update(bytes);
                checksum.update((byte) '\n');
                out.write(bytes);
                out.write('\n');
            } catch (IOException e) {
                throw failure(e);
            }
        }

        private StoreFailure failure(IOException e) {
            return new StoreFailure(name + " cannot be written: " + FileErrors.of(e), e);
        }
    }

    /**
     * Reads a file. One that is not whole, was changed or comes from elsewhere is refused by a {@link StoreFailure}; that may
     * be known only at its end.
     */
    static final class Reader implements AutoCloseable {
        private final String name;
        private final MessageDigest checksum = checksum();
        private final BufferedReader lines;
        private final int schema;
        private byte[] line = {};

        /**
         * Reads the first line.
         *
         * @param name of the file, for messages
         * @param newestSchema that this program knows
         */
        Reader(InputStream from, String name, int newestSchema) {
            this.name = name;
            try {
                // Bytes as characters, so that lines can be told apart before they are decoded.
                this.lines = new BufferedReader(
                        new InputStreamReader(new GZIPInputStream(from, BUFFER), StandardCharsets.ISO_8859_1), BUFFER);
            } catch (ZipException e) {
                throw foreign();
            } catch (IOException e) {
                throw failure(e);
            }
            JsonNode header = header();
            this.schema = header.path("schema").intValue();
            if (schema < 1) {
                throw foreign();
            }
            if (header.path("version").intValue() > VERSION || schema > newestSchema) {
                throw new StoreFailure(name + " was exported by a newer vastwatch ("
                        + header.path("program").asText() + "); import it with that one or a newer one");
            }
        }

        private JsonNode header() {
            try {
                JsonNode header = next();
                if (header.path("format").asText().equals(FORMAT)) {
                    checksum.update(line);
                    return header;
                }
            } catch (JsonProcessingException e) {
                // Something else is in gzip.
            } catch (IOException e) {
                throw failure(e);
            }
            throw foreign();
        }

        /** The number of migrations that the state has had. */
        int schema() {
            return schema;
        }

        /** Passes all rows on, and returns how many there are by table; the stream ends only if all is as it was written. */
        Map<String, Long> copyTo(RowStream rows) {
            try {
                Map<String, Long> numbers = new HashMap<>();
                int columns = -1;
                JsonNode next = next();
                for (; !next.has("rows"); next = next()) {
                    checksum.update(line);
                    if (next.isArray()) {
                        rows.row(values(next, columns));
                    } else if (next.has("table")) {
                        List<String> names = new ArrayList<>();
                        next.path("columns").forEach(column -> names.add(column.asText()));
                        columns = names.size();
                        rows.table(next.path("table").asText(), names);
                    } else {
                        numbers.putAll(numbers(next.path("numbers")));
                    }
                }
                if (!next.path("sha256").asText().equals(digest(checksum))
                        || !numbers(next.path("rows")).equals(rows.rows())) {
                    throw damaged("its checksum differs");
                }
                // The end of the compressed data has a checksum, too.
                if (lines.readLine() != null) {
                    throw damaged("it goes on after its end");
                }
                return rows.end(numbers);
            } catch (IOException e) {
                throw failure(e);
            }
        }

        private @Nullable Object[] values(JsonNode row, int columns) throws IOException {
            if (row.size() != columns) {
                throw damaged("a row does not have " + columns + " columns");
            }
            @Nullable Object[] values = new Object[columns];
            for (int i = 0; i < columns; i++) {
                values[i] = value(row.path(i));
            }
            return values;
        }

        private @Nullable Object value(JsonNode value) throws IOException {
            return switch (value.getNodeType()) {
                case NULL -> null;
                case STRING -> value.textValue();
                case OBJECT -> value.path(BYTES).binaryValue();
                case NUMBER -> value.isIntegralNumber() ? value.longValue() : value.doubleValue();
                default -> throw damaged("a value is of an unknown kind");
            };
        }

        private static Map<String, Long> numbers(JsonNode object) {
            Map<String, Long> numbers = new HashMap<>();
            object.properties()
                    .forEach(each -> numbers.put(each.getKey(), each.getValue().longValue()));
            return numbers;
        }

        /** Reads the next line into {@link #line}. */
        private JsonNode next() throws IOException {
            @Nullable String text = lines.readLine();
            if (text == null) {
                throw new EOFException();
            }
            line = (text + "\n").getBytes(StandardCharsets.ISO_8859_1);
            return JSON.readTree(line);
        }

        private StoreFailure foreign() {
            return new StoreFailure(name + " is not a state that vastwatch exported");
        }

        private StoreFailure damaged(String reason) {
            return new StoreFailure(name + " is damaged (" + reason + "); " + REMEDY);
        }

        private StoreFailure failure(IOException failure) {
            if (failure instanceof EOFException) {
                return new StoreFailure(name + " is incomplete; " + REMEDY, failure);
            }
            if (failure instanceof JsonProcessingException json) {
                return damaged(json.getOriginalMessage());
            }
            return failure instanceof ZipException
                    ? damaged(FileErrors.of(failure))
                    : new StoreFailure(name + " cannot be read: " + FileErrors.of(failure), failure);
        }

        @Override
        public void close() throws IOException {
            lines.close();
        }
    }
}

package io.github.vastwatch.cli.console;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;

/** A list in JSON that is printed row by row: it may be more than memory holds. */
public final class JsonRows {
    private final PrintWriter out;
    private final JsonGenerator json;
    private boolean isEmpty = true;

    public JsonRows(PrintWriter out) throws IOException {
        this.out = out;
        this.json = new ObjectMapper().createGenerator(out).useDefaultPrettyPrinter();
        json.writeStartArray();
    }

    public void add(ObjectNode row) {
        isEmpty = false;
        try {
            json.writeTree(row);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public boolean isEmpty() {
        return isEmpty;
    }

    public void end() throws IOException {
        json.writeEndArray();
        json.flush();
        out.println();
    }
}

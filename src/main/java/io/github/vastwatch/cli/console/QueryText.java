package io.github.vastwatch.cli.console;

import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.offer.Query;
import java.io.PrintWriter;
import java.util.List;

/** A query on the command line: what is wrong with it is shown in it. */
public final class QueryText {
    private QueryText() {}

    /** Reads a query; what can hardly be meant so is said on {@code err}. */
    public static Query read(String text, Query defaults, PrintWriter err) {
        try {
            Query.Reading reading = Query.read(text, defaults);
            reading.warnings().forEach(doubt -> err.println("warning: " + doubt.withCaretIn(text)));
            return reading.query();
        } catch (InvalidInput invalidInput) {
            throw new InvalidInput(invalidInput.withCaretIn(text));
        }
    }

    /** Reads an order in the vendor's notation. */
    public static List<Query.Order> order(String text) {
        try {
            return Query.Order.parse(text);
        } catch (InvalidInput invalidInput) {
            throw new InvalidInput(invalidInput.withCaretIn(text));
        }
    }
}

package io.github.vastwatch.cli.console;

import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.offer.Query;
import java.io.PrintWriter;
import java.util.List;

/** Reads a query of the command line; errors point at their place in it. */
public final class QueryText {
    private QueryText() {}

    /** Reads a query; warnings go to {@code err}. */
    public static Query read(String text, Query defaults, PrintWriter err) {
        try {
            Query.Reading reading = Query.read(text, defaults);
            reading.warnings().forEach(warning -> err.println("warning: " + warning.withCaretIn(text)));
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

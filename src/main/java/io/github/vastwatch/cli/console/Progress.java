package io.github.vastwatch.cli.console;

import io.github.vastwatch.cli.market.OfferCells;
import java.io.PrintWriter;

/** One line on a terminal that says what is being waited for; nothing where nobody reads it. */
public final class Progress {
    /** A line that wraps cannot be taken back. */
    private static final int WIDTH = 78;

    private final PrintWriter err;
    private final boolean isRead;
    private int shown;

    public Progress(PrintWriter err, boolean isRead) {
        this.err = err;
        this.isRead = isRead;
    }

    public void show(String text) {
        if (isRead) {
            String line = OfferCells.cut(text, WIDTH);
            err.print("\r" + line + " ".repeat(Math.max(0, shown - line.length())));
            err.flush();
            shown = line.length();
        }
    }

    /** Takes the line away. */
    public void clear() {
        if (shown > 0) {
            err.print("\r" + " ".repeat(shown) + "\r");
            err.flush();
            shown = 0;
        }
    }
}

package io.github.vastwatch.cli.console;

import io.github.vastwatch.text.SafeText;
import java.io.PrintWriter;

/** A line on a terminal that shows what is being waited for; nothing elsewhere. */
public final class Progress {
    /** A line that wraps cannot be erased. */
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
            String line = SafeText.cut(text, WIDTH);
            err.print("\r" + line + " ".repeat(Math.max(0, shown - line.length())));
            err.flush();
            shown = line.length();
        }
    }

    /** Erases the line. */
    public void clear() {
        if (shown > 0) {
            err.print("\r" + " ".repeat(shown) + "\r");
            err.flush();
            shown = 0;
        }
    }
}

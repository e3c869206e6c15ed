package io.github.vastwatch.cli;

import io.github.vastwatch.offer.Mistake;
import java.util.ArrayList;
import java.util.List;

/** A command line cut into words as a shell does: quotes, backslashes, and where the command ends. */
final class ShellWords {
    /** What ends a command, or begins a comment. */
    private static final String ENDS = "\\|\\|?|&&?|;|#.*|2?>&\\d|[12&]>.*";

    private final String text;
    private final List<String> words = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private boolean isQuoted;
    private boolean isOver;

    private ShellWords(String text) {
        // Web pages and word processors make such quotes.
        this.text = text.replaceAll("[\\u201C\\u201D\\u201E]", "\"").replaceAll("[\\u2018\\u2019]", "'");
    }

    /**
     * The words of the first command in a text.
     *
     * @throws Mistake when a quote is not closed; without the text, which may hold a key
     */
    static List<String> of(String text) {
        ShellWords shell = new ShellWords(text);
        shell.split();
        return List.copyOf(shell.words);
    }

    private void split() {
        for (int at = 0; at < text.length() && !isOver; at++) {
            char c = text.charAt(at);
            if (c == '\'' || c == '"') {
                isQuoted = true;
                at = quoted(c, at);
            } else if (c == '\\' && at + 1 < text.length()) {
                at++;
                keep(text.charAt(at));
            } else if (c == ';' && word.length() > 0) {
                end();
                isOver = true;
            } else if (Character.isWhitespace(c) || c == '\u00A0') {
                end();
            } else {
                word.append(c);
            }
        }
        if (!isOver) {
            end();
        }
    }

    /** Takes a quoted part that begins at {@code start}; returns where its end is. */
    private int quoted(char quote, int start) {
        for (int at = start + 1; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == quote) {
                return at;
            }
            if (c == '\\' && quote == '"' && at + 1 < text.length() && "\"\\$`\n".indexOf(text.charAt(at + 1)) >= 0) {
                at++;
                keep(text.charAt(at));
            } else {
                word.append(c);
            }
        }
        throw new Mistake(
                "the quote " + quote + " at character " + (start + 1) + " of the command is not closed",
                "paste the whole command, and put it into the other kind of quotes");
    }

    /** A line that goes on in the next has a backslash at its end. */
    private void keep(char escaped) {
        if (escaped != '\n') {
            word.append(escaped);
            isQuoted = true;
        }
    }

    private void end() {
        if (!isQuoted && word.toString().matches(ENDS)) {
            isOver = true;
        } else if (isQuoted || word.length() > 0) {
            words.add(word.toString());
        }
        word.setLength(0);
        isQuoted = false;
    }
}

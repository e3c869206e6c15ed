package io.github.vastwatch.offer;

import java.util.Collection;
import java.util.function.Supplier;

/**
 * Something a user wrote that cannot be meant: what is wrong, where in the text, and what to do about it. Whoever reads
 * the text from a file adds the place of the text itself.
 */
public final class InvalidInput extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final int at;
    private final String advice;

    /**
     * @param message what is wrong, with the offending value
     * @param at where in the text, counted from 0
     * @param advice what to do about it, or an empty string
     */
    public InvalidInput(String message, int at, String advice) {
        super(message);
        this.at = at;
        this.advice = advice;
    }

    public InvalidInput(String message, String advice) {
        this(message, 0, advice);
    }

    public InvalidInput(String message) {
        this(message, 0, "");
    }

    /** A word that is not among the known ones: suggests the closest, or says {@code otherwise}. */
    public static InvalidInput unknown(String message, String word, Collection<String> known, String otherwise) {
        return new InvalidInput(message, Spelling.didYouMean(word, known).orElse(otherwise));
    }

    /** Reads a part of a text that begins at {@code offset}, so that a mistake in it has its place in the whole. */
    public static <T> T at(int offset, Supplier<T> read) {
        try {
            return read.get();
        } catch (InvalidInput invalidInput) {
            throw invalidInput.shifted(offset);
        }
    }

    /** The same mistake in a longer text, whose part {@code offset} and on this one was found in. */
    public InvalidInput shifted(int offset) {
        return new InvalidInput(getMessage(), at + offset, advice);
    }

    /** Where in the text the mistake is, counted in characters from 0. */
    public int at() {
        return at;
    }

    /** What to do about it; empty when there is nothing more to say. */
    public String advice() {
        return advice;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }

    /** The message, and the advice on a second line where there is one. */
    public String withAdvice() {
        return advice.isEmpty() ? getMessage() : getMessage() + "\n    " + advice;
    }

    /** The message, the text with a caret under the place, and the advice. */
    public String withCaretIn(String text) {
        String line = text.replaceAll("[\\t\\r\\n]", " ");
        int column = Math.min(at, line.length());
        String pointed = getMessage() + "\n    " + line + "\n    " + " ".repeat(column) + "^";
        return advice.isEmpty() ? pointed : pointed + "\n    " + advice;
    }
}

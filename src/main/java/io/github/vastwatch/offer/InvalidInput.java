package io.github.vastwatch.offer;

import java.util.Collection;
import java.util.function.Supplier;

/**
 * Invalid user input: what is wrong, where in the text, and what to do about it. The reader of
 * a file adds the place of the text in the file.
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

    /** An unknown word: suggests the closest known one, or gives {@code otherwise} as advice. */
    public static InvalidInput unknown(String message, String word, Collection<String> known, String otherwise) {
        return new InvalidInput(message, Spelling.didYouMean(word, known).orElse(otherwise));
    }

    /** Parses a part of a text that begins at {@code offset}, and adjusts the place of its errors. */
    public static <T> T at(int offset, Supplier<T> read) {
        try {
            return read.get();
        } catch (InvalidInput invalidInput) {
            throw invalidInput.shifted(offset);
        }
    }

    /** This error in a longer text that contains the parsed part at {@code offset}. */
    public InvalidInput shifted(int offset) {
        return new InvalidInput(getMessage(), at + offset, advice);
    }

    /** The place of the error in the text, in characters from 0. */
    public int at() {
        return at;
    }

    /** What to do about it; may be empty. */
    public String advice() {
        return advice;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }

    /** The message, and the advice on a second line if there is one. */
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

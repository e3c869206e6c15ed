package io.github.vastwatch.offer;

import java.util.Collection;
import java.util.function.Supplier;

/**
 * Something that a user wrote and that is not valid: what is wrong, where in the text, and what to do about it. The reader
 * of a file adds the place of the text in the file.
 */
public final class InvalidInput extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final int position;
    private final String advice;

    /**
     * @param message what is wrong, with the offending value
     * @param position where in the text, in characters from 0
     * @param advice what to do about it, or empty
     */
    public InvalidInput(String message, int position, String advice) {
        super(message);
        this.position = position;
        this.advice = advice;
    }

    public InvalidInput(String message, String advice) {
        this(message, 0, advice);
    }

    public InvalidInput(String message) {
        this(message, 0, "");
    }

    /** An unknown word: suggests the closest known one, or gives the advice {@code otherwise}. */
    public static InvalidInput unknown(String message, String word, Collection<String> known, String otherwise) {
        return new InvalidInput(message, Spelling.didYouMean(word, known).orElse(otherwise));
    }

    /** Parses a part of a text that begins at {@code offset}, so that an error in it has its position in the whole text. */
    public static <T> T inPart(int offset, Supplier<T> parse) {
        try {
            return parse.get();
        } catch (InvalidInput invalidInput) {
            throw invalidInput.shifted(offset);
        }
    }

    /** The same error in a longer text, in which the part begins at {@code offset}. */
    public InvalidInput shifted(int offset) {
        return new InvalidInput(getMessage(), position + offset, advice);
    }

    /** Where in the text the error is, in characters from 0. */
    public int position() {
        return position;
    }

    /** What to do about it, or empty. */
    public String advice() {
        return advice;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }

    /** The message, and the advice if there is any on a second line. */
    public String withAdvice() {
        return advice.isEmpty() ? getMessage() : getMessage() + "\n    " + advice;
    }

    /** The message, the text with a caret below the position, and the advice. */
    public String withCaretIn(String text) {
        String line = text.replaceAll("[\\t\\r\\n]", " ");
        int column = Math.min(position, line.length());
        String pointed = getMessage() + "\n    " + line + "\n    " + " ".repeat(column) + "^";
        return advice.isEmpty() ? pointed : pointed + "\n    " + advice;
    }
}

package io.github.vastwatch.notify.template;

import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.text.SafeText;
import io.pebbletemplates.pebble.error.PebbleException;
import java.io.IOException;
import java.io.StringWriter;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A template of one part as a user wrote it, in Pebble's language. */
public record TemplateText(MessagePart messagePart, Escaping escaping, String source) {
    /** A page of a mail has 5,000. */
    public static final int MOST_CHARACTERS = 50_000;

    /** What every service shows of a title, and no header is too long for. */
    private static final int SUBJECT = 250;

    public TemplateText {
        if (source.length() > MOST_CHARACTERS) {
            throw new InvalidInput("a template has at most " + MOST_CHARACTERS + " characters");
        }
    }

    /**
     * Fills it.
     *
     * @throws InvalidInput with its place in the source, where it cannot be filled
     */
    public String filled(Map<String, @Nullable Object> variables) {
        try {
            return written(variables);
        } catch (IOException | RuntimeException | StackOverflowError | OutOfMemoryError e) {
            throw invalidInput(e, variables);
        }
    }

    private InvalidInput invalidInput(Throwable failure, Map<String, @Nullable Object> variables) {
        if (failure instanceof InvalidInput invalidInput) {
            return invalidInput;
        }
        if (failure instanceof PebbleException told) {
            return TemplateError.invalidInput(told, source, variables.keySet());
        }
        if (failure instanceof StackOverflowError) {
            return new InvalidInput("it is nested too deeply", 0, "");
        }
        if (failure instanceof OutOfMemoryError) {
            return new InvalidInput("it needs too much memory", 0, "");
        }
        // Java's own words name its classes; those that Pebble throws with plain exceptions are its words.
        boolean isSaid = failure.getClass() == RuntimeException.class || failure instanceof IllegalArgumentException;
        String words = isSaid ? String.valueOf(failure.getMessage()) : "a filter or a test gets what it is not for";
        return new InvalidInput(
                "it cannot be filled: " + SafeText.cut(SafeText.isolated(words), 300), 0, TemplateError.VARS);
    }

    private String written(Map<String, @Nullable Object> variables) throws IOException {
        StringWriter out = new StringWriter();
        Sandbox.of(escaping).getLiteralTemplate(source).evaluate(out, variables, Locale.ROOT);
        String text = out.toString();
        if (text.isBlank()) {
            throw new InvalidInput(
                    "it is empty", 0, "every alert needs a text, with offers or without: {% else %}{{ text }}");
        }
        if (messagePart == MessagePart.BODY && escaping == Escaping.JSON) {
            PlainJson.check(text);
        }
        return messagePart == MessagePart.SUBJECT ? SafeText.cut(SafeText.isolated(text), SUBJECT) : text;
    }

    /** Brief: what comes from the environment may be a secret. */
    @Override
    public String toString() {
        return messagePart.wire() + " of " + source.length() + " characters";
    }
}

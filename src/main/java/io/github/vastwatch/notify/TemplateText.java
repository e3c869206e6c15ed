package io.github.vastwatch.notify;

import io.github.vastwatch.offer.Mistake;
import io.pebbletemplates.pebble.error.PebbleException;
import java.io.IOException;
import java.io.StringWriter;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A template of one part as a user wrote it, in Pebble's language. */
public record TemplateText(Part part, Escaping escaping, String source) {
    /** A page of a mail has 5,000. */
    public static final int MOST_CHARACTERS = 50_000;

    /** What every service shows of a title, and no header is too long for. */
    private static final int SUBJECT = 250;

    public TemplateText {
        if (source.length() > MOST_CHARACTERS) {
            throw new Mistake("a template has at most " + MOST_CHARACTERS + " characters");
        }
    }

    /**
     * Fills it.
     *
     * @throws Mistake with its place in the source, where it cannot be filled
     */
    String filled(Map<String, @Nullable Object> variables) {
        StringWriter out = new StringWriter();
        try {
            Sandbox.of(escaping).getLiteralTemplate(source).evaluate(out, variables, Locale.ROOT);
        } catch (PebbleException e) {
            throw TemplateTrouble.mistake(e, source, variables.keySet());
        } catch (IOException | RuntimeException e) {
            throw new Mistake(
                    "it cannot be filled: " + Words.oneLine(String.valueOf(e.getMessage())), 0, TemplateTrouble.VARS);
        } catch (StackOverflowError e) {
            throw new Mistake("it is nested too deeply", 0, "");
        }
        String text = out.toString();
        if (text.isBlank()) {
            throw new Mistake("it says nothing", 0, "of offers or not, every alert needs words: {% else %}{{ text }}");
        }
        if (part == Part.BODY && escaping == Escaping.JSON) {
            PlainJson.check(text);
        }
        return part == Part.SUBJECT ? Words.cut(Words.oneLine(text), SUBJECT) : text;
    }

    /** Brief: what comes from the environment may be a secret. */
    @Override
    public String toString() {
        return part.wire() + " of " + source.length() + " characters";
    }
}

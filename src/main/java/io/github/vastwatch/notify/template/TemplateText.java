package io.github.vastwatch.notify.template;

import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.text.SafeText;
import io.pebbletemplates.pebble.error.PebbleException;
import java.io.IOException;
import java.io.StringWriter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A template for one part of a message as the user wrote it, in the language of Pebble. */
public record TemplateText(Part part, Escaping escaping, String source) {
    /** The HTML of a mail has 5,000. */
    public static final int MOST_CHARACTERS = 50_000;

    /** Every service shows this much of a title, and every mail header can hold it. */
    private static final int MAX_SUBJECT = 250;

    private static final int MAX_ERROR = 300;

    /** A part of a message that can have a template. */
    public enum Part {
        SUBJECT,
        TEXT,
        HTML,
        BODY;

        /** As in a config. */
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public TemplateText {
        if (source.length() > MOST_CHARACTERS) {
            throw new InvalidInput("a template has at most " + MOST_CHARACTERS + " characters");
        }
    }

    /**
     * Renders it.
     *
     * @throws InvalidInput with its place in the source, if it cannot be rendered
     */
    String render(TemplateVariables.Context context) {
        Map<String, @Nullable Object> variables = new HashMap<>(context.variables());
        // Names that Pebble defines, which would reach objects.
        variables.put("template", null);
        variables.put("_context", null);
        variables.put("locale", null);
        variables.put(TemplateFilters.ZONE, context.zone());
        try {
            return rendered(variables);
        } catch (PebbleException e) {
            throw TemplateError.of(e, source, variables.keySet());
        } catch (InvalidInput e) {
            throw e;
        } catch (StackOverflowError e) {
            throw new InvalidInput("the template is nested too deeply", 0, "");
        } catch (OutOfMemoryError e) {
            throw new InvalidInput("the template needs too much memory", 0, "");
        } catch (IOException | RuntimeException e) {
            // Pebble's plain exceptions have sentences; those of the JDK name its classes.
            boolean isSentence = e.getClass() == RuntimeException.class || e instanceof IllegalArgumentException;
            String why = isSentence ? String.valueOf(e.getMessage()) : "a filter or test does not accept this value";
            throw new InvalidInput(
                    "the template cannot be rendered: " + SafeText.cut(SafeText.isolated(why), MAX_ERROR),
                    0,
                    PlainAttributes.VARS);
        }
    }

    private String rendered(Map<String, @Nullable Object> variables) throws IOException {
        StringWriter out = new StringWriter();
        Sandbox.engine(escaping).getLiteralTemplate(source).evaluate(out, variables, Locale.ROOT);
        String text = out.toString();
        if (text.isBlank()) {
            throw new InvalidInput(
                    "the message is empty",
                    0,
                    "every alert needs a text, with or without offers: {% else %}{{ text }}");
        }
        if (part == Part.BODY && escaping == Escaping.JSON) {
            PlainJson.check(text);
        }
        return part == Part.SUBJECT ? SafeText.cut(SafeText.isolated(text), MAX_SUBJECT) : text;
    }

    /** Without the source: values from the environment in it may be secret. */
    @Override
    public String toString() {
        return part.wire() + " of " + source.length() + " characters";
    }
}

package io.github.vastwatch.notify.template;

import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.offer.Spelling;
import io.github.vastwatch.text.SafeText;
import io.pebbletemplates.pebble.error.PebbleException;
import io.pebbletemplates.pebble.error.RootAttributeNotFoundException;
import java.io.IOException;
import java.io.StringWriter;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
                    Sandbox.PlainAttributes.VARS);
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
            TemplateFilters.PlainJson.check(text);
        }
        return part == Part.SUBJECT ? SafeText.cut(SafeText.isolated(text), MAX_SUBJECT) : text;
    }

    /** Without the source: values from the environment in it may be secret. */
    @Override
    public String toString() {
        return part.wire() + " of " + source.length() + " characters";
    }

    /** Turns Pebble's errors into messages with a place in the template and advice. */
    static final class TemplateError {
        private static final Pattern UNKNOWN =
                Pattern.compile("(Unexpected tag name|Filter|Function or Macro|Test) [\"\\[](\\w+)[\"\\]].*");
        private static final Map<String, String> NOUNS = Map.of(
                "Unexpected tag name", "tag", "Filter", "filter", "Function or Macro", "function", "Test", "test");
        private static final List<String> TESTS = List.of("defined", "empty", "even", "iterable", "map", "null", "odd");
        private static final Pattern ENDED =
                Pattern.compile("Unexpected end of template\\. Pebble was looking for the \"(\\w+)\".*");
        private static final Pattern TOKEN = Pattern.compile("Unexpected token (?:\"\\w+\" )?of value \"(.*?)\".*");
        private static final Pattern TAG = Pattern.compile("\\{[{%#]");

        private TemplateError() {}

        static InvalidInput of(PebbleException thrown, String source, Collection<String> variables) {
            PebbleException failure = innermost(thrown);
            @Nullable Integer line = failure.getLineNumber();
            if (failure instanceof Sandbox.PlainAttributes.Missing missing) {
                return new InvalidInput(missing.getPebbleMessage(), at(source, line, missing.name()), missing.advice());
            }
            String words = SafeText.isolated(String.valueOf(failure.getPebbleMessage()));
            if (failure instanceof RootAttributeNotFoundException missing) {
                String name = missing.getAttributeName();
                return words.startsWith("Root")
                        ? new InvalidInput(
                                "unknown variable '" + name + "'",
                                at(source, line, name),
                                Spelling.didYouMean(name, variables).orElse(Sandbox.PlainAttributes.VARS))
                        : new InvalidInput(
                                "'" + name + "' of a value that is missing",
                                at(source, line, name),
                                "test a value that may be missing first: {% if … is not null %}");
            }
            Matcher unknown = UNKNOWN.matcher(words);
            if (unknown.matches()) {
                String noun = NOUNS.getOrDefault(unknown.group(1), "");
                String name = String.valueOf(unknown.group(2));
                List<String> known = known(noun);
                return new InvalidInput(
                        "unknown " + noun + " '" + name + "'",
                        at(source, line, name),
                        Spelling.didYouMean(name, known).orElse(noun + "s are " + String.join(", ", known)));
            }
            Matcher ended = ENDED.matcher(words);
            Matcher token = TOKEN.matcher(words);
            String plain = words.startsWith("Tried to write more than")
                    ? "the template renders more than " + Sandbox.MAX_RENDERED + " characters"
                    : ended.matches()
                            ? "tag '" + ended.group(1) + "' is missing"
                            : words.contains("type EOF")
                                    ? "the template ends inside a tag"
                                    : token.matches()
                                            ? "'" + token.group(1) + "' is not allowed here"
                                            : words.substring(0, 1).toLowerCase(Locale.ROOT) + words.substring(1);
            return new InvalidInput(
                    plain,
                    at(source, line, token.matches() ? String.valueOf(token.group(1)) : ""),
                    words.startsWith("Could not")
                            ? "a missing value is not a number: {% if offer.cpu_ghz is not null %}"
                            : "see docs/templates.md");
        }

        /** The exception of a condition hides the one that explains it. */
        private static PebbleException innermost(PebbleException thrown) {
            return thrown.getCause() instanceof PebbleException cause ? innermost(cause) : thrown;
        }

        private static List<String> known(String noun) {
            return switch (noun) {
                case "tag" -> Sandbox.TAGS;
                case "filter" -> List.copyOf(Sandbox.filters());
                case "function" -> List.of("max", "min", "range");
                default -> TESTS;
            };
        }

        /** The position of a word in a line of the source; else of the line's first tag. */
        static int at(String source, @Nullable Integer line, String word) {
            int start = 0;
            for (int each = 1; line != null && each < line && source.indexOf('\n', start) >= 0; each++) {
                start = source.indexOf('\n', start) + 1;
            }
            int end = source.indexOf('\n', start) < 0 ? source.length() : source.indexOf('\n', start);
            Matcher found = Pattern.compile("(?U)\\b" + Pattern.quote(word) + "\\b")
                    .matcher(source)
                    .region(start, end);
            Matcher tag = TAG.matcher(source).region(start, end);
            return !word.isEmpty() && found.find() ? found.start() : tag.find() ? tag.start() : start;
        }
    }
}

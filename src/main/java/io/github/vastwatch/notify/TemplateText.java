package io.github.vastwatch.notify;

import io.github.vastwatch.offer.InvalidInput;
import io.pebbletemplates.pebble.error.PebbleException;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A template of one part as a user wrote it, in Pebble's language. */
public record TemplateText(MessagePart messagePart, Escaping escaping, String source) {
    /** A page of a mail has 5,000. */
    public static final int MOST_CHARACTERS = 50_000;

    /** The usual takes milliseconds, also of 200 offers; a busy machine may take a hundred times as long. */
    private static final Duration LONGEST = Duration.ofSeconds(5);

    /** What every service shows of a title, and no header is too long for. */
    private static final int SUBJECT = 250;

    public TemplateText {
        if (source.length() > MOST_CHARACTERS) {
            throw new InvalidInput("a template has at most " + MOST_CHARACTERS + " characters");
        }
    }

    /**
     * Fills it, on a thread of its own: what takes too long is left behind, and ends at its next step.
     *
     * @throws Mistake with its place in the source, where it cannot be filled
     */
    String filled(Map<String, @Nullable Object> variables) {
        return filled(variables, LONGEST);
    }

    String filled(Map<String, @Nullable Object> variables, Duration longest) {
        Effort effort = new Effort();
        Map<String, @Nullable Object> all = new HashMap<>(variables);
        all.put(Effort.NAME, effort);
        FutureTask<String> filling = new FutureTask<>(() -> written(all));
        Thread thread = new Thread(filling, "template");
        thread.setDaemon(true);
        thread.start();
        try {
            return filling.get(longest.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new InvalidInput(
                    "it takes longer than " + longest.toSeconds() + " s", 0, "loops within loops take long");
        } catch (ExecutionException e) {
            throw invalidInput(Objects.requireNonNullElse(e.getCause(), e), all);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InvalidInput("it was interrupted", 0, "");
        } finally {
            effort.end();
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
                "it cannot be filled: " + ValueFormat.cut(ValueFormat.oneLine(words), 300), 0, TemplateError.VARS);
    }

    private String written(Map<String, @Nullable Object> variables) throws IOException {
        StringWriter out = new StringWriter();
        Sandbox.of(escaping).getLiteralTemplate(source).evaluate(out, variables, Locale.ROOT);
        String text = out.toString();
        if (text.isBlank()) {
            throw new InvalidInput(
                    "it says nothing", 0, "of offers or not, every alert needs words: {% else %}{{ text }}");
        }
        if (messagePart == MessagePart.BODY && escaping == Escaping.JSON) {
            PlainJson.check(text);
        }
        return messagePart == MessagePart.SUBJECT ? ValueFormat.cut(ValueFormat.oneLine(text), SUBJECT) : text;
    }

    /** Brief: what comes from the environment may be a secret. */
    @Override
    public String toString() {
        return messagePart.wire() + " of " + source.length() + " characters";
    }
}

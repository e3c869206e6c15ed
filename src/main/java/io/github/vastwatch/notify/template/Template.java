package io.github.vastwatch.notify.template;

import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.notify.message.Message;
import io.github.vastwatch.notify.message.SampleAlert;
import io.github.vastwatch.offer.InvalidInput;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a user wants the messages of a channel to say in place of the built-in ones.
 *
 * @param texts at most one a part
 * @param zone what dates are told in
 */
public record Template(List<TemplateText> texts, ZoneId zone) {
    /** That of a channel that says what is built in. */
    public static final Template BUILT_IN = new Template(List.of(), ZoneOffset.UTC);

    public Template {
        texts = List.copyOf(texts);
    }

    /** What is built in, with the same zone. */
    public Template builtIn() {
        return new Template(List.of(), zone);
    }

    public boolean has(MessagePart messagePart) {
        return texts.stream().anyMatch(text -> text.messagePart() == messagePart);
    }

    /**
     * What the user wants said in a part, of the best offers that people read.
     *
     * @throws Mistake where it cannot be said of this alert
     */
    public Optional<String> filled(MessagePart messagePart, Alert alert, Instant now) {
        return filled(messagePart, TemplateContext.of(alert, now, zone));
    }

    Optional<String> filled(MessagePart messagePart, TemplateContext templateContext) {
        return texts.stream()
                .filter(text -> text.messagePart() == messagePart)
                .findFirst()
                .map(text -> text.filled(variables(templateContext)));
    }

    /** The message of an alert in the user's words, as far as there are any. */
    public Message message(Alert alert, Instant now) {
        Message built = Message.of(alert, now, zone);
        Message titled =
                filled(MessagePart.SUBJECT, alert, now).map(built::titled).orElse(built);
        return filled(MessagePart.TEXT, alert, now).map(titled::saying).orElse(titled);
    }

    private Map<String, @Nullable Object> variables(TemplateContext templateContext) {
        Map<String, @Nullable Object> variables = new HashMap<>(templateContext.variables());
        // Pebble's own, which are no plain values.
        variables.put("template", null);
        variables.put("_context", null);
        variables.put("locale", null);
        variables.put(TemplateFilters.ZONE, zone);
        return variables;
    }

    /**
     * Fills it for each kind of alert.
     *
     * @throws Mistake with its place in the text of a part
     */
    public static void check(TemplateText text, ZoneId zone) {
        Template alone = new Template(List.of(text), zone);
        for (SampleAlert sampleAlert : SampleAlert.values()) {
            try {
                alone.filled(
                        text.messagePart(),
                        TemplateContext.of(sampleAlert.sample(SampleAlert.AT), SampleAlert.AT, zone));
            } catch (InvalidInput invalidInput) {
                String of = sampleAlert == SampleAlert.NEW ? "" : ", in a sample of " + sampleAlert.wire();
                throw new InvalidInput(invalidInput.getMessage() + of, invalidInput.at(), invalidInput.advice());
            }
        }
    }
}

package io.github.vastwatch.notify.template;

import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.WatchTerms;
import io.github.vastwatch.notify.message.Message;
import io.github.vastwatch.notify.message.SampleAlert;
import io.github.vastwatch.notify.template.TemplateText.Part;
import io.github.vastwatch.notify.template.TemplateVariables.Context;
import io.github.vastwatch.offer.InvalidInput;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/**
 * The user's own texts for the messages of a channel, in place of the built-in ones.
 *
 * @param texts at most one for each part; a part without one is built in
 * @param zone the time zone of dates
 */
public record Template(List<TemplateText> texts, ZoneId zone) {
    public static final Template BUILT_IN = new Template(List.of(), ZoneOffset.UTC);

    public Template {
        texts = List.copyOf(texts);
    }

    /** The built-in messages, in the same zone. */
    public Template builtIn() {
        return new Template(List.of(), zone);
    }

    public boolean has(Part part) {
        return text(part).isPresent();
    }

    private Optional<TemplateText> text(Part part) {
        return texts.stream().filter(text -> text.part() == part).findFirst();
    }

    /**
     * The message of an alert, in the user's words as far as there are any.
     *
     * @throws InvalidInput if the template cannot be rendered for this alert
     */
    public Message message(Alert alert, Instant now) {
        Message builtIn = Message.of(alert, now, zone);
        Message titled =
                render(Part.SUBJECT, alert, builtIn).map(builtIn::withTitle).orElse(builtIn);
        return render(Part.TEXT, alert, builtIn).map(titled::withText).orElse(titled);
    }

    /**
     * A part in the user's words, with the best offers.
     *
     * @throws InvalidInput if it cannot be rendered for this alert
     */
    public Optional<String> render(Part part, Alert alert, Message builtIn) {
        return text(part)
                .map(text -> text.render(new Context(
                        alert, builtIn, alert.terms().map(WatchTerms::top).orElse(0), zone)));
    }

    /**
     * The body of a request in the user's words, with as many offers as fit into {@code maxBytes}, best first; {@code more}
     * counts the others.
     *
     * @throws InvalidInput if it cannot be rendered, or is too large even without offers
     */
    public Optional<String> body(Alert alert, int maxBytes, Instant now) {
        return text(Part.BODY).map(text -> {
            Message builtIn = Message.of(alert, now, zone);
            for (int offers = alert.matches().size(); ; ) {
                String body = text.render(new Context(alert, builtIn, offers, zone));
                int size = body.getBytes(StandardCharsets.UTF_8).length;
                if (size <= maxBytes) {
                    return body;
                }
                if (offers == 0) {
                    throw new InvalidInput(
                            "the body has " + size + " bytes even without offers; max_body is " + maxBytes);
                }
                offers = Math.min(offers - 1, (int) ((long) offers * maxBytes / size));
            }
        });
    }

    /**
     * Renders a text for a sample of each kind of alert.
     *
     * @throws InvalidInput with its place in the text
     */
    public static void check(TemplateText text, ZoneId zone) {
        for (SampleAlert sample : SampleAlert.values()) {
            Alert alert = sample.sample(SampleAlert.AT);
            try {
                text.render(new Context(
                        alert,
                        Message.of(alert, SampleAlert.AT, zone),
                        alert.matches().size(),
                        zone));
            } catch (InvalidInput e) {
                String which = sample == SampleAlert.NEW ? "" : ", in a sample of " + sample.wire();
                throw new InvalidInput(e.getMessage() + which, e.position(), e.advice());
            }
        }
    }
}

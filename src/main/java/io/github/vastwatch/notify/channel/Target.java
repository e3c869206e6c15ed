package io.github.vastwatch.notify.channel;

import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.notify.template.Escaping;
import io.github.vastwatch.notify.template.Template;
import io.github.vastwatch.notify.template.TemplateText;
import io.github.vastwatch.vast.Secret;
import java.time.Instant;
import java.util.List;

/** Where a channel leads: people's mailboxes, or a service that takes HTTP requests. Its text says where, without secrets. */
public interface Target {

    /** What sends there, in the words of the template as far as it has any. */
    Notifier notifier(String channel, Template template);

    /** What would be sent, for a person to look at. */
    String preview(Alert alert, Template template, Instant now);

    /** The server that takes what is sent. */
    String host();

    /** What the values that a template puts into a part are escaped for. */
    Escaping escaping(TemplateText.Part messagePart);

    /** What a text to it or from it may repeat and nobody may see. */
    List<Secret> secrets();

    /** A text to it or from it, without its secrets. */
    default String redact(String text) {
        return Redaction.of(secrets().stream().map(Secret::reveal).toList()).redact(text);
    }
}

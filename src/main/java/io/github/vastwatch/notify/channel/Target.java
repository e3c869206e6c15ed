package io.github.vastwatch.notify.channel;

import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.notify.template.Escaping;
import io.github.vastwatch.notify.template.Template;
import io.github.vastwatch.notify.template.TemplateText;
import io.github.vastwatch.vast.Secret;
import java.time.Instant;
import java.util.List;

/** The target of a channel: mailboxes, or an HTTP service. Its text names it without secrets. */
public interface Target {

    /** The notifier for it, with a template. */
    Notifier notifier(String channel, Template template);

    /** A preview of what would be sent. */
    String preview(Alert alert, Template template, Instant now);

    /** The server that receives messages. */
    String host();

    /** How a template's values are escaped in a part. */
    Escaping escaping(TemplateText.Part messagePart);

    /** Secrets that a text to it or from it may contain. */
    List<Secret> secrets();

    /** Removes its secrets from a text. */
    default String redact(String text) {
        return Redaction.of(secrets().stream().map(Secret::reveal).toList()).redact(text);
    }
}

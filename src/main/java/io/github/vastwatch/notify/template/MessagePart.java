package io.github.vastwatch.notify.template;

import java.util.Locale;

/** A part of a message that a user may write a template for. */
public enum MessagePart {
    SUBJECT,
    TEXT,
    HTML,
    BODY;

    /** As in a config. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}

package io.github.vastwatch.notify;

import java.util.Locale;
import java.util.Set;

/** A part of a message that a user may write a template for. */
public enum Part {
    SUBJECT,
    TEXT,
    HTML,
    BODY;

    /** What services show that people read. */
    static final Set<Part> READ = Set.of(SUBJECT, TEXT);

    /** As in a config. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}

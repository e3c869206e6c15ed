package io.github.vastwatch.alert;

import java.util.Locale;

/** What has happened to an offer, seen from what was told of it. */
public enum Event {
    NEW,
    BETTER,
    WORSE,
    GONE,
    BACK,
    REMINDER;

    /** As in a config and in a webhook's body. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}

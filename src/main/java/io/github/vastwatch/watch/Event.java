package io.github.vastwatch.watch;

import io.github.vastwatch.offer.InvalidInput;
import java.util.List;
import java.util.Locale;

/** What happened to an offer, compared with what was last sent. */
public enum Event {
    NEW,
    BETTER,
    WORSE,
    GONE,
    BACK,
    REMINDER;

    /** The events that a watch can select; reminders have a setting of their own. */
    public static final List<Event> CHOICE = List.of(NEW, BETTER, WORSE, GONE, BACK);

    /** Parses the name in a config. */
    public static Event parse(String text) {
        List<String> names = CHOICE.stream().map(Event::wire).toList();
        return CHOICE.stream()
                .filter(event -> event.wire().equals(text))
                .findFirst()
                .orElseThrow(() -> InvalidInput.unknown(
                        "unknown event '" + text + "'", text, names, "there are " + String.join(", ", names)));
    }

    /** Whether the offer no longer matches. */
    public boolean isLeaving() {
        return this == WORSE || this == GONE;
    }

    /** The name in a config and in a webhook's body. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}

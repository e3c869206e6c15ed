package io.github.vastwatch.watch;

import io.github.vastwatch.offer.InvalidInput;
import java.util.List;
import java.util.Locale;

/** What has happened to an offer, seen from what was told of it. */
public enum Event {
    NEW,
    BETTER,
    WORSE,
    GONE,
    BACK,
    REMINDER;

    /** What a watch may ask to be told; reminders have a setting of their own. */
    public static final List<Event> CHOICE = List.of(NEW, BETTER, WORSE, GONE, BACK);

    /** Reads what a config says. */
    public static Event parse(String text) {
        List<String> names = CHOICE.stream().map(Event::wire).toList();
        return CHOICE.stream()
                .filter(event -> event.wire().equals(text))
                .findFirst()
                .orElseThrow(() -> InvalidInput.unknown(
                        "unknown event '" + text + "'", text, names, "there are " + String.join(", ", names)));
    }

    /** Whether it tells that an offer does not match any more. */
    public boolean isLeaving() {
        return this == WORSE || this == GONE;
    }

    /** As in a config and in a webhook's body. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}

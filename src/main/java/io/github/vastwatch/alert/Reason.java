package io.github.vastwatch.alert;

import java.util.Optional;

/** Why an offer is told, or why it is not; the same words in messages, in logs and in metrics. */
public enum Reason {
    FIRST_SEEN("first seen", Event.NEW),
    RETURNED("returned after it was gone for over an hour", Event.NEW),
    ALREADY_TOLD("already told"),
    BACK_SOON("back before it was gone for an hour"),
    NOT_SEEN("not in this answer");

    private final String words;
    private final Optional<Event> event;

    Reason(String words) {
        this.words = words;
        this.event = Optional.empty();
    }

    Reason(String words, Event event) {
        this.words = words;
        this.event = Optional.of(event);
    }

    public String words() {
        return words;
    }

    /** Whether it is a reason to tell. */
    public boolean isTold() {
        return event.isPresent();
    }

    /** What it tells; empty where it is a reason not to tell. */
    public Optional<Event> event() {
        return event;
    }

    @Override
    public String toString() {
        return words;
    }
}

package io.github.vastwatch.web;

import io.github.vastwatch.store.OutboxEntry;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A delivery in a list. */
record DeliveryRow(OutboxEntry entry, StateMark mark, Age created, Age next, Age done) {
    /** The states that a list can be limited to. */
    static final List<String> STATES = List.of("pending", "dead", "delivered", "dropped", "superseded");

    /** A state: a shape, a word and a colour, as of a watch. */
    record StateMark(String word, String shape, String meaning) {
        static StateMark of(OutboxEntry entry) {
            return entry.isBeingSent()
                    ? new StateMark("sending", "◐", "it is being sent")
                    : switch (entry.state()) {
                        case "pending" -> new StateMark("pending", "◌", "it waits for its next attempt");
                        case "delivered" -> new StateMark("delivered", "●", "the receiver took it");
                        case "dead" -> new StateMark("dead", "▲", "it did not arrive, and is not sent again by itself");
                        case "dropped" -> new StateMark("dropped", "○", "a person gave it up");
                        default ->
                            new StateMark("superseded", "◇", "it was late: its offers were gone, or another was sent");
                    };
        }
    }

    static DeliveryRow of(OutboxEntry entry, Instant now) {
        return new DeliveryRow(
                entry,
                StateMark.of(entry),
                Age.of(Optional.of(entry.createdAt()), Optional.empty(), now),
                Age.of(entry.nextAttempt(), Optional.empty(), now),
                Age.of(entry.doneAt(), Optional.empty(), now));
    }

    /** What it is about. */
    public String about() {
        return entry.alertKind().wire();
    }

    public boolean canBeRetried() {
        return !entry.isBeingSent()
                && !entry.state().equals("delivered")
                && !entry.state().equals("superseded");
    }

    public boolean canBeDropped() {
        return entry.state().equals("pending") || entry.state().equals("dead");
    }
}

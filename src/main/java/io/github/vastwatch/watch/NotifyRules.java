package io.github.vastwatch.watch;

import io.github.vastwatch.offer.InvalidInput;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Which matches are news, and how they are presented.
 *
 * @param confirm consecutive answers that must show a match before it is sent
 * @param remind the time after which a match is sent again, if any
 * @param alertsOnStart whether the matches of a new watch's first answer are sent
 * @param top the most offers in a message for people
 * @param urgent the threshold from which a message is urgent
 */
public record NotifyRules(
        Grouping grouping,
        Set<Event> events,
        int confirm,
        BetterBy betterBy,
        Rearm rearm,
        Optional<Duration> remind,
        boolean alertsOnStart,
        int top,
        Optional<Threshold> urgent) {
    public static final Set<Event> EVENTS = Set.of(Event.NEW, Event.BETTER);

    /** More offers are a list, not a message. */
    public static final int TOP = 5;

    /** Rules without {@code urgent}. */
    public NotifyRules(
            Grouping grouping,
            Set<Event> events,
            int confirm,
            BetterBy betterBy,
            Rearm rearm,
            Optional<Duration> remind,
            boolean alertsOnStart,
            int top) {
        this(grouping, events, confirm, betterBy, rearm, remind, alertsOnStart, top, Optional.empty());
    }

    public NotifyRules {
        if (confirm < 1) {
            throw new InvalidInput("confirm takes at least 1 answer: " + confirm);
        }
        if (top < 1) {
            throw new InvalidInput("top must be at least 1: " + top);
        }
        events = events.isEmpty() ? Set.of() : Set.copyOf(EnumSet.copyOf(events));
    }
}

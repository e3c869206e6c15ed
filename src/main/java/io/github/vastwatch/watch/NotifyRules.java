package io.github.vastwatch.watch;

import io.github.vastwatch.offer.InvalidInput;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Which matches are news.
 *
 * @param confirm answers in a row that must show a match before it is told
 * @param remind after how long what still matches is told again, if ever
 * @param tellsFirst whether what a new watch's first answer shows is told
 * @param top at most so many offers in a message that people read
 * @param urgent what is so good that a message of it is urgent
 */
public record NotifyRules(
        Grouping grouping,
        Set<Event> events,
        int confirm,
        BetterBy betterBy,
        Rearm rearm,
        Optional<Duration> remind,
        boolean tellsFirst,
        int top,
        Optional<Threshold> urgent) {
    public static final Set<Event> EVENTS = Set.of(Event.NEW, Event.BETTER);

    /** More than so many are a list, not a message. */
    public static final int TOP = 5;

    /** One that says nothing of what is urgent. */
    public NotifyRules(
            Grouping grouping,
            Set<Event> events,
            int confirm,
            BetterBy betterBy,
            Rearm rearm,
            Optional<Duration> remind,
            boolean tellsFirst,
            int top) {
        this(grouping, events, confirm, betterBy, rearm, remind, tellsFirst, top, Optional.empty());
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

package io.github.vastwatch.watch;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * When a watch that sees too little is an incident, and which channels report it.
 *
 * @param channels their names; empty stands for the watch's own
 * @param after how long the complete market may be invisible; empty for the longer of 15 minutes and three intervals
 */
public record IncidentRule(List<String> channels, Optional<Duration> after) {
    public static final IncidentRule USUAL = new IncidentRule(List.of(), Optional.empty());

    /** A shorter time would make every restart of a server an incident. */
    private static final Duration LEAST = Duration.ofMinutes(15);
    /** One answer may be truncated, and the next may fail. */
    private static final int INTERVALS = 3;

    public IncidentRule {
        channels = List.copyOf(channels);
    }

    /** How long a watch with this interval may see too little. */
    Duration delay(Optional<Duration> interval) {
        Duration intervals = interval.orElse(Duration.ZERO).multipliedBy(INTERVALS);
        return after.orElse(intervals.compareTo(LEAST) > 0 ? intervals : LEAST);
    }
}

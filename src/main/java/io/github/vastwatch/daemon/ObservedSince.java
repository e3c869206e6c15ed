package io.github.vastwatch.daemon;

import java.time.Duration;
import java.time.Instant;

/**
 * From when on absences count. Before the start nobody looked, and neither while the process was stopped, the machine
 * slept, or the clock jumped, which a gap between looks that come every few seconds shows.
 */
final class ObservedSince {
    private static final Duration GAP = Duration.ofSeconds(30);

    private Instant since;
    private Instant last;

    ObservedSince(Instant start) {
        this.since = start;
        this.last = start;
    }

    Instant since(Instant now) {
        if (Duration.between(last, now).abs().compareTo(GAP) > 0) {
            since = now;
        }
        last = now;
        return since;
    }
}

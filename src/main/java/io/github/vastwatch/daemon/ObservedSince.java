package io.github.vastwatch.daemon;

import java.time.Duration;
import java.time.Instant;

/**
 * When continuous observation began. Nothing was observed before the start, nor while the process was stopped, the machine
 * slept, or the clock jumped, which shows as a gap between checks that run every few seconds.
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

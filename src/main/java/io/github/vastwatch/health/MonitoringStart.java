package io.github.vastwatch.health;

import java.time.Duration;
import java.time.Instant;

/**
 * From when on absences count. Before the start nothing was checked, nor while the process was stopped, the machine
 * slept, or the clock jumped, which shows as a gap between checks that run every few seconds.
 */
public final class MonitoringStart {
    private static final Duration GAP = Duration.ofSeconds(30);

    private Instant since;
    private Instant last;

    public MonitoringStart(Instant start) {
        this.since = start;
        this.last = start;
    }

    public synchronized Instant since(Instant now) {
        if (Duration.between(last, now).abs().compareTo(GAP) > 0) {
            since = now;
        }
        last = now;
        return since;
    }
}

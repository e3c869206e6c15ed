package io.github.vastwatch.watch;

import java.util.List;

/**
 * The schedule and channels of the activity report.
 *
 * @param channels where to send it; empty for every channel that a watch uses
 */
public record ActivityReport(Digest at, List<String> channels) {
    public ActivityReport {
        channels = List.copyOf(channels);
    }
}

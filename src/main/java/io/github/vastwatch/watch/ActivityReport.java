package io.github.vastwatch.watch;

import java.util.List;

/**
 * When the daemon says that it is alive, though nothing else is to be told.
 *
 * @param channels whom to tell; empty is whomever the watches tell
 */
public record ActivityReport(Digest at, List<String> channels) {
    public ActivityReport {
        channels = List.copyOf(channels);
    }
}

package io.github.vastwatch.alert;

import io.github.vastwatch.watch.Rent;
import io.github.vastwatch.watch.Threshold;
import java.time.Instant;
import java.util.List;

/**
 * What one poll of one watch has to tell, best offer first.
 *
 * @param id the same for every channel and every retry
 * @param diskGb the disk that the prices include, in GB
 */
public record Alert(
        String id, String watch, Instant at, Threshold threshold, int diskGb, Rent rent, List<Match> matches) {
    public Alert {
        matches = List.copyOf(matches);
        if (matches.isEmpty()) {
            throw new IllegalArgumentException("an alert without an offer tells nothing");
        }
    }

    public Match best() {
        return matches.get(0);
    }
}

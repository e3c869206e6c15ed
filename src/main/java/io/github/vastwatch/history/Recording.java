package io.github.vastwatch.history;

import io.github.vastwatch.offer.OfferKey;
import java.time.Instant;
import java.util.List;

/**
 * What one answer adds to the record.
 *
 * @param opened runs that begin
 * @param ended runs that end, with the keys of their offers
 * @param missing offers that the answer lacked although it would have shown them, and that are not gone yet
 */
public record Recording(Observation observation, List<Run> opened, List<Ended> ended, List<OfferKey> missing) {
    /** The end of a run of an offer. */
    public record Ended(OfferKey key, Instant from, Instant to, Run.End end) {}

    /** Whether nothing changed but the time of the last answer. */
    public boolean isQuiet() {
        return opened.isEmpty() && ended.isEmpty();
    }
}

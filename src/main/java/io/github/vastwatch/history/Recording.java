package io.github.vastwatch.history;

import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.OfferKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What one answer adds to the record.
 *
 * @param shown the row that stands for each offer
 * @param opened runs that begin
 * @param ended runs that end, with the keys of their offers
 * @param missing offers that the answer lacked although it would have shown them, and that are not gone yet
 */
public record Recording(
        Observation observation,
        Map<OfferKey, Offer> shown,
        List<Run> opened,
        List<Ended> ended,
        List<OfferKey> missing) {
    /** The end of a run of an offer. */
    public record Ended(OfferKey key, Instant from, Instant to, Run.End end) {}

    /** Whether nothing changed but the time of the last answer. */
    public boolean isQuiet() {
        return opened.isEmpty() && ended.isEmpty();
    }
}

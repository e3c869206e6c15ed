package io.github.vastwatch.vast;

import io.github.vastwatch.offer.Offer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What came of one search. */
public sealed interface SearchResult {

    /**
     * An answer.
     *
     * @param whole whether it holds all there is, so that what it lacks is absent
     * @param dropped rows that could not be read
     */
    record Found(List<Offer> offers, boolean whole, int dropped) implements SearchResult {
        public Found {
            offers = List.copyOf(offers);
        }
    }

    /**
     * Too many requests.
     *
     * @param after how long the server asked to wait, if it did
     */
    record Throttled(String reason, Optional<Duration> after) implements SearchResult {}

    /** No answer, or one that cannot be used. */
    record Failed(String reason) implements SearchResult {}
}

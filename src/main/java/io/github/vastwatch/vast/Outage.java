package io.github.vastwatch.vast;

import io.github.vastwatch.vast.SearchResult.Cause;
import java.time.Instant;
import java.util.Optional;

/**
 * A period in which every search fails.
 *
 * @param since when the first search failed
 * @param last the result of the last failed search
 * @param next the time of the next permitted search
 * @param ended when a search succeeded again; empty while the outage lasts
 */
public record Outage(Instant since, SearchResult last, Instant next, Optional<Instant> ended) {
    public boolean isOver() {
        return ended.isPresent();
    }

    public boolean isThrottled() {
        return last instanceof SearchResult.Throttled;
    }

    public boolean isKeyRefused() {
        return last instanceof SearchResult.Failed failed && failed.cause() == Cause.KEY_REFUSED;
    }
}

package io.github.vastwatch.vast;

import io.github.vastwatch.vast.SearchResult.Cause;
import java.time.Instant;
import java.util.Optional;

/**
 * A period without an answered search.
 *
 * @param since when the first one failed
 * @param last the last result
 * @param next when the next question may be asked
 * @param ended when a search was answered again; empty while it lasts
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

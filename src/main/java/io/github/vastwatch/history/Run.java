package io.github.vastwatch.history;

import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.OfferKey;
import java.time.Instant;
import java.util.Optional;

/**
 * The time during which one offer did not change, as far as answers showed it. Whether it was looked at during all of that
 * time, {@link Visibility} says.
 *
 * @param from when an answer first showed it so
 * @param to when the first answer did not show it so any more; empty while it is there
 * @param end why it ended; empty while it is there
 * @param diskGb the disk that its price includes, in GB
 * @param offer what is recorded of its row, see {@link Facts}
 */
public record Run(OfferKey key, Instant from, Optional<Instant> to, Optional<End> end, int diskGb, Offer offer) {
    /** Why a run ended. */
    public enum End {
        /** Its price or another fact changed; the next run of the offer begins at the same time. */
        CHANGED,
        /** Complete answers lacked it that would have shown it at any price. */
        GONE,
        /** Complete answers lacked it that would have shown it as it was: it left, or became dearer than they asked for. */
        GONE_OR_CHANGED,
        /** It was not looked for when it ended, so that it may have ended earlier. */
        UNSEEN
    }

    /** Whether it is going on at a time. */
    public boolean contains(Instant at) {
        return !from.isAfter(at) && to.map(at::isBefore).orElse(true);
    }

    /** This, ended. */
    Run ended(Instant at, End why) {
        return new Run(key, from, Optional.of(at), Optional.of(why), diskGb, offer);
    }
}

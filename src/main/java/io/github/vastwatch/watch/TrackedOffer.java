package io.github.vastwatch.watch;

import io.github.vastwatch.offer.OfferKey;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What is known about one offer that matched a watch.
 *
 * @param offerId the id it had when it was last seen
 * @param value its metric when it was last seen
 * @param missed consecutive complete answers that lacked it
 * @param goneAt when it was first considered gone
 */
public record TrackedOffer(
        OfferKey key,
        long offerId,
        BigDecimal value,
        Instant firstSeen,
        Instant lastSeen,
        int missed,
        Optional<Instant> goneAt,
        Lifecycle lifecycle) {

    /** An offer that was just seen. */
    public TrackedOffer(
            OfferKey key,
            long offerId,
            BigDecimal value,
            Instant firstSeen,
            Instant lastSeen,
            int missed,
            Optional<Instant> goneAt) {
        this(key, offerId, value, firstSeen, lastSeen, missed, goneAt, Lifecycle.FIRST);
    }

    public boolean isGone() {
        return goneAt.isPresent();
    }

    /** This, after one more complete answer without it. */
    TrackedOffer missedAt(Instant now, int answers, Duration time) {
        int times = missed + 1;
        boolean gone = times >= answers && !lastSeen.plus(time).isAfter(now);
        return new TrackedOffer(
                key,
                offerId,
                value,
                firstSeen,
                lastSeen,
                times,
                gone ? Optional.of(now) : Optional.empty(),
                lifecycle.notShown(lifecycle.revision()));
    }

    /** This, seen again. */
    TrackedOffer seenAgain(long id, BigDecimal current, Instant now, Lifecycle after) {
        return new TrackedOffer(key, id, current, firstSeen, now, 0, Optional.empty(), after);
    }

    /** This, shown as it is by some more answers, the last one at {@code at}. */
    public TrackedOffer seenUnchanged(Instant at, int answers) {
        return new TrackedOffer(key, offerId, value, firstSeen, at, missed, goneAt, lifecycle.shownUnchanged(answers));
    }

    public TrackedOffer with(Lifecycle other) {
        return new TrackedOffer(key, offerId, value, firstSeen, lastSeen, missed, goneAt, other);
    }

    /** This under another identity, when a watch changes what it counts as one match. */
    public TrackedOffer as(OfferKey other) {
        return new TrackedOffer(other, offerId, value, firstSeen, lastSeen, missed, goneAt, lifecycle);
    }

    /** This with times in the future replaced by {@code now}, after the clock was set back. */
    public TrackedOffer notAfter(Instant now) {
        return firstSeen.isAfter(now) || lastSeen.isAfter(now)
                ? new TrackedOffer(
                        key, offerId, value, earlier(firstSeen, now), earlier(lastSeen, now), missed, goneAt, lifecycle)
                : this;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}

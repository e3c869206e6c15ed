package io.github.vastwatch.watch;

import io.github.vastwatch.offer.OfferKey;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What is remembered of one offer that matched a watch.
 *
 * @param offerId the number it had when it was last seen
 * @param value its metric when it was last seen
 * @param missed whole answers in a row that lacked it
 * @param goneAt since when it counts as gone
 */
public record Known(
        OfferKey key,
        long offerId,
        BigDecimal value,
        Instant firstSeen,
        Instant lastSeen,
        int missed,
        Optional<Instant> goneAt,
        Life life) {

    /** One that has just been there. */
    public Known(
            OfferKey key,
            long offerId,
            BigDecimal value,
            Instant firstSeen,
            Instant lastSeen,
            int missed,
            Optional<Instant> goneAt) {
        this(key, offerId, value, firstSeen, lastSeen, missed, goneAt, Life.FIRST);
    }

    public boolean isGone() {
        return goneAt.isPresent();
    }

    /** This, after one more whole answer without it. */
    Known missedAt(Instant now, int answers, Duration time) {
        int times = missed + 1;
        boolean gone = times >= answers && !lastSeen.plus(time).isAfter(now);
        return new Known(
                key,
                offerId,
                value,
                firstSeen,
                lastSeen,
                times,
                gone ? Optional.of(now) : Optional.empty(),
                life.unshown(life.edition()));
    }

    /** This, seen again. */
    Known seenAgain(long id, BigDecimal current, Instant now, Life after) {
        return new Known(key, id, current, firstSeen, now, 0, Optional.empty(), after);
    }

    public Known with(Life other) {
        return new Known(key, offerId, value, firstSeen, lastSeen, missed, goneAt, other);
    }

    /** The same of another identity, when a watch changes what it counts as one find. */
    public Known as(OfferKey other) {
        return new Known(other, offerId, value, firstSeen, lastSeen, missed, goneAt, life);
    }

    /** This as if the clock had never been ahead of {@code now}: what lies in the future is taken for just now. */
    public Known notAfter(Instant now) {
        return firstSeen.isAfter(now) || lastSeen.isAfter(now)
                ? new Known(key, offerId, value, earlier(firstSeen, now), earlier(lastSeen, now), missed, goneAt, life)
                : this;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}

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
        Optional<Instant> goneAt) {
    /** A quarter of the rows differ between two equal questions, so one absence, or two, says nothing. */
    static final int GONE_AFTER_ANSWERS = 3;

    /** With polls each second three answers are no evidence either. */
    static final Duration GONE_AFTER = Duration.ofMinutes(10);

    public boolean isGone() {
        return goneAt.isPresent();
    }

    /** This, after one more whole answer without it. */
    Known missedAt(Instant now) {
        int times = missed + 1;
        boolean gone = times >= GONE_AFTER_ANSWERS && !lastSeen.plus(GONE_AFTER).isAfter(now);
        return new Known(key, offerId, value, firstSeen, lastSeen, times, gone ? Optional.of(now) : Optional.empty());
    }

    /** This, seen again. */
    Known seenAgain(long id, BigDecimal current, Instant now) {
        return new Known(key, id, current, firstSeen, now, 0, Optional.empty());
    }
}

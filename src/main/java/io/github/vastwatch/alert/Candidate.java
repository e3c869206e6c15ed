package io.github.vastwatch.alert;

import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.OfferKey;
import java.math.BigDecimal;
import java.util.Optional;

/**
 * Something that may be told of one find.
 *
 * @param previous its metric when it was last told, if it was
 */
record Candidate(Reason reason, OfferKey key, Offer offer, BigDecimal value, Optional<BigDecimal> previous) {
    boolean isLeaving() {
        return reason.event().map(event -> event.isLeaving()).orElse(false);
    }
}

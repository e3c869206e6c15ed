package io.github.vastwatch.alert;

import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.OfferKey;
import java.math.BigDecimal;
import java.util.Optional;

/**
 * One offer in an alert, and why it is in it.
 *
 * @param previous its metric when it was last told, if it was
 */
public record Match(Reason reason, OfferKey key, Offer offer, BigDecimal value, Optional<BigDecimal> previous) {}

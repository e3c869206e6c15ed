package io.github.vastwatch.alert;

import io.github.vastwatch.offer.OfferKey;
import java.math.BigDecimal;
import java.time.Instant;

/**
 * What was last told of one offer for one watch. Told means committed to the outbox; what becomes of the delivery does
 * not change it.
 *
 * @param value its metric when it was told
 */
public record Told(OfferKey key, BigDecimal value, Instant at, String alertId) {}

package io.github.vastwatch.alert;

import io.github.vastwatch.offer.OfferKey;
import java.math.BigDecimal;
import java.util.Optional;

/**
 * What was decided of one find, and why.
 *
 * @param reason why it is told, or not; where a gate held it, the gate
 * @param intended what would have been told, had no gate held it
 */
public record OfferDecision(OfferKey key, BigDecimal value, Reason reason, Optional<Reason> intended) {}

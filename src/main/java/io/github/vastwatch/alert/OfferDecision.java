package io.github.vastwatch.alert;

import io.github.vastwatch.offer.OfferKey;
import java.math.BigDecimal;
import java.util.Optional;

/**
 * What was decided about one match, and why.
 *
 * @param reason why it is sent, or not; the gate where one suppressed it
 * @param intended the reason for which it would be sent but for a gate
 */
public record OfferDecision(OfferKey key, BigDecimal value, Reason reason, Optional<Reason> intended) {}

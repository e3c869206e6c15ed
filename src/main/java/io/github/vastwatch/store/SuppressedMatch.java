package io.github.vastwatch.store;

import io.github.vastwatch.alert.Reason;
import io.github.vastwatch.offer.OfferKey;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;

/**
 * A match that was not sent, and the gate that suppressed it.
 *
 * @param reason why it would have been sent
 * @param value its metric in the last answer in which it was suppressed
 * @param polls how many answers it was suppressed in
 */
public record SuppressedMatch(
        String watch,
        OfferKey key,
        Reason gate,
        Optional<Reason> reason,
        BigDecimal value,
        Instant firstAt,
        Instant lastAt,
        int polls) {}

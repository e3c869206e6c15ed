package io.github.vastwatch.alert;

import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.OfferKey;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/**
 * One offer in an alert, and why it is in it.
 *
 * @param key the offer's own key, also where it stands for its machine
 * @param previous its metric when it was last told, if it was
 * @param sizes where it stands for its machine, the numbers of GPUs in which that can be had; else empty
 */
public record Match(
        Reason reason,
        OfferKey key,
        Offer offer,
        BigDecimal value,
        Optional<BigDecimal> previous,
        List<Integer> sizes) {
    public Match {
        sizes = List.copyOf(sizes);
    }

    public Match(Reason reason, OfferKey key, Offer offer, BigDecimal value, Optional<BigDecimal> previous) {
        this(reason, key, offer, value, previous, List.of());
    }
}

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
 * @param previous its metric when it was last sent, if it was
 * @param sizes where it stands for its machine, the numbers of GPUs in which that can be had; else empty
 * @param update what has become of it by the time a late alert is sent; empty while it is as it was decided
 */
public record Match(
        Reason reason,
        OfferKey key,
        Offer offer,
        BigDecimal value,
        Optional<BigDecimal> previous,
        List<Integer> sizes,
        Optional<OfferUpdate> update) {
    public Match {
        sizes = List.copyOf(sizes);
    }

    public Match(Reason reason, OfferKey key, Offer offer, BigDecimal value, Optional<BigDecimal> previous) {
        this(reason, key, offer, value, previous, List.of());
    }

    public Match(
            Reason reason,
            OfferKey key,
            Offer offer,
            BigDecimal value,
            Optional<BigDecimal> previous,
            List<Integer> sizes) {
        this(reason, key, offer, value, previous, sizes, Optional.empty());
    }

    Match withUpdate(Optional<OfferUpdate> later) {
        return new Match(reason, key, offer, value, previous, sizes, later);
    }

    /** Its metric as far as is known now; where it is gone, as it was decided. */
    public BigDecimal current() {
        return update.flatMap(OfferUpdate::value).orElse(value);
    }

    /** Whether it may still be there to rent. */
    public boolean isToRent() {
        return !isGone() && reason != Reason.LEFT;
    }

    /** Whether it no longer matches. */
    public boolean isGone() {
        return update.map(OfferUpdate::isGone).orElse(false);
    }
}

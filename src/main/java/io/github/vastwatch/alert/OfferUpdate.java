package io.github.vastwatch.alert;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;

/**
 * What has become of a match since its alert was decided.
 *
 * @param value its metric now; empty when it no longer matches
 * @param seenAt when it was last seen matching
 */
public record OfferUpdate(Optional<BigDecimal> value, Instant seenAt) {
    public boolean isGone() {
        return value.isEmpty();
    }
}

package io.github.vastwatch.alert;

import io.github.vastwatch.offer.OfferKey;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;

/**
 * What a channel's next digest will say of the time since the last.
 *
 * @param best the best match in that time
 */
public record DigestSummary(Instant since, Optional<Best> best) {
    /** A match, and when it was there. */
    public record Best(OfferKey key, BigDecimal value, Instant at) {}

    DigestSummary notAfter(Instant now) {
        return since.isAfter(now) ? new DigestSummary(now, best) : this;
    }
}

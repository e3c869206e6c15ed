package io.github.vastwatch.alert;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;

/**
 * An alert of the last hour.
 *
 * @param best the best value that it told, if it told offers
 * @param isNews whether it told an offer that was new, and not told in the hour before
 */
public record SentAlert(Instant at, Optional<BigDecimal> best, boolean isNews) {
    SentAlert notAfter(Instant now) {
        return at.isAfter(now) ? new SentAlert(now, best, isNews) : this;
    }

    /** Without its value: one of other terms is nothing to compare with. */
    SentAlert valueless() {
        return new SentAlert(at, Optional.empty(), isNews);
    }
}

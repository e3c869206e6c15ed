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
public record Sent(Instant at, Optional<BigDecimal> best, boolean isNews) {
    Sent notAfter(Instant now) {
        return at.isAfter(now) ? new Sent(now, best, isNews) : this;
    }

    /** Without its value: one of other terms is nothing to compare with. */
    Sent valueless() {
        return new Sent(at, Optional.empty(), isNews);
    }
}

package io.github.vastwatch.alert;

import java.time.Instant;
import java.util.Optional;

/**
 * One attempt of a delivery, and how it ended.
 *
 * @param next when the delivery is due again; empty when it has ended
 */
public record Attempt(Delivery delivery, Outcome outcome, Instant at, Optional<Instant> next) {
    public boolean isDelivered() {
        return outcome instanceof Outcome.Delivered;
    }
}

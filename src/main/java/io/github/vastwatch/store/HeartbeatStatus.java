package io.github.vastwatch.store;

import java.time.Instant;
import java.util.Optional;

/**
 * How the calls of the heartbeat went.
 *
 * @param target the service, without the secrets of its address
 * @param acceptedAt when it last accepted a call
 * @param failingSince since when it accepts none, or none is made; empty while all is well
 * @param isSuspended whether none is made because something else is wrong
 * @param reason why it accepts none, or none is made
 */
public record HeartbeatStatus(
        String target,
        Optional<Instant> acceptedAt,
        Optional<Instant> failingSince,
        boolean isSuspended,
        String reason) {

    /** One that was not called yet; what is known of the same target stays. */
    public static HeartbeatStatus expected(String target) {
        return new HeartbeatStatus(target, Optional.empty(), Optional.empty(), false, "");
    }

    public static HeartbeatStatus accepted(String target, Instant at) {
        return new HeartbeatStatus(target, Optional.of(at), Optional.empty(), false, "");
    }

    public static HeartbeatStatus failing(String target, Instant at, String reason) {
        return new HeartbeatStatus(target, Optional.empty(), Optional.of(at), false, reason);
    }

    public static HeartbeatStatus suspended(String target, Instant at, String reason) {
        return new HeartbeatStatus(target, Optional.empty(), Optional.of(at), true, reason);
    }

    boolean isExpected() {
        return acceptedAt.isEmpty() && failingSince.isEmpty();
    }
}

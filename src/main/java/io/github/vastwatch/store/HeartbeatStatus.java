package io.github.vastwatch.store;

import java.time.Instant;
import java.util.Optional;

/**
 * How the calls of the heartbeat fare.
 *
 * @param target the service, without what is secret of its address
 * @param takenAt when it last took a call
 * @param wrongSince since when it takes none, or none is made; empty while all is well
 * @param isHeld whether none is made, as something else is wrong
 * @param reason why it takes none, or none is made
 */
public record HeartbeatStatus(
        String target, Optional<Instant> takenAt, Optional<Instant> wrongSince, boolean isHeld, String reason) {

    /** One that was not called yet; what is known of the same target stays. */
    public static HeartbeatStatus expected(String target) {
        return new HeartbeatStatus(target, Optional.empty(), Optional.empty(), false, "");
    }

    public static HeartbeatStatus taken(String target, Instant at) {
        return new HeartbeatStatus(target, Optional.of(at), Optional.empty(), false, "");
    }

    public static HeartbeatStatus failing(String target, Instant at, String reason) {
        return new HeartbeatStatus(target, Optional.empty(), Optional.of(at), false, reason);
    }

    public static HeartbeatStatus held(String target, Instant at, String reason) {
        return new HeartbeatStatus(target, Optional.empty(), Optional.of(at), true, reason);
    }
}

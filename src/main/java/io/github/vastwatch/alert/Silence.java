package io.github.vastwatch.alert;

import java.time.Instant;
import java.util.Optional;

/**
 * A time in which a watch sends nothing, or nothing about one machine.
 *
 * @param machine empty silences the whole watch
 * @param until when it ends
 */
public record Silence(long id, String watch, Optional<Long> machine, Instant from, Instant until, String comment) {

    /** Whether it holds for a machine at {@code now}. */
    public boolean covers(long machineId, Instant now) {
        return isActive(now) && machine.map(each -> each == machineId).orElse(true);
    }

    /** Whether it suppresses everything of the watch. */
    public boolean coversAll(Instant now) {
        return isActive(now) && machine.isEmpty();
    }

    public boolean isActive(Instant now) {
        return now.isBefore(until);
    }
}

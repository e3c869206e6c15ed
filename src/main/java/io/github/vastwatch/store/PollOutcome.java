package io.github.vastwatch.store;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * What one look at the market came to for one watch.
 *
 * @param reason why the market was not seen whole; empty where it was
 * @param matches how many offers match now; empty where there was no answer
 * @param next when the watch is due again, if ever
 */
public record PollOutcome(
        String watch, Instant at, Result result, String reason, Optional<Integer> matches, Optional<Instant> next) {

    /** How it ended: an answer that holds all, one that may lack rows, or none. */
    public enum Result {
        WHOLE,
        PART,
        THROTTLED,
        FAILED,
        KEY_REFUSED;

        /** As it is stored and shown. */
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Result of(String wire) {
            return valueOf(wire.toUpperCase(Locale.ROOT));
        }
    }
}

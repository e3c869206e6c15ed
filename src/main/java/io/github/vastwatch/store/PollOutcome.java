package io.github.vastwatch.store;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * How one poll went for one watch.
 *
 * @param reason why the whole market was not seen; empty where it was
 * @param matches how many offers match now; empty where there was no answer
 * @param next when the watch is due again, if ever
 */
public record PollOutcome(
        String watch, Instant at, Result result, String reason, Optional<Integer> matches, Optional<Instant> next) {

    /** How it ended: an answer that has all offers, one that may lack some, or none. */
    public enum Result {
        COMPLETE,
        TRUNCATED,
        THROTTLED,
        FAILED,
        KEY_REFUSED;

        /** As it is shown. */
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Whether it differs from another poll in nothing but times. */
    boolean isLike(PollOutcome other) {
        return result == other.result && reason.equals(other.reason) && matches.equals(other.matches);
    }

    /** Whether there was an answer. */
    public boolean isAnswered() {
        return result == Result.COMPLETE || result == Result.TRUNCATED;
    }
}

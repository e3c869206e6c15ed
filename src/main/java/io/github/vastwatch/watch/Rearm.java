package io.github.vastwatch.watch;

import java.time.Duration;
import java.util.Optional;

/**
 * How long an offer must have been gone to be new again when it returns.
 *
 * @param after empty is never
 */
public record Rearm(Optional<Duration> after) {
    public static final Rearm NEVER = new Rearm(Optional.empty());
    public static final Rearm ALWAYS = new Rearm(Optional.of(Duration.ZERO));

    /** An offer that was gone for less is the same match; one that was gone longer is news. */
    public static final Rearm USUAL = new Rearm(Optional.of(Duration.ofHours(1)));

    /** Interruptible offers come and go with the bids. */
    public static final Rearm BID = new Rearm(Optional.of(Duration.ofMinutes(15)));

    /** Whether an offer that was gone for this long is new. */
    public boolean isMet(Duration away) {
        return after.map(time -> away.compareTo(time) >= 0).orElse(false);
    }
}

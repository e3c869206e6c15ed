package io.github.vastwatch.watch;

import java.time.Duration;
import java.util.Optional;

/**
 * How long ago an offer must have been last seen to be new again when it returns after it was gone.
 *
 * @param after empty is never
 */
public record Rearm(Optional<Duration> after) {
    public static final Rearm NEVER = new Rearm(Optional.empty());
    public static final Rearm ALWAYS = new Rearm(Optional.of(Duration.ZERO));

    /** An offer that was last seen less than this ago is the same match; otherwise it is news. */
    public static final Rearm USUAL = new Rearm(Optional.of(Duration.ofHours(1)));

    /** Interruptible offers come and go with the bids. */
    public static final Rearm BID = new Rearm(Optional.of(Duration.ofMinutes(15)));

    /** Whether an offer that was last seen this long ago is new. */
    public boolean isMet(Duration away) {
        return after.map(time -> away.compareTo(time) >= 0).orElse(false);
    }
}

package io.github.vastwatch.alert;

import java.time.Duration;
import java.util.List;

/** The growing pauses between the attempts of a delivery. */
public final class Backoff {
    /** The schedule that Standard Webhooks suggests, a little denser at first: an offer lives for minutes. */
    private static final List<Duration> PAUSES = List.of(
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            Duration.ofMinutes(2),
            Duration.ofMinutes(5),
            Duration.ofMinutes(15));

    /** The longest pause; no attempt that is further away than this can be meant. */
    public static final Duration LONGEST = Duration.ofHours(1);

    private Backoff() {}

    /** The pause after so many failed attempts, at least 1. */
    public static Duration after(int attempts) {
        return attempts <= PAUSES.size() ? PAUSES.get(attempts - 1) : LONGEST;
    }
}

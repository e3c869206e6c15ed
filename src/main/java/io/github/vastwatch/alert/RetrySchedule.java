package io.github.vastwatch.alert;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** When a delivery is tried again: after pauses that grow, each a little shorter or longer than the schedule says. */
public final class RetrySchedule {
    /** The schedule that Standard Webhooks suggests, a little denser at first: an offer lives for minutes. */
    private static final List<Duration> PAUSES = List.of(
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            Duration.ofMinutes(2),
            Duration.ofMinutes(5),
            Duration.ofMinutes(15));

    /**
     * The longest pause, without its jitter. A next attempt more than twice this far ahead comes from a clock that was set
     * back.
     */
    public static final Duration LONGEST = Duration.ofHours(1);

    /** A redeploy can answer 404 for some minutes, hardly for two hours. */
    public static final int TRIES_WHEN_REFUSED = 3;

    /** So that what failed together does not come back together. */
    private static final double JITTER = 0.2;

    private final RandomGenerator random;

    public RetrySchedule(RandomGenerator random) {
        this.random = random;
    }

    /** When a delivery is due again after one more attempt; empty when it has ended. */
    public Optional<Instant> next(Delivery delivery, Outcome outcome, Instant now) {
        if (outcome instanceof Outcome.Deferred deferred) {
            Duration pause = after(delivery.attempts() + 1);
            // What the receiver asks for counts, within the longest pause.
            Duration asked = deferred.after()
                    .map(wait -> wait.compareTo(LONGEST) > 0 ? LONGEST : wait)
                    .orElse(Duration.ZERO);
            return Optional.of(now.plus(asked.compareTo(pause) > 0 ? asked : pause));
        }
        if (outcome instanceof Outcome.Refused && delivery.refusals() + 1 < TRIES_WHEN_REFUSED) {
            return Optional.of(now.plus(spread(LONGEST)));
        }
        return Optional.empty();
    }

    private Duration after(int attempts) {
        return spread(attempts <= PAUSES.size() ? PAUSES.get(attempts - 1) : LONGEST);
    }

    private Duration spread(Duration pause) {
        double factor = 1 - JITTER + 2 * JITTER * random.nextDouble();
        return Duration.ofMillis(Math.round(pause.toMillis() * factor));
    }
}

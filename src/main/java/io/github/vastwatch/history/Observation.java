package io.github.vastwatch.history;

import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.Question;
import io.github.vastwatch.watch.Watch;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * An answer to be recorded.
 *
 * @param watches names of those that were evaluated with it, sorted
 * @param complete whether it contains every row that the question asks for
 * @param holds how soon the next answer to the same question must follow for the time between them to count as seen
 * @param missing how often and how long an offer must be missing to be gone
 */
public record Observation(
        Question asked,
        List<String> watches,
        Instant at,
        boolean complete,
        Duration holds,
        Missing missing,
        Collection<Offer> offers) {
    /** Intervals between two answers after which the time between them counts as not seen. */
    private static final double MOST_INTERVALS = 2.5;

    /** At an interval of a second, a slow answer does not make a gap. */
    private static final Duration SHORTEST = Duration.ofSeconds(10);

    public Observation {
        asked = asked.withoutLimit();
        watches = List.copyOf(new TreeSet<>(watches));
    }

    /**
     * The number of complete answers without an offer, and the time since it was last seen, after which it is gone.
     *
     * @param answers at least 1
     */
    public record Missing(int answers, Duration time) {
        /** As soon as any of some watches takes an offer for gone. */
        static Missing of(Collection<Watch> watches, Instant now) {
            int answers = Integer.MAX_VALUE;
            Duration time = Duration.ofDays(1);
            for (Watch watch : watches) {
                Optional<Duration> interval = watch.interval(now);
                answers = Math.min(answers, watch.alerts().goneAfter().answers(interval));
                Duration own = watch.alerts().goneAfter().time();
                time = own.compareTo(time) < 0 ? own : time;
            }
            return new Missing(Math.max(1, answers), time);
        }
    }

    /**
     * An answer for some watches.
     *
     * @param interval how often the question is asked
     */
    public static Observation of(
            Question asked,
            Collection<Watch> watches,
            Instant at,
            boolean complete,
            Duration interval,
            Collection<Offer> offers) {
        Duration holds = Duration.ofMillis((long) (interval.toMillis() * MOST_INTERVALS));
        return new Observation(
                asked,
                watches.stream().map(Watch::name).toList(),
                at,
                complete,
                holds.compareTo(SHORTEST) < 0 ? SHORTEST : holds,
                Missing.of(watches, at),
                offers);
    }
}

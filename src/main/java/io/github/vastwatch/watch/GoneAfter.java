package io.github.vastwatch.watch;

import io.github.vastwatch.offer.InvalidInput;
import java.time.Duration;
import java.util.Optional;

/**
 * How often and how long an offer must be missing from complete answers before it is gone.
 *
 * @param answers consecutive answers; empty for a default that depends on the interval
 */
public record GoneAfter(Optional<Integer> answers, Duration time) {
    /** With a poll every second, three answers alone are no evidence. */
    public static final Duration TIME = Duration.ofMinutes(10);

    public static final GoneAfter USUAL = new GoneAfter(Optional.empty(), TIME);

    /** A quarter of the rows differ between two equal questions, so one or two absences are no evidence. */
    public static final int ANSWERS = 3;

    /** With long intervals, a third answer would come too late to matter. */
    private static final int RARE_ANSWERS = 2;

    private static final Duration RARE = Duration.ofMinutes(30);

    public GoneAfter {
        if (answers.isPresent() && answers.get() < 1) {
            throw new InvalidInput("gone_after takes at least 1 answer: " + answers.get());
        }
    }

    /** The number of complete answers needed at an interval. */
    public int answers(Optional<Duration> interval) {
        boolean rare = interval.map(each -> each.compareTo(RARE) > 0).orElse(false);
        return answers.orElse(rare ? RARE_ANSWERS : ANSWERS);
    }
}

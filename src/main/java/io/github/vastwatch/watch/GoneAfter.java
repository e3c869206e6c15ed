package io.github.vastwatch.watch;

import io.github.vastwatch.offer.InvalidInput;
import java.time.Duration;
import java.util.Optional;

/**
 * How often and how long an offer must be missing from whole answers before it counts as gone.
 *
 * @param answers in a row; empty is what the interval suggests
 */
public record GoneAfter(Optional<Integer> answers, Duration time) {
    /** With polls each second three answers are no evidence either. */
    public static final Duration TIME = Duration.ofMinutes(10);

    public static final GoneAfter USUAL = new GoneAfter(Optional.empty(), TIME);

    /** A quarter of the rows differ between two equal questions, so one absence, or two, says nothing. */
    private static final int ANSWERS = 3;

    /** Where an answer is rare, a third would come too late to matter. */
    private static final int RARE_ANSWERS = 2;

    private static final Duration RARE = Duration.ofMinutes(30);

    public GoneAfter {
        if (answers.isPresent() && answers.get() < 1) {
            throw new InvalidInput("gone_after takes at least 1 answer: " + answers.get());
        }
    }

    /** How many whole answers without it it takes where they come so often. */
    int answers(Optional<Duration> interval) {
        boolean rare = interval.map(each -> each.compareTo(RARE) > 0).orElse(false);
        return answers.orElse(rare ? RARE_ANSWERS : ANSWERS);
    }
}

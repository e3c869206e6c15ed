package io.github.vastwatch.plan;

import io.github.vastwatch.offer.Question;
import io.github.vastwatch.watch.Watch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A question as one watch has it, before questions are joined.
 *
 * @param number which of the watch's questions of this purpose it is, from 0
 * @param of how many the watch has of this purpose
 * @param question without the machines that it names or leaves out
 */
public record WatchQuestion(WatchNeed watchNeed, Purpose purpose, int number, int of, Question question) {

    /** Names a part from one plan to the next. */
    public record Id(String watch, Purpose purpose, int number) {}

    /** Every question that a watch has. */
    public static List<WatchQuestion> of(WatchNeed watchNeed, MarketView market) {
        List<WatchQuestion> parts = new ArrayList<>();
        add(parts, watchNeed, Purpose.PROBE, watchNeed.probes(market));
        add(parts, watchNeed, Purpose.SWEEP, watchNeed.sweeps(market));
        for (Purpose purpose : List.of(Purpose.CHECK, Purpose.RECHECK)) {
            if (!watchNeed.machines(purpose).isEmpty()) {
                add(parts, watchNeed, purpose, List.of(watchNeed.watch().question()));
            }
        }
        return parts;
    }

    private static void add(List<WatchQuestion> parts, WatchNeed watchNeed, Purpose purpose, List<Question> questions) {
        for (int i = 0; i < questions.size(); i++) {
            parts.add(new WatchQuestion(watchNeed, purpose, i, questions.size(), questions.get(i)));
        }
    }

    public Id id() {
        return new Id(watchNeed.watch().name(), purpose, number);
    }

    public Watch watch() {
        return watchNeed.watch();
    }

    /** The interval that the watch asks for, at which its schedule may come more often. */
    public Duration asked(Instant now) {
        return watchNeed.interval(purpose, now);
    }
}

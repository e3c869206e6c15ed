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
public record Part(Need need, Purpose purpose, int number, int of, Question question) {

    /** Names a part from one plan to the next. */
    public record Id(String watch, Purpose purpose, int number) {}

    /** Every question that a watch has. */
    public static List<Part> of(Need need, MarketView market) {
        List<Part> parts = new ArrayList<>();
        add(parts, need, Purpose.PROBE, need.probes(market));
        add(parts, need, Purpose.SWEEP, need.sweeps(market));
        for (Purpose purpose : List.of(Purpose.CHECK, Purpose.RECHECK)) {
            if (!need.machines(purpose).isEmpty()) {
                add(parts, need, purpose, List.of(need.watch().question()));
            }
        }
        return parts;
    }

    private static void add(List<Part> parts, Need need, Purpose purpose, List<Question> questions) {
        for (int i = 0; i < questions.size(); i++) {
            parts.add(new Part(need, purpose, i, questions.size(), questions.get(i)));
        }
    }

    public Id id() {
        return new Id(need.watch().name(), purpose, number);
    }

    public Watch watch() {
        return need.watch();
    }

    /** The interval that the watch asks for, at which its schedule may come more often. */
    public Duration asked(Instant now) {
        return need.interval(purpose, now);
    }
}

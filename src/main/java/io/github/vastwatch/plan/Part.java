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
    public static List<Part> of(Need need) {
        List<Part> parts = new ArrayList<>();
        List<Question> probes = need.probes();
        for (Question probe : probes) {
            parts.add(new Part(need, Purpose.PROBE, parts.size(), probes.size(), probe));
        }
        for (Purpose purpose : List.of(Purpose.CHECK, Purpose.RECHECK)) {
            if (!need.machines(purpose).isEmpty()) {
                parts.add(new Part(need, purpose, 0, 1, need.watch().question()));
            }
        }
        return parts;
    }

    public Id id() {
        return new Id(need.watch().name(), purpose, number);
    }

    public Watch watch() {
        return need.watch();
    }

    /** The interval that the watch asks for. */
    public Duration asked(Instant now) {
        return need.interval(now);
    }
}

package io.github.vastwatch.plan;

import io.github.vastwatch.offer.Question;
import io.github.vastwatch.watch.Watch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A question of one watch, before questions are joined.
 *
 * @param number its index among the watch's questions of this purpose, from 0
 * @param of the number of the watch's questions of this purpose
 * @param question without the machines that it asks for or excludes
 */
public record WatchQuestion(WatchNeed watchNeed, Purpose purpose, int number, int of, Question question) {

    /** Identifies a part across plans. */
    public record Id(String watch, Purpose purpose, int number) {}

    /** All questions of a watch. */
    public static List<WatchQuestion> of(WatchNeed watchNeed, MarketView market) {
        List<WatchQuestion> parts = new ArrayList<>();
        if (watchNeed.watch().moving().isPresent()) {
            add(parts, watchNeed, Purpose.SCAN, List.of(watchNeed.watch().question()));
        }
        if (watchNeed.watch().isWaiting()) {
            return parts;
        }
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

    /** The same question, for what its watch needs now. */
    public WatchQuestion with(WatchNeed now) {
        return new WatchQuestion(now, purpose, number, of, question);
    }

    /** Whether it asks for anything, if it may name the machines that it asks for. */
    public boolean isNeeded() {
        return purpose.isForNews() || !watchNeed.machines(purpose).isEmpty();
    }

    public Id id() {
        return new Id(watchNeed.watch().name(), purpose, number);
    }

    public Watch watch() {
        return watchNeed.watch();
    }

    /** The configured interval of this question; the watch's schedule may be shorter. */
    public Duration asked(Instant now) {
        return watchNeed.interval(purpose, now);
    }
}

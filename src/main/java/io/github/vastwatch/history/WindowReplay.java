package io.github.vastwatch.history;

import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.watch.MovingThreshold;
import io.github.vastwatch.watch.Threshold;
import io.github.vastwatch.watch.Watch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where a threshold that follows the market was, from the answers before each time. An offer counts until the first answer
 * that lacked it, also before it was gone.
 */
final class WindowReplay {
    /** What an answer lacks is in the record already. */
    private static final Observation.Missing ANY = new Observation.Missing(1, Duration.ZERO);

    private final MovingThreshold moving;
    private final PriceWindow window;
    private final List<RecordedPoll> polls;
    private final List<Run> begins;
    private final List<Run> ends;
    private final Map<OfferKey, Offer> rows = new LinkedHashMap<>();
    private int nextPoll;
    private int nextBegin;
    private int nextEnd;

    WindowReplay(Watch watch, MovingThreshold moving, Collection<RecordedPoll> polls, Collection<Run> runs) {
        this.moving = moving;
        this.window = new PriceWindow(watch, moving.window());
        this.polls =
                polls.stream().sorted(Comparator.comparing(RecordedPoll::at)).toList();
        this.begins = runs.stream().sorted(Comparator.comparing(Run::from)).toList();
        this.ends = runs.stream()
                .filter(run -> run.to().isPresent())
                .sorted(Comparator.comparing(run -> run.to().orElseThrow()))
                .toList();
        this.polls.stream()
                .findFirst()
                .ifPresent(first -> window.start(new PriceWindow.Answers(List.of()), first.at()));
    }

    /** The threshold at a time, by the answers before it; times must not go back. Empty while it is not known. */
    Optional<Threshold> at(Instant time) {
        while (nextPoll < polls.size() && polls.get(nextPoll).at().isBefore(time)) {
            add(polls.get(nextPoll++));
        }
        window.advance(time);
        return window.threshold(moving);
    }

    private void add(RecordedPoll poll) {
        List<Recording.Ended> ended = new ArrayList<>();
        while (nextEnd < ends.size() && !to(ends.get(nextEnd)).isAfter(poll.at())) {
            Run run = ends.get(nextEnd++);
            rows.remove(run.key());
            ended.add(new Recording.Ended(
                    run.key(), run.from(), to(run), run.end().orElseThrow()));
        }
        List<Run> opened = new ArrayList<>();
        while (nextBegin < begins.size() && !begins.get(nextBegin).from().isAfter(poll.at())) {
            Run run = begins.get(nextBegin++);
            if (run.contains(poll.at())) {
                rows.put(run.key(), run.offer());
                opened.add(run);
            }
        }
        Observation seen =
                new Observation(poll.asked(), List.of(), poll.at(), poll.complete(), poll.holds(), ANY, List.of());
        window.add(new Recording(seen, rows, opened, ended, List.of()));
    }

    private static Instant to(Run run) {
        return run.to().orElseThrow();
    }
}

package io.github.vastwatch.history;

import io.github.vastwatch.history.WatchHistory.Offered;
import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.watch.Threshold;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How long offers stayed within a threshold.
 *
 * @param stays by offer, each offer's in order
 */
public record Stays(Map<OfferKey, List<Stay>> stays) {
    /**
     * A time in which an offer was within the threshold all along.
     *
     * @param isSeenToEnd whether it was looked for when it ended; otherwise it ended earlier or lasts longer
     */
    public record Stay(Instant from, Instant to, boolean isSeenToEnd) {
        /** What was left of it at a time. */
        Lasted after(Instant at) {
            return new Lasted(Duration.between(at, to), isSeenToEnd);
        }
    }

    /** How long something lasted, at least or exactly. */
    public record Lasted(Duration time, boolean isSeenToEnd) {}

    /** Those of a watch's offers within a threshold of its metric. */
    public static Stays of(WatchHistory history, Threshold threshold) {
        Map<OfferKey, List<Stay>> stays = new HashMap<>();
        history.offered().stream()
                .filter(offered -> threshold.matches(offered.value()))
                .sorted(Comparator.comparing(Offered::from))
                .forEach(offered -> add(stays.computeIfAbsent(offered.key(), key -> new ArrayList<>()), offered));
        return new Stays(stays);
    }

    private static void add(List<Stay> stays, Offered next) {
        int last = stays.size() - 1;
        boolean isSeenToEnd = next.end().filter(end -> end != Run.End.UNSEEN).isPresent();
        if (last >= 0 && stays.get(last).to().equals(next.from())) {
            stays.set(last, new Stay(stays.get(last).from(), next.to(), isSeenToEnd));
        } else {
            stays.add(new Stay(next.from(), next.to(), isSeenToEnd));
        }
    }

    /** How long an offer stayed from a time on; empty if it was not there. */
    public Optional<Lasted> after(OfferKey key, Instant at) {
        return stays.getOrDefault(key, List.of()).stream()
                .filter(stay -> !stay.from().isAfter(at) && at.isBefore(stay.to()))
                .findFirst()
                .map(stay -> stay.after(at));
    }

    /** The nearest rank of those that were seen to their end; empty if none was. */
    public static Optional<Duration> median(List<Lasted> lasted) {
        return Lifetimes.median(lasted.stream()
                .filter(Lasted::isSeenToEnd)
                .map(Lasted::time)
                .sorted()
                .toList());
    }
}

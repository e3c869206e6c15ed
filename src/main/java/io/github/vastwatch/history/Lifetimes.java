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

/** How long offers stay within a threshold. Only those count that were seen to appear and to leave it. */
public final class Lifetimes {
    private Lifetimes() {}

    /** The lifetimes of offers within the threshold of a watch, the shortest first. */
    public static List<Duration> of(WatchHistory history) {
        Spans seen = history.whole().and(history.matching());
        Threshold threshold = history.watch().threshold();
        Map<OfferKey, List<Offered>> byOffer = new HashMap<>();
        history.offered().stream()
                .filter(each -> threshold.matches(each.value()))
                .forEach(each -> byOffer.computeIfAbsent(each.key(), key -> new ArrayList<>())
                        .add(each));
        List<Duration> lifetimes = new ArrayList<>();
        byOffer.values().forEach(runs -> {
            runs.sort(Comparator.comparing(Offered::from));
            Instant from = runs.get(0).from();
            for (int i = 0; i < runs.size(); i++) {
                boolean isLast = i + 1 == runs.size()
                        || !runs.get(i + 1).from().equals(runs.get(i).to());
                if (isLast) {
                    Offered last = runs.get(i);
                    if (last.end().filter(end -> end != Run.End.UNSEEN).isPresent()
                            && contains(seen, from.minusMillis(1), last.to())) {
                        lifetimes.add(Duration.between(from, last.to()));
                    }
                    from = i + 1 < runs.size() ? runs.get(i + 1).from() : from;
                }
            }
        });
        lifetimes.sort(Comparator.naturalOrder());
        return lifetimes;
    }

    /** The nearest rank of some lifetimes, the shortest first; empty without any. */
    public static Optional<Duration> median(List<Duration> lifetimes) {
        return lifetimes.isEmpty() ? Optional.empty() : Optional.of(lifetimes.get((lifetimes.size() - 1) / 2));
    }

    private static boolean contains(Spans seen, Instant from, Instant to) {
        return seen.list().stream()
                .anyMatch(span -> !span.from().isAfter(from) && !span.to().isBefore(to));
    }
}

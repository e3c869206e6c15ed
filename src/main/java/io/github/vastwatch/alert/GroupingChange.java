package io.github.vastwatch.alert;

import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.watch.Grouping;
import io.github.vastwatch.watch.Metric;
import io.github.vastwatch.watch.Snapshot;
import io.github.vastwatch.watch.TrackedOffer;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;

/** Carries over what was known and told when a watch changes what it counts as one find, so that nothing is told twice. */
final class GroupingChange {
    private GroupingChange() {}

    /**
     * The same by machine or by offer: of a machine's offers the one that was seen or told last stands for it, of those
     * one that is not gone, then the best, and of those the smallest.
     */
    static Memory of(Memory memory, Grouping grouping, Metric metric, Snapshot snapshot) {
        Map<OfferKey, TrackedOffer> known = new HashMap<>(memory.tracked());
        Map<OfferKey, NotificationRecord> told = new HashMap<>(memory.sent());
        if (grouping == Grouping.MACHINE) {
            Comparator<TrackedOffer> lastIsBest = Comparator.comparing(TrackedOffer::value, metric::compare)
                    .reversed()
                    .thenComparing(each -> -each.key().numGpus());
            Comparator<NotificationRecord> lastToldIsBest = Comparator.comparing(
                            NotificationRecord::value, metric::compare)
                    .reversed()
                    .thenComparing(each -> -each.key().numGpus());
            sorted(
                            memory.tracked().values(),
                            Comparator.comparing(TrackedOffer::lastSeen)
                                    .thenComparing(each -> !each.isGone())
                                    .thenComparing(lastIsBest))
                    .forEach(each ->
                            known.put(each.key().ofMachine(), each.as(each.key().ofMachine())));
            sorted(
                            memory.sent().values(),
                            Comparator.comparing(NotificationRecord::at).thenComparing(lastToldIsBest))
                    .forEach(each ->
                            told.put(each.key().ofMachine(), each.as(each.key().ofMachine())));
        } else {
            snapshot.offers().keySet().forEach(key -> {
                TrackedOffer machine = memory.tracked().get(key.ofMachine());
                NotificationRecord ofMachine = memory.sent().get(key.ofMachine());
                if (machine != null) {
                    known.putIfAbsent(key, machine.as(key));
                }
                if (ofMachine != null) {
                    told.putIfAbsent(key, ofMachine.as(key));
                }
            });
        }
        return memory.with(known, told);
    }

    /** What prevails comes last. */
    private static <T> Iterable<T> sorted(Collection<T> all, Comparator<T> order) {
        return all.stream().sorted(order).toList();
    }
}

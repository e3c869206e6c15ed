package io.github.vastwatch.watch;

import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.offer.Question;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What one answer holds for one watch: the matching offers, best first, one a key.
 *
 * @param whole whether the answer was whole, so that what it lacks is absent
 * @param undecided offers that are there, though their rows lack the metric: neither matches nor absent
 * @param unkeyed matches that cannot be remembered, because their rows lack the machine, the size or the GPU; any of them
 *     may be the offer that seems absent
 */
public record Snapshot(Instant at, boolean whole, Map<OfferKey, Offer> matches, Set<OfferKey> undecided, int unkeyed) {

    /** Evaluates the offers of an answer to {@code asked} for a watch. */
    public static Snapshot of(Watch watch, Question asked, Instant at, boolean whole, List<Offer> offers) {
        Metric metric = watch.threshold().metric();
        List<Offer> matching = new ArrayList<>(
                offers.stream().filter(offer -> watch.admits(offer, asked)).toList());
        // Several rows can share a key (bids do): the best stands for it, ties to the lowest id.
        matching.sort(Comparator.comparing((Offer offer) -> value(metric, offer), metric::compare)
                .thenComparing(offer -> offer.id().orElse(Long.MAX_VALUE)));
        Map<OfferKey, Offer> best = new LinkedHashMap<>();
        int unkeyed = 0;
        for (Offer offer : matching) {
            if (offer.key().isPresent()) {
                best.putIfAbsent(offer.key().get(), offer);
            } else {
                unkeyed++;
            }
        }
        Set<OfferKey> undecided = offers.stream()
                .filter(offer -> metric.of(offer).isEmpty())
                .flatMap(offer -> offer.key().stream())
                .collect(Collectors.toSet());
        return new Snapshot(at, whole && unkeyed == 0, best, undecided, unkeyed);
    }

    private static BigDecimal value(Metric metric, Offer offer) {
        return metric.of(offer).orElseThrow();
    }

    /** What this answer changes about what is known. */
    public List<Change> compare(Map<OfferKey, Known> known, Metric metric) {
        List<Change> changes = new ArrayList<>();
        matches.forEach((key, offer) -> {
            BigDecimal now = value(metric, offer);
            Known before = known.get(key);
            if (before == null) {
                changes.add(new Change.Appeared(key, offer, now));
            } else if (before.isGone()) {
                changes.add(new Change.Returned(key, offer, now, before));
            } else {
                changes.add(new Change.Repriced(key, offer, now, before));
            }
        });
        if (whole) {
            known.forEach((key, before) -> {
                if (!matches.containsKey(key) && !undecided.contains(key) && !before.isGone()) {
                    changes.add(new Change.Missed(key, before.missedAt(at)));
                }
            });
        }
        return changes;
    }
}

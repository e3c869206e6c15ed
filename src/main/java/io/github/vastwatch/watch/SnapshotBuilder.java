package io.github.vastwatch.watch;

import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.offer.Question;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** Sorts the offers of an answer into those that match a watch, nearly match, and do not. */
final class SnapshotBuilder {
    private final Watch watch;
    private final Question asked;
    private final Threshold slackened;

    private final Map<OfferKey, Offer> matches = new LinkedHashMap<>();
    private final Map<OfferKey, Offer> offers = new LinkedHashMap<>();
    private final Map<OfferKey, Offer> near = new LinkedHashMap<>();
    private final Map<OfferKey, Offer> left = new LinkedHashMap<>();
    private final Map<OfferKey, Offer> outside = new LinkedHashMap<>();
    private int unkeyed;

    SnapshotBuilder(Watch watch, Question asked) {
        this.watch = watch;
        this.asked = asked;
        this.slackened = watch.threshold().loosened(watch.alerts().slack());
    }

    Snapshot snapshot(Instant at, Coverage coverage, Evaluation.Fitting fitting) {
        Selection selection = watch.alerts().selection();
        Predicate<Offer> isSelected = offer -> !selection.blocks(offer) && selection.keeps(offer);
        // Several rows can share a key (bids do): the best represents it, ties by the lowest id.
        List<Offer> selected = new ArrayList<>();
        for (Evaluation.Row row : fitting.rows()) {
            Offer offer = row.offer();
            if (isSelected.test(offer)) {
                selected.add(offer);
                sort(row);
            } else if (watch.threshold().admits(row.value())) {
                row.key().ifPresent(key -> left.putIfAbsent(identity(key), offer));
            }
        }
        near.keySet().removeAll(matches.keySet());
        outside.keySet().removeAll(matches.keySet());
        outside.keySet().removeAll(near.keySet());
        left.keySet().removeAll(matches.keySet());
        Set<OfferKey> undecided = new LinkedHashSet<>();
        fitting.undecided().forEach(key -> undecided.add(identity(key)));
        return new Snapshot(
                at,
                coverage,
                Collections.unmodifiableMap(matches),
                Collections.unmodifiableMap(offers),
                Collections.unmodifiableMap(near),
                Collections.unmodifiableMap(outside),
                Collections.unmodifiableMap(left),
                Collections.unmodifiableSet(undecided),
                unkeyed,
                fitting.unclear(),
                List.copyOf(selected),
                asked.query().clauses().stream()
                        .filter(clause -> !watch.query().clauses().contains(clause))
                        .toList());
    }

    private void sort(Evaluation.Row row) {
        boolean isMatch = watch.threshold().admits(row.value());
        if (row.key().isEmpty()) {
            unkeyed += isMatch ? 1 : 0;
            return;
        }
        Offer offer = row.offer();
        OfferKey key = row.key().get();
        if (isMatch) {
            offers.putIfAbsent(key, offer);
            matches.putIfAbsent(identity(key), offer);
        } else if (slackened.admits(row.value())) {
            near.putIfAbsent(identity(key), offer);
        } else {
            outside.putIfAbsent(identity(key), offer);
        }
    }

    private OfferKey identity(OfferKey key) {
        return watch.alerts().notifyRules().grouping().identity(key);
    }
}

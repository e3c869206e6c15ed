package io.github.vastwatch.watch;

import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.offer.Pricing;
import io.github.vastwatch.offer.Question;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** Sorts the offers of an answer by what they are to a watch. */
final class Sorting {
    private final Watch watch;
    private final Question asked;
    private final Question wanted;
    private final Metric metric;
    private final Threshold slackened;

    private final Map<OfferKey, Offer> matches = new LinkedHashMap<>();
    private final Map<OfferKey, Offer> offers = new LinkedHashMap<>();
    private final Map<OfferKey, Offer> near = new LinkedHashMap<>();
    private final Map<OfferKey, Offer> left = new LinkedHashMap<>();
    private final Map<OfferKey, Offer> outside = new LinkedHashMap<>();
    private int unkeyed;

    Sorting(Watch watch, Question asked) {
        this.watch = watch;
        this.asked = asked;
        this.wanted = watch.question();
        this.metric = watch.threshold().metric();
        this.slackened = watch.threshold().loosened(watch.alerts().slack());
    }

    Snapshot snapshot(Instant at, Coverage coverage, Collection<Offer> answer) {
        Collection<Offer> rows = Pricing.withDisk(answer, asked.diskGb(), wanted.diskGb());
        Selection selection = watch.alerts().selection();
        Predicate<Offer> isSelected = offer -> !selection.blocks(offer) && selection.keeps(offer);
        // Several rows can share a key (bids do): the best stands for it, ties to the lowest id.
        List<Offer> fitting = rows.stream()
                .filter(offer -> wanted.admits(offer, asked) && metric.of(offer).isPresent())
                .sorted(Comparator.comparing(this::value, metric::compare)
                        .thenComparing(offer -> offer.id().orElse(Long.MAX_VALUE)))
                .toList();
        List<Offer> selected = new ArrayList<>();
        for (Offer offer : fitting) {
            if (isSelected.test(offer)) {
                selected.add(offer);
                sort(offer);
            } else if (watch.threshold().admits(offer)) {
                offer.key().ifPresent(key -> left.putIfAbsent(identity(key), offer));
            }
        }
        near.keySet().removeAll(matches.keySet());
        outside.keySet().removeAll(matches.keySet());
        outside.keySet().removeAll(near.keySet());
        left.keySet().removeAll(matches.keySet());
        long unclear = answer.stream().filter(this::isUnclear).count();
        Set<OfferKey> undecided = new LinkedHashSet<>();
        rows.stream()
                .filter(offer -> metric.of(offer).isEmpty() || isUnclear(offer))
                .flatMap(offer -> offer.key().stream())
                .forEach(key -> undecided.add(identity(key)));
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
                (int) unclear,
                List.copyOf(selected),
                asked.query().clauses().stream()
                        .filter(clause -> !watch.query().clauses().contains(clause))
                        .toList());
    }

    /** Whether a row lacks what it takes to tell whether it fits, because the question was not the watch's own. */
    private boolean isUnclear(Offer offer) {
        boolean isPriceless = asked.diskGb() != wanted.diskGb() && !Pricing.saysDisk(offer);
        return isPriceless || wanted.leavesOpen(offer, asked);
    }

    private void sort(Offer offer) {
        boolean isMatch = watch.threshold().admits(offer);
        if (offer.key().isEmpty()) {
            unkeyed += isMatch ? 1 : 0;
            return;
        }
        OfferKey key = offer.key().get();
        if (isMatch) {
            offers.putIfAbsent(key, offer);
            matches.putIfAbsent(identity(key), offer);
        } else if (slackened.admits(offer)) {
            near.putIfAbsent(identity(key), offer);
        } else {
            outside.putIfAbsent(identity(key), offer);
        }
    }

    private OfferKey identity(OfferKey key) {
        return watch.alerts().news().per().identity(key);
    }

    private BigDecimal value(Offer offer) {
        return metric.of(offer).orElseThrow();
    }
}

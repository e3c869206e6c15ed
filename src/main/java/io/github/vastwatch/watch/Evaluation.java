package io.github.vastwatch.watch;

import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.offer.OfferTable;
import io.github.vastwatch.offer.Pricing;
import io.github.vastwatch.offer.Question;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One answer, evaluated for each of its watches. A clause is evaluated once for all watches that have it, and whether a row
 * matches once for all watches with the same question.
 */
public final class Evaluation {
    private final Question asked;
    private final Instant at;
    private final boolean complete;
    private final OfferTable offers;
    private final Map<Integer, OfferTable> byDisk = new HashMap<>();
    private final Map<Ranked, Values> values = new HashMap<>();
    private final Map<Wanted, Fitting> fitting = new HashMap<>();

    /**
     * @param complete whether the answer contains every row that its question asks for
     */
    public Evaluation(Question asked, Instant at, boolean complete, Collection<Offer> offers) {
        this.asked = asked;
        this.at = at;
        this.complete = complete;
        this.offers = new OfferTable(offers);
    }

    /** A row with its value of a metric. */
    record Row(Offer offer, Optional<OfferKey> key, BigDecimal value) {}

    private record Ranked(int diskGb, Metric metric) {}

    /** What determines the matches of a watch, so that watches with the same one share them. */
    private record Wanted(Question question, Metric metric) {}

    /**
     * The matches of an answer for one question and metric.
     *
     * @param rows matching rows, best first, ties by the lowest id
     * @param undecided the keys of rows without the compared value
     * @param unclear the number of rows that lack a field needed to decide
     */
    record Fitting(List<Row> rows, Set<OfferKey> undecided, int unclear) {}

    /** The snapshot of a watch. */
    public Snapshot of(Watch watch) {
        Wanted wanted = new Wanted(watch.question(), watch.threshold().metric());
        return new SnapshotBuilder(watch, asked)
                .snapshot(at, new Coverage(watch, asked, complete), fitting.computeIfAbsent(wanted, this::fitting));
    }

    private Fitting fitting(Wanted wanted) {
        Question question = wanted.question();
        Metric metric = wanted.metric();
        OfferTable table = table(question.diskGb());
        Values values = this.values.computeIfAbsent(
                new Ranked(question.diskGb(), metric),
                ranked -> new Values(table(ranked.diskGb()).offers(), metric));
        BitSet without = values.missing;
        OfferTable.Rows rows = table.rows(question, asked);
        BitSet matching = rows.matching();
        matching.andNot(without);
        int unclear = table == offers ? rows.unclear().cardinality() : unclearWithOtherDisk(question);
        BitSet undecided = rows.unclear();
        undecided.or(without);
        return new Fitting(
                matching.stream()
                        .mapToObj(values::row)
                        .sorted(Comparator.comparing(Row::value, metric::compare)
                                .thenComparing(row -> row.offer().id().orElse(Long.MAX_VALUE)))
                        .toList(),
                undecided.stream()
                        .mapToObj(row -> table.offers().get(row).key())
                        .flatMap(Optional::stream)
                        .collect(Collectors.toSet()),
                unclear);
    }

    /** How many rows of the answer lack a field that is needed to decide, or to know the price with the watch's disk. */
    private int unclearWithOtherDisk(Question wanted) {
        BitSet unclear = offers.rows(wanted, asked).unclear();
        for (int row = 0; row < offers.offers().size(); row++) {
            if (!Pricing.hasDiskFacts(offers.offers().get(row))) {
                unclear.set(row);
            }
        }
        return unclear.cardinality();
    }

    /** The rows at prices with a disk. */
    private OfferTable table(int diskGb) {
        return diskGb == asked.diskGb()
                ? offers
                : byDisk.computeIfAbsent(
                        diskGb, gb -> new OfferTable(Pricing.withDisk(offers.offers(), asked.diskGb(), gb)));
    }

    /** The values of a metric in some rows, each computed once. */
    private static final class Values {
        private final List<Offer> offers;
        private final Metric metric;
        /** The rows that have none. */
        private final BitSet missing;

        private final @Nullable Row[] rows;

        Values(List<Offer> offers, Metric metric) {
            this.offers = offers;
            this.metric = metric;
            this.missing = new BitSet(offers.size());
            this.rows = new Row[offers.size()];
            for (int row = 0; row < offers.size(); row++) {
                missing.set(row, !metric.hasValue(offers.get(row)));
            }
        }

        Row row(int number) {
            Row row = rows[number];
            if (row == null) {
                Offer offer = offers.get(number);
                row = new Row(offer, offer.key(), metric.valueOf(offer).orElseThrow());
                rows[number] = row;
            }
            return row;
        }
    }

    /** Sorts the offers of an answer into those that match a watch, nearly match, and do not. */
    static final class SnapshotBuilder {
        private final Watch watch;
        private final Question asked;
        private final Threshold slackened;

        private final Map<OfferKey, Offer> matches = new LinkedHashMap<>();
        private final Map<OfferKey, Offer> offers = new LinkedHashMap<>();
        private final Map<OfferKey, Offer> near = new LinkedHashMap<>();
        private final Map<OfferKey, Offer> excluded = new LinkedHashMap<>();
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
                } else if (watch.threshold().matches(row.value())) {
                    row.key().ifPresent(key -> excluded.putIfAbsent(identity(key), offer));
                }
            }
            near.keySet().removeAll(matches.keySet());
            outside.keySet().removeAll(matches.keySet());
            outside.keySet().removeAll(near.keySet());
            excluded.keySet().removeAll(matches.keySet());
            Set<OfferKey> undecided = new LinkedHashSet<>();
            fitting.undecided().forEach(key -> undecided.add(identity(key)));
            return new Snapshot(
                    at,
                    coverage,
                    Collections.unmodifiableMap(matches),
                    Collections.unmodifiableMap(offers),
                    Collections.unmodifiableMap(near),
                    Collections.unmodifiableMap(outside),
                    Collections.unmodifiableMap(excluded),
                    Collections.unmodifiableSet(undecided),
                    unkeyed,
                    fitting.unclear(),
                    List.copyOf(selected),
                    asked.query().clauses().stream()
                            .filter(clause -> !watch.query().clauses().contains(clause))
                            .toList());
        }

        private void sort(Evaluation.Row row) {
            boolean isMatch = watch.threshold().matches(row.value());
            if (row.key().isEmpty()) {
                unkeyed += isMatch ? 1 : 0;
                return;
            }
            Offer offer = row.offer();
            OfferKey key = row.key().get();
            if (isMatch) {
                offers.putIfAbsent(key, offer);
                matches.putIfAbsent(identity(key), offer);
            } else if (slackened.matches(row.value())) {
                near.putIfAbsent(identity(key), offer);
            } else {
                outside.putIfAbsent(identity(key), offer);
            }
        }

        private OfferKey identity(OfferKey key) {
            return watch.alerts().notifyRules().grouping().identity(key);
        }
    }
}

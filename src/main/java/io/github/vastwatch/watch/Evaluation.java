package io.github.vastwatch.watch;

import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.offer.Pricing;
import io.github.vastwatch.offer.Question;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One answer, evaluated for each of its watches. Values of a row are computed once, and whether it
 * matches once for all watches with the same question.
 */
public final class Evaluation {
    private final Question asked;
    private final Instant at;
    private final boolean complete;
    private final Collection<Offer> offers;
    private final Map<Integer, Collection<Offer>> byDisk = new HashMap<>();
    private final Map<Ranked, Ranking> rankings = new HashMap<>();
    private final Map<Wanted, Fitting> fitting = new HashMap<>();

    /**
     * @param complete whether the answer contains every row that its question asks for
     */
    public Evaluation(Question asked, Instant at, boolean complete, Collection<Offer> offers) {
        this.asked = asked;
        this.at = at;
        this.complete = complete;
        this.offers = offers;
    }

    /** A row with its value of a metric. */
    record Row(Offer offer, Optional<OfferKey> key, BigDecimal value) {}

    private record Ranked(int diskGb, Metric metric) {}

    /**
     * The rows by a metric, at prices with one disk.
     *
     * @param rows those that have a value, best first, ties by the lowest id
     * @param valueless those that have none
     */
    private record Ranking(List<Row> rows, List<Offer> valueless) {}

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
        Ranking all = rankings.computeIfAbsent(new Ranked(question.diskGb(), wanted.metric()), this::ranking);
        Stream<Offer> undecided = Stream.concat(
                all.valueless().stream(),
                all.rows().stream().map(Row::offer).filter(offer -> isUnclear(offer, question)));
        return new Fitting(
                all.rows().stream()
                        .filter(row -> question.matches(row.offer(), asked))
                        .toList(),
                undecided.flatMap(offer -> offer.key().stream()).collect(Collectors.toSet()),
                (int) offers.stream()
                        .filter(offer -> isUnclear(offer, question))
                        .count());
    }

    /** Whether a row lacks a field that is needed to decide, because the question was not the watch's own. */
    private boolean isUnclear(Offer offer, Question wanted) {
        boolean isPriceless = asked.diskGb() != wanted.diskGb() && !Pricing.hasDiskFacts(offer);
        return isPriceless || wanted.mayMatch(offer, asked);
    }

    private Ranking ranking(Ranked ranked) {
        Collection<Offer> rows =
                byDisk.computeIfAbsent(ranked.diskGb(), diskGb -> Pricing.withDisk(offers, asked.diskGb(), diskGb));
        Metric metric = ranked.metric();
        return new Ranking(
                rows.stream()
                        .flatMap(offer -> metric.of(offer).stream().map(value -> new Row(offer, offer.key(), value)))
                        .sorted(Comparator.comparing(Row::value, metric::compare)
                                .thenComparing(row -> row.offer().id().orElse(Long.MAX_VALUE)))
                        .toList(),
                rows.stream().filter(offer -> metric.of(offer).isEmpty()).toList());
    }
}

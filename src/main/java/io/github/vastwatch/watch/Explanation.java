package io.github.vastwatch.watch;

import io.github.vastwatch.offer.Clause;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.OfferKey;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Why offers match a watch or do not: what each condition accepts and rejects, and which offers come nearest.
 *
 * @param offers the number of offers evaluated, one per key
 * @param fitting those that satisfy the query, whatever their price, best first
 * @param nearest those that do not match, fewest failed conditions first, then shortest distance
 */
public record Explanation(int offers, List<Effect> effects, List<Offer> fitting, int matches, List<Near> nearest) {
    /** A list longer than this is not read. */
    private static final int NEAREST = 5;

    /**
     * The effect of one condition.
     *
     * @param passes the number of offers that satisfy it
     * @param hides the number that fail only this condition
     * @param unsaid the number of rows without the value, for which the server's decision counts
     * @param closest the nearest of the offers that fail only this condition
     */
    public record Effect(Condition condition, int passes, int hides, int unsaid, Optional<Offer> closest) {}

    /** An offer that does not match, and the conditions it fails. */
    public record Near(Offer offer, List<Condition> fails) {}

    public Explanation {
        effects = List.copyOf(effects);
        fitting = List.copyOf(fitting);
        nearest = List.copyOf(nearest);
    }

    /** Evaluates offers, asked for with as few filters as possible, against all conditions of a watch. */
    public static Explanation of(Watch watch, List<Offer> rows) {
        List<Condition> conditions = Condition.of(watch);
        Metric metric = watch.threshold().metric();
        List<Near> judged = distinct(
                rows.stream()
                        .map(offer -> new Near(offer, fails(conditions, offer)))
                        .toList(),
                metric);
        List<Effect> effects =
                conditions.stream().map(condition -> effect(condition, judged)).toList();
        Condition threshold = conditions.get(conditions.size() - 1);
        List<Offer> fitting = judged.stream()
                .filter(each -> each.fails().stream().allMatch(threshold::equals))
                .map(Near::offer)
                .filter(offer -> metric.valueOf(offer).isPresent())
                .sorted(Comparator.comparing(offer -> metric.valueOf(offer).orElseThrow(), metric::compare))
                .toList();
        return new Explanation(
                judged.size(),
                effects,
                fitting,
                (int) judged.stream().filter(each -> each.fails().isEmpty()).count(),
                judged.stream()
                        .filter(each -> !each.fails().isEmpty())
                        .sorted(Comparator.comparingInt(
                                        (Near each) -> each.fails().size())
                                .thenComparingDouble(Explanation::distance))
                        .limit(NEAREST)
                        .toList());
    }

    /** One row per key, the one that satisfies most conditions and is best; each row without a key counts. */
    private static List<Near> distinct(List<Near> rows, Metric metric) {
        Comparator<Near> best = Comparator.comparingInt(
                        (Near each) -> each.fails().size())
                .thenComparing(
                        each -> metric.valueOf(each.offer()),
                        (left, right) -> left.isPresent() && right.isPresent()
                                ? metric.compare(left.get(), right.get())
                                : Boolean.compare(left.isEmpty(), right.isEmpty()));
        Set<OfferKey> seen = new HashSet<>();
        return rows.stream()
                .sorted(best)
                .filter(each -> each.offer().key().map(seen::add).orElse(true))
                .toList();
    }

    private static List<Condition> fails(List<Condition> conditions, Offer offer) {
        return conditions.stream()
                .filter(condition -> condition.evaluate(offer) == Clause.Verdict.FAILS)
                .toList();
    }

    private static Effect effect(Condition condition, List<Near> judged) {
        List<Near> hidden = judged.stream()
                .filter(each -> each.fails().equals(List.of(condition)))
                .toList();
        return new Effect(
                condition,
                (int) judged.stream()
                        .filter(each -> !each.fails().contains(condition))
                        .count(),
                hidden.size(),
                (int) judged.stream()
                        .filter(each -> condition.evaluate(each.offer()) == Clause.Verdict.UNKNOWN)
                        .count(),
                hidden.stream().map(Near::offer).min(Comparator.comparingDouble(condition::relativeGap)));
    }

    private static double distance(Near near) {
        return near.fails().stream()
                .mapToDouble(condition -> condition.relativeGap(near.offer()))
                .sum();
    }
}

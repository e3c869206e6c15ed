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
 * Why offers match a watch, or do not: what each condition lets through and hides, and which offers come nearest.
 *
 * @param offers how many were looked at, one a key
 * @param fitting those that satisfy the query, whatever the threshold says, best on the metric first
 * @param nearest those that miss, the fewest conditions and the shortest way first
 */
public record Explanation(int offers, List<Effect> effects, List<Offer> fitting, int matches, List<Near> nearest) {
    /** So many near misses are worth reading. */
    private static final int NEAREST = 5;

    /**
     * What one condition does.
     *
     * @param passes how many offers satisfy it
     * @param hides how many satisfy every other one and fail this
     * @param unsaid how many rows do not say the value, so that it is the server's word alone
     * @param closest the offer of those that only this hides which misses it least
     */
    public record Effect(Condition condition, int passes, int hides, int unsaid, Optional<Offer> closest) {}

    /** An offer that misses, and what it fails. */
    public record Near(Offer offer, List<Condition> fails) {}

    public Explanation {
        effects = List.copyOf(effects);
        fitting = List.copyOf(fitting);
        nearest = List.copyOf(nearest);
    }

    /** Holds offers that were asked for with as few filters as possible against all that a watch demands. */
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
                .filter(offer -> metric.of(offer).isPresent())
                .sorted(Comparator.comparing(offer -> metric.of(offer).orElseThrow(), metric::compare))
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

    /** One row a key, the one that satisfies most and is best; rows without a key each count. */
    private static List<Near> distinct(List<Near> rows, Metric metric) {
        Comparator<Near> best = Comparator.comparingInt(
                        (Near each) -> each.fails().size())
                .thenComparing(
                        each -> metric.of(each.offer()),
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

package io.github.vastwatch.plan;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.BiFunction;

/**
 * Drafts, and the pairs of them that can be joined, the one that adds the fewest rows for each saved search first. Of
 * many drafts only neighbours are paired, of few all.
 */
final class DraftPool {
    /** The pairs of this many drafts take a few milliseconds. */
    static final int FEW = 32;

    private final BiFunction<Draft, Draft, Optional<Draft>> join;
    private final Draft[] drafts;
    /** The places that have a draft; the other drafts were joined with one before. */
    private final BitSet places = new BitSet();
    /** How often the draft of each place changed. */
    private final int[] changes;

    private final PriorityQueue<Pair> pairs = new PriorityQueue<>(
            Comparator.comparingDouble(Pair::price).thenComparingInt(Pair::one).thenComparingInt(Pair::other));
    private boolean arePairedWithAll;

    /**
     * Two drafts that can be joined.
     *
     * @param one the place of the first
     * @param other the place of the second, behind it
     * @param changes of both places until now
     * @param price the rows that the joined question adds for each search that it saves, at the configured intervals
     */
    record Pair(int one, int other, int changes, Draft joined, double price) {}

    /** @param join joins two drafts; empty if they cannot be joined */
    DraftPool(List<Draft> drafts, BiFunction<Draft, Draft, Optional<Draft>> join) {
        this.join = join;
        this.drafts = drafts.toArray(Draft[]::new);
        this.changes = new int[this.drafts.length];
        places.set(0, this.drafts.length);
        if (size() > FEW) {
            for (int i = 1; i < this.drafts.length; i++) {
                pair(i - 1, i);
            }
        }
    }

    int size() {
        return places.cardinality();
    }

    List<Draft> drafts() {
        return places.stream().mapToObj(place -> drafts[place]).toList();
    }

    /** Those after a pair is joined. */
    List<Draft> draftsWith(Pair pair) {
        List<Draft> joined = new ArrayList<>();
        places.stream()
                .filter(place -> place != pair.other)
                .forEach(place -> joined.add(place == pair.one ? pair.joined : drafts[place]));
        return joined;
    }

    /** The pair with the lowest price; empty if none is left. */
    Optional<Pair> cheapest() {
        if (!arePairedWithAll && size() <= FEW) {
            arePairedWithAll = true;
            pairs.clear();
            places.stream()
                    .forEach(other ->
                            places.stream().takeWhile(one -> one < other).forEach(one -> pair(one, other)));
        }
        while (!pairs.isEmpty() && !isCurrent(pairs.element())) {
            pairs.remove();
        }
        return Optional.ofNullable(pairs.peek());
    }

    private boolean isCurrent(Pair pair) {
        return places.get(pair.one) && places.get(pair.other) && pair.changes == changes(pair.one, pair.other);
    }

    /** Leaves a pair apart for good. */
    void reject(Pair pair) {
        pairs.remove(pair);
    }

    /** Replaces both drafts of a pair. */
    void join(Pair pair) {
        drafts[pair.one] = pair.joined;
        changes[pair.one]++;
        places.clear(pair.other);
        if (arePairedWithAll) {
            places.stream()
                    .filter(place -> place != pair.one)
                    .forEach(place -> pair(Math.min(place, pair.one), Math.max(place, pair.one)));
        } else {
            int before = places.previousSetBit(pair.one - 1);
            int after = places.nextSetBit(pair.one + 1);
            if (before >= 0) {
                pair(before, pair.one);
            }
            if (after >= 0) {
                pair(pair.one, after);
            }
        }
    }

    private int changes(int one, int other) {
        return changes[one] + changes[other];
    }

    private void pair(int one, int other) {
        join.apply(drafts[one], drafts[other])
                .ifPresent(joined -> pairs.add(new Pair(
                        one,
                        other,
                        changes(one, other),
                        joined,
                        price(drafts[one].cost(), drafts[other].cost(), joined.cost()))));
    }

    private static double price(Pacing.Cost one, Pacing.Cost other, Pacing.Cost joined) {
        double rows = joined.rows() / joined.least() - one.rows() / one.least() - other.rows() / other.least();
        return rows / (1 / one.least() + 1 / other.least() - 1 / joined.least());
    }
}

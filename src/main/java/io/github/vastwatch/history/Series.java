package io.github.vastwatch.history;

import io.github.vastwatch.history.Spans.Span;
import io.github.vastwatch.watch.Threshold;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The offers of a watch over time, as exact steps: each lasts until one of its figures changes. At any time a quantile is the
 * nearest rank among the offers that are there, best first.
 *
 * @param steps one after another, without a time between them; what is not known of a time is empty
 */
public record Series(List<Step> steps) {
    public Series {
        steps = List.copyOf(steps);
    }

    /** A time with the same figures. */
    public record Step(Instant from, Instant to, Figures figures) {}

    /**
     * What is known of the offers at a time.
     *
     * @param offers how many there are
     * @param matches how many are within the threshold
     * @param best known also where only those within the threshold are, if there is one
     * @param p10 the best value that a tenth of the offers are not worse than; as the other quantiles empty without offers
     */
    public record Figures(
            Optional<Integer> offers,
            Optional<Integer> matches,
            Optional<BigDecimal> best,
            Optional<BigDecimal> p10,
            Optional<BigDecimal> median,
            Optional<BigDecimal> p90) {}

    public static Series of(WatchHistory history) {
        Ranks ranks = new Ranks(history);
        List<Change> changes = new ArrayList<>();
        edges(history).forEach(edge -> changes.add(new Change(edge, 0, 0)));
        history.offered().forEach(offered -> {
            int rank = ranks.of(offered.value());
            changes.add(new Change(offered.from(), rank, 1));
            changes.add(new Change(offered.to(), rank, -1));
        });
        changes.sort((one, other) -> one.at().compareTo(other.at()));
        Instant end = changes.get(changes.size() - 1).at();
        Cursor whole = new Cursor(history.whole());
        Cursor matching = new Cursor(history.matching());
        List<Step> steps = new ArrayList<>();
        Instant from = changes.get(0).at();
        Places places = Places.UNKNOWN;
        for (int i = 0; changes.get(i).at().isBefore(end); ) {
            Instant at = changes.get(i).at();
            for (; changes.get(i).at().equals(at); i++) {
                ranks.apply(changes.get(i));
            }
            Places next = ranks.places(whole.contains(at), matching.contains(at));
            if (!next.equals(places)) {
                if (from.isBefore(at)) {
                    steps.add(new Step(from, at, ranks.figures(places)));
                }
                from = at;
                places = next;
            }
        }
        steps.add(new Step(from, end, ranks.figures(places)));
        return new Series(steps);
    }

    /** Where what is known begins and ends. */
    private static TreeSet<Instant> edges(WatchHistory history) {
        TreeSet<Instant> edges =
                new TreeSet<>(List.of(history.span().from(), history.span().to()));
        for (Spans spans : List.of(history.whole(), history.matching())) {
            for (Span span : spans.list()) {
                edges.add(span.from());
                edges.add(span.to());
            }
        }
        return edges;
    }

    /**
     * An offer that begins or ends.
     *
     * @param rank of its value
     * @param more 1 if it begins, -1 if it ends, 0 for an edge of what is known
     */
    private record Change(Instant at, int rank, int more) {}

    /**
     * Figures by the ranks of their values.
     *
     * @param offers how many there are; -1 if that is not known, as with {@code matches}
     * @param best 0 if there is none or it is not known, as with the quantiles
     */
    private record Places(int offers, int matches, int best, int p10, int median, int p90) {
        static final Places UNKNOWN = new Places(-1, -1, 0, 0, 0, 0);
    }

    /** Answers for times in order. */
    private static final class Cursor {
        private final List<Span> spans;
        private int next;

        Cursor(Spans spans) {
            this.spans = spans.list();
        }

        boolean contains(Instant at) {
            while (next < spans.size() && !spans.get(next).to().isAfter(at)) {
                next++;
            }
            return next < spans.size() && !spans.get(next).from().isAfter(at);
        }
    }

    /** The values that are offered at a time, as a tree of sums over their ranks, so that a change costs little. */
    private static final class Ranks {
        /** The best first; the first of those that differ in their scale only. */
        private final List<BigDecimal> values = new ArrayList<>();

        private final Map<BigDecimal, Integer> ranks = new LinkedHashMap<>();
        private final int[] sums;
        /** The ranks whose values are within the threshold. */
        private final boolean[] isMatch;

        private int all;
        private int matches;

        Ranks(WatchHistory history) {
            Threshold threshold = history.watch().threshold();
            history.offered().forEach(each -> ranks.put(each.value(), 0));
            ranks.keySet().stream().sorted(threshold.metric()::compare).toList().forEach(value -> {
                if (values.isEmpty() || values.get(values.size() - 1).compareTo(value) != 0) {
                    values.add(value);
                }
                ranks.put(value, values.size());
            });
            this.sums = new int[values.size() + 1];
            this.isMatch = new boolean[sums.length];
            for (int rank = 1; rank < sums.length; rank++) {
                isMatch[rank] = threshold.matches(values.get(rank - 1));
            }
        }

        /** From 1 on. */
        int of(BigDecimal value) {
            return ranks.getOrDefault(value, 0);
        }

        void apply(Change change) {
            all += change.more();
            matches += isMatch[change.rank()] ? change.more() : 0;
            for (int i = change.rank(); i > 0 && i < sums.length; i += i & -i) {
                sums[i] += change.more();
            }
        }

        Places places(boolean isWhole, boolean isMatching) {
            if (isWhole) {
                return new Places(all, matches, at(1), at(tenths(1)), at(tenths(5)), at(tenths(9)));
            }
            int best = isMatching ? at(1) : 0;
            return isMatching ? new Places(-1, matches, isMatch[best] ? best : 0, 0, 0, 0) : Places.UNKNOWN;
        }

        /** The number of offers that are at least some tenths of all. */
        private int tenths(int tenths) {
            return (all * tenths + 9) / 10;
        }

        /** The rank of the value of the offer at a place from 1 on; 0 if there is none. */
        private int at(int place) {
            if (place > all || place == 0) {
                return 0;
            }
            int before = 0;
            int left = place;
            for (int step = Integer.highestOneBit(Math.max(1, sums.length - 1)); step > 0; step >>= 1) {
                if (before + step < sums.length && sums[before + step] < left) {
                    before += step;
                    left -= sums[before];
                }
            }
            return before + 1;
        }

        Figures figures(Places places) {
            return new Figures(
                    count(places.offers()),
                    count(places.matches()),
                    value(places.best()),
                    value(places.p10()),
                    value(places.median()),
                    value(places.p90()));
        }

        private static Optional<Integer> count(int count) {
            return count < 0 ? Optional.empty() : Optional.of(count);
        }

        private Optional<BigDecimal> value(int rank) {
            return rank == 0 ? Optional.empty() : Optional.of(values.get(rank - 1));
        }
    }
}

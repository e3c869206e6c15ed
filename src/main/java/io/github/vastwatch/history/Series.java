package io.github.vastwatch.history;

import io.github.vastwatch.history.Spans.Span;
import io.github.vastwatch.watch.Metric;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The offers of a watch over time, as exact steps: each lasts until one of its figures changes. At any time a quantile is the
 * nearest rank among the offers that are there, best first.
 *
 * @param steps one after another, without a time between them; what is not known of a time is empty
 */
public record Series(List<Step> steps) {
    private static final Figures UNKNOWN = new Figures(
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

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
        SortedMap<Instant, List<Change>> changes = new TreeMap<>();
        for (Instant edge : edges(history)) {
            changes.put(edge, new ArrayList<>());
        }
        Ranks ranks = new Ranks(history);
        history.offered().forEach(offered -> {
            changes.computeIfAbsent(offered.from(), at -> new ArrayList<>()).add(new Change(offered.value(), 1));
            changes.computeIfAbsent(offered.to(), at -> new ArrayList<>()).add(new Change(offered.value(), -1));
        });
        List<Instant> times = List.copyOf(changes.keySet());
        Cursor whole = new Cursor(history.whole());
        Cursor matching = new Cursor(history.matching());
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i + 1 < times.size(); i++) {
            Instant from = times.get(i);
            changes.getOrDefault(from, List.of()).forEach(ranks::apply);
            Figures figures = ranks.figures(whole.contains(from), matching.contains(from));
            int last = steps.size() - 1;
            if (last >= 0 && steps.get(last).figures().equals(figures)) {
                steps.set(last, new Step(steps.get(last).from(), times.get(i + 1), figures));
            } else {
                steps.add(new Step(from, times.get(i + 1), figures));
            }
        }
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

    /** @param more 1 for an offer that begins, -1 for one that ends */
    private record Change(BigDecimal value, int more) {}

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
        private final WatchHistory history;
        private final List<BigDecimal> values;
        private final Comparator<BigDecimal> order;
        private final int[] sums;
        private int all;
        private int matches;

        Ranks(WatchHistory history) {
            this.history = history;
            Metric metric = history.watch().threshold().metric();
            this.order = metric::compare;
            TreeSet<BigDecimal> distinct = new TreeSet<>(order);
            history.offered().forEach(each -> distinct.add(each.value()));
            this.values = List.copyOf(distinct);
            this.sums = new int[values.size() + 1];
        }

        void apply(Change change) {
            all += change.more();
            matches += history.watch().threshold().matches(change.value()) ? change.more() : 0;
            int rank = Collections.binarySearch(values, change.value(), order) + 1;
            for (int i = rank; i < sums.length; i += i & -i) {
                sums[i] += change.more();
            }
        }

        Figures figures(boolean isWhole, boolean isMatching) {
            if (isWhole) {
                return new Figures(
                        Optional.of(all),
                        Optional.of(matches),
                        ranked(1),
                        ranked(tenths(1)),
                        ranked(tenths(5)),
                        ranked(tenths(9)));
            }
            return !isMatching
                    ? UNKNOWN
                    : new Figures(
                            Optional.empty(),
                            Optional.of(matches),
                            ranked(1).filter(history.watch().threshold()::matches),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty());
        }

        /** The number of offers that are at least some tenths of all. */
        private int tenths(int tenths) {
            return (all * tenths + 9) / 10;
        }

        /** The value of a rank from 1 on. */
        private Optional<BigDecimal> ranked(int rank) {
            if (rank > all || rank == 0) {
                return Optional.empty();
            }
            int before = 0;
            int left = rank;
            for (int step = Integer.highestOneBit(Math.max(1, sums.length - 1)); step > 0; step >>= 1) {
                if (before + step < sums.length && sums[before + step] < left) {
                    before += step;
                    left -= sums[before];
                }
            }
            return Optional.of(values.get(before));
        }
    }
}

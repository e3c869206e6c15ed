package io.github.vastwatch.plan;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.function.ToDoubleFunction;

/**
 * The intervals of questions within two budgets, searches and rows, for which the mean wait for news is
 * minimal.
 *
 * <p>News waits half an interval on average. With a budget for {@code sum(cost / interval)} the weighted sum of intervals is
 * minimal if each is proportional to the square root of cost over weight (Lagrange; web crawlers use this). With two
 * budgets the cost is the sum of both, each at its price; the price of a sufficient budget is zero.
 */
final class Pacing {
    /** Every other step halves the uncertainty of a price, which spans up to eighty binary orders. */
    private static final int STEPS = 120;
    /** A budget is used up to this share. */
    private static final double EXACT = 1 - 1e-8;

    /** A lower price changes no interval of a second or more. */
    private static final double LOWEST = 1e-9;

    /** At this price a question is asked once in months, when no rows are left. */
    private static final double DEAREST = 1e15;

    private Pacing() {}

    /**
     * The cost and the worth of a question.
     *
     * @param searches requests per poll, above 0
     * @param rows expected rows of an answer, 0 or more
     * @param weight the weight of its delay, above 0
     * @param least the configured interval, in seconds, above 0; it is never asked more often
     * @param latest the interval above which delay has {@code lateWeight}, in seconds, at least {@code least}
     * @param lateWeight at least {@code weight}
     */
    record Cost(double searches, double rows, double weight, double least, double latest, double lateWeight) {
        /** A cost whose delay has the same weight at any length. */
        Cost(double searches, double rows, double weight, double least) {
            this(searches, rows, weight, least, least, weight);
        }

        private double interval(double price) {
            double late = Math.max(latest, Math.sqrt(price / lateWeight));
            return Math.max(least, Math.min(Math.sqrt(price / weight), late));
        }

        private double delay(double interval) {
            return weight * Math.min(interval, latest) + lateWeight * Math.max(0, interval - latest);
        }
    }

    /**
     * The interval of each question, in seconds, in their order.
     *
     * @param searches allowed requests per second, above 0
     * @param rows allowed rows per second; infinite if not limited
     */
    static double[] intervals(List<Cost> costs, double searches, double rows) {
        return cheapest(ofRows -> at(costs, searches, ofRows), each -> rowsOf(costs, each), rows);
    }

    /** The intervals at a price of rows, with the lowest price of searches that meets their budget. */
    private static double[] at(List<Cost> costs, double searches, double ofRows) {
        return cheapest(ofSearches -> priced(costs, ofSearches, ofRows), each -> searchesOf(costs, each), searches);
    }

    /** The intervals at the lowest price that meets a budget. */
    private static double[] cheapest(
            DoubleFunction<double[]> intervals, ToDoubleFunction<double[]> use, double budget) {
        double[] free = intervals.apply(0);
        if (use.applyAsDouble(free) <= budget) {
            return free;
        }
        double low = LOWEST;
        double high = 1;
        double[] found = intervals.apply(high);
        double used = use.applyAsDouble(found);
        double usedAtLow = use.applyAsDouble(free);
        while (high < DEAREST && used > budget) {
            low = high;
            usedAtLow = used;
            high *= 16;
            found = intervals.apply(high);
            used = use.applyAsDouble(found);
        }
        for (int i = 0; i < STEPS && used < budget * EXACT && high / low > 1 + 1e-12; i++) {
            // Use falls nearly with a power of the price, which every other step relies on.
            double share = i % 2 == 0 ? 0.5 : Math.log(usedAtLow / budget) / Math.log(usedAtLow / used);
            double middle = low * Math.pow(high / low, Math.max(0.001, Math.min(0.999, share)));
            double[] tried = intervals.apply(middle);
            double usedNow = use.applyAsDouble(tried);
            if (usedNow > budget) {
                low = middle;
                usedAtLow = usedNow;
            } else {
                high = middle;
                found = tried;
                used = usedNow;
            }
        }
        return found;
    }

    private static double[] priced(List<Cost> costs, double ofSearches, double ofRows) {
        double[] intervals = new double[costs.size()];
        Arrays.setAll(intervals, i -> {
            Cost cost = costs.get(i);
            return cost.interval(ofSearches * cost.searches() + ofRows * cost.rows());
        });
        return intervals;
    }

    static double searchesOf(List<Cost> costs, double[] intervals) {
        double sum = 0;
        for (int i = 0; i < intervals.length; i++) {
            sum += costs.get(i).searches() / intervals[i];
        }
        return sum;
    }

    static double rowsOf(List<Cost> costs, double[] intervals) {
        double sum = 0;
        for (int i = 0; i < intervals.length; i++) {
            sum += costs.get(i).rows() / intervals[i];
        }
        return sum;
    }

    /** The weighted sum of the intervals, which is minimised. */
    static double delayOf(List<Cost> costs, double[] intervals) {
        double sum = 0;
        for (int i = 0; i < intervals.length; i++) {
            sum += costs.get(i).delay(intervals[i]);
        }
        return sum;
    }
}

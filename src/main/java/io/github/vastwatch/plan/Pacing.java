package io.github.vastwatch.plan;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.function.ToDoubleFunction;

/**
 * How often each of several questions can be asked within two budgets, searches and rows, so that the mean wait for news is
 * the least that it can be.
 *
 * <p>News waits half an interval in the mean. With a budget for {@code sum(cost / interval)} the weighted sum of intervals is
 * least where each is proportional to the square root of cost over weight (Lagrange; crawlers are scheduled so). With two
 * budgets the cost is the sum of both, each at its price; a price is zero where its budget is not short.
 */
final class Pacing {
    /** Each halves the uncertainty of a price, which may span eighty binary orders. */
    private static final int STEPS = 60;

    /** At it a question is asked once in some months: there is no row left that it could read. */
    private static final double DEAREST = 1e15;

    private Pacing() {}

    /**
     * What asking a question costs, and what it is worth.
     *
     * @param searches requests each time it is asked, above 0
     * @param rows rows that an answer is expected to return, 0 or more
     * @param weight how much its delay counts, above 0
     * @param least the interval that was asked for, in seconds, above 0; it is never asked more often
     * @param latest the interval above which delay counts as {@code lateWeight}, in seconds, at least {@code least}
     * @param lateWeight at least {@code weight}
     */
    record Cost(double searches, double rows, double weight, double least, double latest, double lateWeight) {
        /** One whose delay counts alike however long it is. */
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
     * @param searches how many requests may be made in a second, above 0
     * @param rows how many rows may be read in a second; infinite where they are not rationed
     */
    static double[] intervals(List<Cost> costs, double searches, double rows) {
        return cheapest(ofRows -> at(costs, searches, ofRows), each -> rowsOf(costs, each), rows);
    }

    /** The intervals at a price of rows, with the least price of searches that keeps within their budget. */
    private static double[] at(List<Cost> costs, double searches, double ofRows) {
        return cheapest(ofSearches -> priced(costs, ofSearches, ofRows), each -> searchesOf(costs, each), searches);
    }

    /** The intervals at the least price at which their use of a budget keeps within it. */
    private static double[] cheapest(
            DoubleFunction<double[]> intervals, ToDoubleFunction<double[]> use, double budget) {
        double[] free = intervals.apply(0);
        if (use.applyAsDouble(free) <= budget) {
            return free;
        }
        double low = 0;
        double high = 1;
        while (high < DEAREST && use.applyAsDouble(intervals.apply(high)) > budget) {
            low = high;
            high *= 16;
        }
        for (int i = 0; i < STEPS; i++) {
            double middle = (low + high) / 2;
            if (use.applyAsDouble(intervals.apply(middle)) > budget) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return intervals.apply(high);
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

    /** The weighted sum of the intervals: what is made least. */
    static double delayOf(List<Cost> costs, double[] intervals) {
        double sum = 0;
        for (int i = 0; i < intervals.length; i++) {
            sum += costs.get(i).delay(intervals[i]);
        }
        return sum;
    }
}

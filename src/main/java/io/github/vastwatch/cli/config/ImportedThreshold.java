package io.github.vastwatch.cli.config;

import io.github.vastwatch.offer.Clause;
import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.offer.Operator;
import io.github.vastwatch.offer.Query;
import io.github.vastwatch.watch.Metric;
import io.github.vastwatch.watch.Threshold;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The threshold that a pasted query contains, and the query without it.
 *
 * @param threshold empty where no clause bounds a metric
 * @param metric the threshold's, otherwise that of the sort order, otherwise the price
 */
record ImportedThreshold(Query rest, Optional<Threshold> threshold, Metric metric) {
    /** Prices come before value for money; bounds of other metrics are rather demands on the machine. */
    private static final List<Metric> METRICS =
            List.of(Metric.DPH_TOTAL, Metric.MIN_BID, Metric.DLPERF_PER_DPHTOTAL, Metric.FLOPS_PER_DPHTOTAL);

    static ImportedThreshold of(Query query, List<Query.Order> order) {
        for (Metric metric : METRICS) {
            Optional<Clause> bound = query.clauses().stream()
                    .filter(clause -> clause.field() == metric.field() && isBound(clause.operator(), metric))
                    .findFirst();
            if (bound.isPresent()) {
                Clause clause = bound.get();
                return new ImportedThreshold(
                        new Query(query.clauses().stream()
                                .filter(each -> !each.equals(clause))
                                .toList()),
                        Optional.of(threshold(metric, clause)),
                        metric);
            }
        }
        return new ImportedThreshold(new Query(query.clauses()), Optional.empty(), sortedBy(order));
    }

    /** A threshold given as an option; it replaces a clause that bounds the same metric. */
    static ImportedThreshold given(Query query, Threshold threshold) {
        Metric metric = threshold.metric();
        return new ImportedThreshold(
                new Query(query.clauses().stream()
                        .filter(clause -> clause.field() != metric.field() || !isBound(clause.operator(), metric))
                        .toList()),
                Optional.of(threshold),
                metric);
    }

    private static boolean isBound(Operator operator, Metric metric) {
        return metric.lowerIsBetter()
                ? operator == Operator.LT || operator == Operator.LTE
                : operator == Operator.GT || operator == Operator.GTE;
    }

    private static Threshold threshold(Metric metric, Clause clause) {
        BigDecimal value = clause.operands()
                .get(0)
                .asNumber()
                .map(BigDecimal::valueOf)
                .map(BigDecimal::stripTrailingZeros)
                .orElseThrow(() -> new InvalidInput("a threshold takes a number: " + clause));
        return new Threshold(metric, clause.operator(), value);
    }

    private static Metric sortedBy(List<Query.Order> order) {
        return order.stream()
                .flatMap(key -> Arrays.stream(Metric.values()).filter(metric -> metric.field() == key.field()))
                .findFirst()
                .orElse(Metric.DPH_TOTAL);
    }

    /** The line of the config; without a threshold a comment with an example. */
    String line() {
        return threshold
                .map(each -> "threshold: " + each)
                .orElseGet(
                        () -> "# threshold: " + example() + "   # fill in what is good enough, and remove the first #");
    }

    /** An example. */
    String example() {
        return metric + (metric.lowerIsBetter() ? " <= 0.40" : metric == Metric.RELIABILITY ? " >= 0.98" : " >= 100");
    }
}

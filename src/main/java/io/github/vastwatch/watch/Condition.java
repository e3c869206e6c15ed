package io.github.vastwatch.watch;

import io.github.vastwatch.offer.Clause;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.Pricing;
import io.github.vastwatch.offer.Query;
import io.github.vastwatch.offer.Question;
import io.github.vastwatch.text.Share;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One condition that a watch sets: a clause of its query, its disk, or its threshold. */
public sealed interface Condition {
    /** A disk so small that every offer has it. */
    int LEAST_DISK_GB = 1;

    /** All conditions of a watch, in the order of its query, then the disk, the threshold last. */
    static List<Condition> of(Watch watch) {
        List<Condition> all = new ArrayList<>();
        watch.query().clauses().forEach(clause -> all.add(new OfQuery(clause, false)));
        all.add(new OfQuery(watch.question().diskClause(), true));
        all.add(new OfThreshold(watch.threshold()));
        return List.copyOf(all);
    }

    Clause.Verdict evaluate(Offer offer);

    /** The offer's value, in a query's units. */
    String valueIn(Offer offer);

    /** The distance to the condition, as {@code by 0.004}; empty if there is none. */
    String gap(Offer offer);

    /** The distance as a share of the bound, to rank by; 1 if there is none. */
    double relativeGap(Offer offer);

    /** Whether it is a default that the user did not write. */
    boolean isDefault();

    /** Where it comes from; empty if the config contains it. */
    String origin();

    /** A clause of the query, or the disk as a clause. */
    record OfQuery(Clause clause, boolean isDisk) implements Condition {
        @Override
        public boolean isDefault() {
            return !isDisk && Query.isDefault(clause);
        }

        @Override
        public String origin() {
            return isDisk ? "the watch's disk" : isDefault() ? "default filter" : "";
        }

        @Override
        public Clause.Verdict evaluate(Offer offer) {
            return clause.evaluate(offer);
        }

        @Override
        public String valueIn(Offer offer) {
            return clause.valueIn(offer);
        }

        @Override
        public String gap(Offer offer) {
            return clause.gap(offer)
                    .filter(gap -> gap > 0)
                    .map(gap -> "by "
                            + BigDecimal.valueOf(gap)
                                    .round(new MathContext(2))
                                    .stripTrailingZeros()
                                    .toPlainString())
                    .orElse("");
        }

        @Override
        public double relativeGap(Offer offer) {
            double actual = offer.number(clause.field()).map(Math::abs).orElse(0.0)
                    / clause.field().multiplier();
            return clause.gap(offer)
                    .map(gap -> gap == 0 ? 0 : gap / Math.max(actual, gap))
                    .orElse(1.0);
        }

        @Override
        public String toString() {
            return clause.toString();
        }
    }

    /** The threshold. */
    record OfThreshold(Threshold threshold) implements Condition {
        @Override
        public Clause.Verdict evaluate(Offer offer) {
            return threshold.matches(offer) ? Clause.Verdict.PASSES : Clause.Verdict.FAILS;
        }

        @Override
        public String valueIn(Offer offer) {
            return threshold
                    .metric()
                    .valueOf(offer)
                    .map(threshold.metric()::number)
                    .orElse(offer.isPriced() ? "missing" : "implausible price");
        }

        @Override
        public String gap(Offer offer) {
            return threshold.metric().valueOf(offer).isEmpty()
                    ? ""
                    : percent(relativeGap(offer)) + (threshold.isUpperBound() ? " above" : " below");
        }

        @Override
        public double relativeGap(Offer offer) {
            Optional<BigDecimal> value = threshold.metric().valueOf(offer);
            return value.map(actual -> actual.subtract(threshold.value())
                            .abs()
                            .divide(threshold.value(), MathContext.DECIMAL64)
                            .doubleValue())
                    .orElse(1.0);
        }

        @Override
        public boolean isDefault() {
            return false;
        }

        @Override
        public String origin() {
            return "";
        }

        @Override
        public String toString() {
            return threshold.toString();
        }
    }

    private static String percent(double share) {
        return Share.percent(BigDecimal.valueOf(share), share < 0.1 ? 1 : 0);
    }

    /** The query that explains a watch: its GPUs, without any clause that could hide one of them. */
    static Query relaxed(Watch watch) {
        return new Query(watch.query().clauses().stream()
                .filter(clause -> clause.field() == Field.GPU_NAME)
                .toList());
    }

    /** The question that explains a watch, with the smallest disk, because the server leaves out offers with less. */
    static Question relaxed(Watch watch, Query query) {
        return watch.question().with(query).withDisk(LEAST_DISK_GB);
    }

    /** The answer to a relaxed question, at prices with the watch's disk. */
    static List<Offer> priced(Watch watch, List<Offer> offers) {
        return offers.stream()
                .map(offer -> Pricing.withDisk(offer, LEAST_DISK_GB, watch.diskGb()))
                .toList();
    }
}

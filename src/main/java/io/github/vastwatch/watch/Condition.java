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

/** One thing that a watch demands of an offer: a clause of its query, its disk, or its threshold. */
public sealed interface Condition {
    /** With so little every offer is there. */
    int LEAST_DISK_GB = 1;

    /** All that a watch demands, in the order of its query, then the disk, the threshold last. */
    static List<Condition> of(Watch watch) {
        List<Condition> all = new ArrayList<>();
        watch.query().clauses().forEach(clause -> all.add(new OfQuery(clause, false)));
        all.add(new OfQuery(watch.question().diskClause(), true));
        all.add(new OfThreshold(watch.threshold()));
        return List.copyOf(all);
    }

    Clause.Verdict evaluate(Offer offer);

    /** What the offer says, in a query's units. */
    String valueIn(Offer offer);

    /** How far it misses, in words, {@code by 0.004}; empty where there is no distance. */
    String gap(Offer offer);

    /** How far it misses as a share of what is wanted, to rank by; 1 where there is no distance. */
    double relativeGap(Offer offer);

    /** Whether it was added, not written. */
    boolean isDefault();

    /** Where it comes from; empty where it stands so in the config. */
    String origin();

    /** A clause of the query, or one that stands for the disk. */
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
            return threshold.admits(offer) ? Clause.Verdict.PASSES : Clause.Verdict.FAILS;
        }

        @Override
        public String valueIn(Offer offer) {
            return threshold
                    .metric()
                    .of(offer)
                    .map(threshold.metric()::number)
                    .orElse(offer.isPriced() ? "not said" : "no price that can be true");
        }

        @Override
        public String gap(Offer offer) {
            return threshold.metric().of(offer).isEmpty()
                    ? ""
                    : percent(relativeGap(offer)) + (threshold.isUpperBound() ? " above" : " below");
        }

        @Override
        public double relativeGap(Offer offer) {
            Optional<BigDecimal> value = threshold.metric().of(offer);
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

    /** The query with which the market is asked to explain a watch: its GPUs, and nothing that could hide one of them. */
    static Query relaxed(Watch watch) {
        return new Query(watch.query().clauses().stream()
                .filter(clause -> clause.field() == Field.GPU_NAME)
                .toList());
    }

    /** The question about a query that explains a watch: the server leaves out what has less disk than it is asked for. */
    static Question relaxed(Watch watch, Query query) {
        return watch.question().with(query).withDisk(LEAST_DISK_GB);
    }

    /** The answer to a relaxed question, at the prices that the watch's disk makes. */
    static List<Offer> priced(Watch watch, List<Offer> offers) {
        return offers.stream()
                .map(offer -> Pricing.withDisk(offer, LEAST_DISK_GB, watch.diskGb()))
                .toList();
    }
}

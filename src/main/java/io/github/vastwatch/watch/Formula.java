package io.github.vastwatch.watch;

import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.Operator;
import io.github.vastwatch.offer.Query;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** How the value of a metric follows from the number of a field. Empty results mean that a row does not say enough. */
public sealed interface Formula {
    MathContext UP = new MathContext(MathContext.DECIMAL64.getPrecision(), RoundingMode.CEILING);
    MathContext DOWN = new MathContext(MathContext.DECIMAL64.getPrecision(), RoundingMode.FLOOR);

    /** The fields that it needs besides. */
    Set<Field> others();

    /** Whether an offer has what it needs besides the number. */
    boolean isKnown(Offer offer);

    Optional<BigDecimal> value(BigDecimal number, Offer offer);

    /** The inverse: the number with which an offer would have a value. */
    Optional<BigDecimal> number(BigDecimal value, Offer offer);

    /**
     * The bound on the number that follows for every offer of a query from a bound on the value; empty if none does.
     *
     * @param bound {@code <=} or {@code >=}
     */
    Optional<BigDecimal> bound(Operator bound, BigDecimal limit, Query query);

    /** This for a workload. */
    default Formula of(Workload workload) {
        return this;
    }

    /** What it depends on besides the offer, in brackets. */
    default String terms() {
        return "";
    }

    /** The number itself. */
    record Itself() implements Formula {
        @Override
        public Set<Field> others() {
            return Set.of();
        }

        @Override
        public boolean isKnown(Offer offer) {
            return true;
        }

        @Override
        public Optional<BigDecimal> value(BigDecimal number, Offer offer) {
            return Optional.of(number);
        }

        @Override
        public Optional<BigDecimal> number(BigDecimal value, Offer offer) {
            return Optional.of(value);
        }

        @Override
        public Optional<BigDecimal> bound(Operator bound, BigDecimal limit, Query query) {
            return Optional.of(limit);
        }
    }

    /** One divided by the number. */
    record Reciprocal() implements Formula {
        @Override
        public Set<Field> others() {
            return Set.of();
        }

        @Override
        public boolean isKnown(Offer offer) {
            return true;
        }

        /** Rounded up, so that what rounds to a limit does not exceed it. */
        @Override
        public Optional<BigDecimal> value(BigDecimal number, Offer offer) {
            return Optional.of(one(number, UP));
        }

        @Override
        public Optional<BigDecimal> number(BigDecimal value, Offer offer) {
            return Optional.of(value).filter(each -> each.signum() > 0).map(each -> one(each, MathContext.DECIMAL64));
        }

        /** A rounded value may be above a lower limit that it does not reach. */
        @Override
        public Optional<BigDecimal> bound(Operator bound, BigDecimal limit, Query query) {
            return Optional.of(limit)
                    .filter(each -> bound == Operator.LTE && each.signum() > 0)
                    .map(each -> one(each, DOWN));
        }

        private static BigDecimal one(BigDecimal number, MathContext rounding) {
            return BigDecimal.ONE.divide(number, rounding);
        }
    }

    /**
     * The number for each of some units, which the server does not divide by.
     *
     * @param units a field of whole numbers of at least 1
     * @param scale how many of the field's make one unit
     * @param smallest in the smallest offers, where questions are split by the number of units
     * @param largest in the largest but few
     */
    record Per(Field units, int scale, int smallest, int largest) implements Formula {
        @Override
        public Set<Field> others() {
            return EnumSet.of(units);
        }

        @Override
        public boolean isKnown(Offer offer) {
            return offer.number(units, 0) >= 1;
        }

        @Override
        public Optional<BigDecimal> value(BigDecimal number, Offer offer) {
            return of(offer).map(each -> number.divide(each, MathContext.DECIMAL64));
        }

        @Override
        public Optional<BigDecimal> number(BigDecimal value, Offer offer) {
            return of(offer).map(value::multiply);
        }

        private Optional<BigDecimal> of(Offer offer) {
            return offer.number(units).filter(each -> each >= 1).map(this::scaled);
        }

        @Override
        public Optional<BigDecimal> bound(Operator bound, BigDecimal limit, Query query) {
            return (bound == Operator.LTE
                            ? query.upperBound(units)
                            : Optional.of(query.lowerBound(units).orElse(1.0)))
                    .map(each -> limit.multiply(scaled(each)));
        }

        private BigDecimal scaled(double number) {
            return BigDecimal.valueOf(number).divide(BigDecimal.valueOf(scale), MathContext.DECIMAL64);
        }
    }

    /**
     * The price of a job: the price per hour for its hours, and its traffic.
     *
     * @param isTotal for all hours, not for each
     */
    record Job(Optional<Workload> workload, boolean isTotal) implements Formula {
        @Override
        public Set<Field> others() {
            return EnumSet.of(Field.INET_DOWN_COST, Field.INET_UP_COST);
        }

        @Override
        public boolean isKnown(Offer offer) {
            return workload.flatMap(work -> work.traffic(offer)).isPresent();
        }

        @Override
        public Optional<BigDecimal> value(BigDecimal number, Offer offer) {
            return workload.flatMap(
                    work -> traffic(work, offer).map((isTotal ? number.multiply(work.hours()) : number)::add));
        }

        @Override
        public Optional<BigDecimal> number(BigDecimal value, Offer offer) {
            return workload.flatMap(work -> traffic(work, offer)
                    .map(value::subtract)
                    .map(price -> isTotal ? price.divide(work.hours(), MathContext.DECIMAL64) : price)
                    .filter(price -> price.signum() > 0));
        }

        /** The part of its value that is not in the price per hour. */
        private Optional<BigDecimal> traffic(Workload work, Offer offer) {
            return work.traffic(offer).map(cost -> isTotal ? cost : cost.divide(work.hours(), MathContext.DECIMAL64));
        }

        /** Traffic may cost nothing, and has no upper bound. */
        @Override
        public Optional<BigDecimal> bound(Operator bound, BigDecimal limit, Query query) {
            return workload.filter(work -> bound == Operator.LTE)
                    .map(work -> isTotal ? limit.divide(work.hours(), UP) : limit);
        }

        @Override
        public Formula of(Workload other) {
            return new Job(Optional.of(other), isTotal);
        }

        @Override
        public String terms() {
            return workload.map(work -> "(" + work + ")").orElse("");
        }
    }
}

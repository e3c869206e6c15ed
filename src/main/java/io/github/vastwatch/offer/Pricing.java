package io.github.vastwatch.offer;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * An offer with a reliable price: the server's own if it is the sum of its parts, otherwise the sum.
 *
 * @param outcome whether the server's price was kept
 */
public record Pricing(Offer offer, Outcome outcome) {
    /** The length of a month by which Vast.ai converts the price of storage to one per hour. */
    public static final BigDecimal HOURS_PER_MONTH = BigDecimal.valueOf(720);

    /** Twice the rounding error of a price with four decimals; all 27,804 rows that were measured are exact. */
    private static final double TOLERANCE = 0.0001;
    /** Scores per dollar have four digits or more. */
    private static final double RATIO_TOLERANCE = 0.001;
    /** A lower price prints as $0.00; the cheapest GPU seen cost $0.0057. */
    private static final double MIN_PRICE = 0.0001;
    /** The most expensive offer seen cost $128; none is worth almost a hundred times that. */
    private static final double MAX_PRICE = 10_000;

    private static final List<Field> RATIOS = List.of(Field.DLPERF_PER_DPHTOTAL, Field.FLOPS_PER_DPHTOTAL);

    /** What happened to the price of the server. */
    public enum Outcome {
        KEPT,
        /** It was not the sum of its parts, and the sum replaced it. */
        COMPUTED,
        /** Neither it nor its parts can be true: the offer has no price. */
        REJECTED
    }

    /** Checks the price of a row in the answer to a question, and adjusts the values that depend on it. */
    public static Pricing of(Offer offer, Question question) {
        return !offer.row().containsKey(Field.DPH_TOTAL) || isPlain(offer, question)
                ? new Pricing(offer, Outcome.KEPT)
                : exactly(offer, question);
    }

    /** The same in decimals, for any row with a price. */
    static Pricing exactly(Offer offer, Question question) {
        Optional<Double> original = offer.number(Field.DPH_TOTAL).filter(price -> price > 0);
        Optional<Double> base = offer.number(Field.DPH_BASE);
        Optional<Double> storage = offer.number(Field.STORAGE_COST);
        double disk =
                storage.map(cost -> disk(cost, question.diskGb()).doubleValue()).orElse(0.0);
        Optional<Double> fee = offer.number(Field.SLA_PREMIUM_PER_HOUR);
        Optional<Double> bare = base.flatMap(gpus -> storage.map(cost -> sum(gpus, disk(cost, question.diskGb()))));
        Optional<Double> full = bare.map(parts -> sum(parts, BigDecimal.valueOf(fee.orElse(0.0))));
        boolean hasSla = question.sla().isPresent();
        Optional<Double> sum = hasSla ? full : bare;
        boolean isSum = original.flatMap(price -> sum.map(parts -> isNear(price, parts)
                        // Only the server knows whether a fee that was not asked for is in the price.
                        || (!hasSla && isNear(price, full.get()))
                        // A fee that the row lacks may explain a price above the sum.
                        || (hasSla && fee.isEmpty() && price > parts)))
                .orElse(true);
        Optional<Double> price = original.flatMap(known -> isSum ? Optional.of(known) : sum)
                .filter(known -> known >= MIN_PRICE && known <= MAX_PRICE && known > disk)
                .filter(known -> base.map(gpus -> gpus > 0).orElse(true));
        if (price.isEmpty()) {
            return new Pricing(withoutPrice(offer), Outcome.REJECTED);
        }
        return new Pricing(withPrice(offer, price.get()), isSum ? Outcome.KEPT : Outcome.COMPUTED);
    }

    /**
     * Whether nothing of a row needs to change, as in nearly all: its price is the sum of its parts by so much less than the
     * tolerance that binary fractions show it as decimals do.
     */
    static boolean isPlain(Offer offer, Question question) {
        double price = offer.row().number(Field.DPH_TOTAL);
        double base = offer.number(Field.DPH_BASE, Double.NaN);
        double storage = offer.number(Field.STORAGE_COST, Double.NaN);
        double disk = storage * question.diskGb() / HOURS_PER_MONTH.doubleValue();
        double fee = question.sla().isPresent() ? offer.number(Field.SLA_PREMIUM_PER_HOUR, 0) : 0;
        return price >= MIN_PRICE
                && price <= MAX_PRICE
                && base > 0
                && base <= MAX_PRICE
                && disk >= 0
                && disk < price - TOLERANCE / 2
                && Math.abs(price - (base + disk + fee)) < TOLERANCE / 2
                && isPlain(offer, Field.DLPERF_PER_DPHTOTAL, Field.DLPERF, price)
                && isPlain(offer, Field.FLOPS_PER_DPHTOTAL, Field.TOTAL_FLOPS, price);
    }

    private static boolean isPlain(Offer offer, Field ratio, Field points, double price) {
        double original = offer.number(ratio, Double.NaN);
        double each = offer.number(points, original * price) / price;
        return !(Math.abs(each - original) > each * RATIO_TOLERANCE);
    }

    private static boolean isNear(double price, double sum) {
        return Math.abs(price - sum) <= TOLERANCE;
    }

    /** The offer at the price of another disk; unchanged if its row lacks the cost of storage. */
    public static Offer withDisk(Offer offer, int fromGb, int toGb) {
        return offer.number(Field.DPH_TOTAL)
                .flatMap(price -> offer.number(Field.STORAGE_COST)
                        .map(cost -> atOtherPrice(offer, price, sum(price, disk(cost, toGb - fromGb)))))
                .orElse(offer);
    }

    /** The offers of an answer at the prices of another disk; an offer whose row lacks the facts has no price. */
    public static Collection<Offer> withDisk(Collection<Offer> offers, int fromGb, int toGb) {
        return fromGb == toGb
                ? offers
                : offers.stream()
                        .map(offer -> hasDiskFacts(offer) ? withDisk(offer, fromGb, toGb) : withoutPrice(offer))
                        .toList();
    }

    /** Whether a row contains what another disk costs and how much space there is. */
    public static boolean hasDiskFacts(Offer offer) {
        return offer.number(Field.STORAGE_COST, -1) >= 0 && offer.row().containsKey(Field.DISK_SPACE);
    }

    /** Whether an offer that satisfies a clause also satisfies it with a smaller, cheaper disk. */
    public static boolean holdsWithSmallerDisk(Clause clause) {
        return switch (clause.field()) {
            case DPH_TOTAL -> clause.operator() == Operator.LT || clause.operator() == Operator.LTE;
            case DLPERF_PER_DPHTOTAL, FLOPS_PER_DPHTOTAL ->
                clause.operator() == Operator.GT || clause.operator() == Operator.GTE;
            default -> !needsServerPrice(clause);
        };
    }

    /** Whether a clause is about a value that depends on the price and that only the server can compute. */
    public static boolean needsServerPrice(Clause clause) {
        return clause.field() == Field.SCORE || clause.field() == Field.DISCOUNTED_DPH_TOTAL;
    }

    /** The price of a disk in $/h. */
    public static BigDecimal disk(double perMonth, int gigabytes) {
        return BigDecimal.valueOf(perMonth)
                .multiply(BigDecimal.valueOf(gigabytes))
                .divide(HOURS_PER_MONTH, MathContext.DECIMAL64);
    }

    private static double sum(double price, BigDecimal more) {
        return BigDecimal.valueOf(price).add(more).doubleValue();
    }

    private static Offer withPrice(Offer offer, double price) {
        Row.Builder row = new Row.Builder(offer.row()).put(Field.DPH_TOTAL, price);
        perDollar(row, offer, Field.DLPERF_PER_DPHTOTAL, Field.DLPERF, price);
        perDollar(row, offer, Field.FLOPS_PER_DPHTOTAL, Field.TOTAL_FLOPS, price);
        return new Offer(offer.type(), offer.seenAt(), row.build());
    }

    private static Offer atOtherPrice(Offer offer, double before, double after) {
        Row.Builder row = new Row.Builder(offer.row()).put(Field.DPH_TOTAL, after);
        for (Field ratio : RATIOS) {
            offer.number(ratio).ifPresent(each -> row.put(ratio, each * before / after));
        }
        return new Offer(offer.type(), offer.seenAt(), row.build());
    }

    /** Replaces a score per dollar that does not fit the price. */
    private static void perDollar(Row.Builder row, Offer offer, Field ratio, Field points, double price) {
        Optional<Double> original = offer.number(ratio);
        Optional<Double> of = offer.number(points)
                .or(() -> original.flatMap(each -> offer.number(Field.DPH_TOTAL).map(before -> each * before)));
        original.flatMap(each -> of.map(all -> all / price))
                .filter(each -> Math.abs(each - original.get()) > each * RATIO_TOLERANCE)
                .ifPresent(each -> row.put(ratio, each));
    }

    private static Offer withoutPrice(Offer offer) {
        Row.Builder row = new Row.Builder(offer.row()).put(Field.DPH_TOTAL, Value.Null.NULL);
        for (Field ratio : RATIOS) {
            if (offer.row().containsKey(ratio)) {
                row.put(ratio, Value.Null.NULL);
            }
        }
        return new Offer(offer.type(), offer.seenAt(), row.build());
    }
}

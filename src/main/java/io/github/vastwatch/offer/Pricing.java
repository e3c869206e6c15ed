package io.github.vastwatch.offer;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An offer with a reliable price: the market's own if it is the sum of its parts, otherwise the sum.
 *
 * @param outcome whether the market's price was kept
 */
public record Pricing(Offer offer, Outcome outcome) {
    /** Vast.ai's month, which converts the price of storage to one per hour. */
    public static final BigDecimal HOURS_A_MONTH = BigDecimal.valueOf(720);

    /** A price of four decimals is off by half of that; all 27,804 rows that were measured are exact. */
    private static final double ROUNDING = 0.0001;
    /** Points per dollar have four digits or more. */
    private static final double SHARE_ROUNDED = 0.001;
    /** Below this it reads as $0.00; the cheapest GPU that was seen costs $0.0057. */
    private static final double LEAST = 0.0001;
    /** The most expensive offer seen costs $128; none is worth a hundred times that. */
    private static final double MOST = 10_000;

    /** The possible results of checking a market's price. */
    public enum Outcome {
        KEPT,
        /** It was not the sum of its parts, and was replaced by it. */
        COMPUTED,
        /** Neither it nor its parts are plausible: the offer has no price. */
        NOT_BELIEVED
    }

    /** Checks the price of a row in the answer to a question, and recomputes what depends on it. */
    public static Pricing of(Offer offer, Question question) {
        if (!offer.row().containsKey(Field.DPH_TOTAL)) {
            return new Pricing(offer, Outcome.KEPT);
        }
        Optional<Double> said = offer.number(Field.DPH_TOTAL).filter(price -> price > 0);
        Optional<Double> base = offer.number(Field.DPH_BASE);
        Optional<Double> storage = offer.number(Field.STORAGE_COST);
        double disk =
                storage.map(cost -> disk(cost, question.diskGb()).doubleValue()).orElse(0.0);
        Optional<Double> fee = offer.number(Field.SLA_PREMIUM_PER_HOUR);
        Optional<Double> bare = base.flatMap(gpus -> storage.map(cost -> sum(gpus, disk(cost, question.diskGb()))));
        Optional<Double> full = bare.map(parts -> sum(parts, BigDecimal.valueOf(fee.orElse(0.0))));
        boolean hasSla = question.sla().isPresent();
        Optional<Double> sum = hasSla ? full : bare;
        boolean isSum = said.flatMap(price -> sum.map(parts -> isNear(price, parts)
                        // Whether a fee that was not asked for is in the price, only the market knows.
                        || (!hasSla && isNear(price, full.get()))
                        // A fee that the row does not say may be what is above the sum.
                        || (hasSla && fee.isEmpty() && price > parts)))
                .orElse(true);
        Optional<Double> price = said.flatMap(known -> isSum ? Optional.of(known) : sum)
                .filter(known -> known >= LEAST && known <= MOST && known > disk)
                .filter(known -> base.map(gpus -> gpus > 0).orElse(true));
        if (price.isEmpty()) {
            return new Pricing(unpriced(offer), Outcome.NOT_BELIEVED);
        }
        return new Pricing(priced(offer, price.get()), isSum ? Outcome.KEPT : Outcome.COMPUTED);
    }

    private static boolean isNear(double price, double sum) {
        return Math.abs(price - sum) <= ROUNDING;
    }

    /** The offer with another disk; unchanged if its row lacks the price of storage. */
    public static Offer withDisk(Offer offer, int fromGb, int toGb) {
        return offer.number(Field.DPH_TOTAL)
                .flatMap(price -> offer.number(Field.STORAGE_COST)
                        .map(cost -> repriced(offer, price, sum(price, disk(cost, toGb - fromGb)))))
                .orElse(offer);
    }

    /** The offers of an answer at prices with another disk; one whose row lacks the parts has no price. */
    public static Collection<Offer> withDisk(Collection<Offer> offers, int fromGb, int toGb) {
        return fromGb == toGb
                ? offers
                : offers.stream()
                        .map(offer -> hasDiskFacts(offer) ? withDisk(offer, fromGb, toGb) : unpriced(offer))
                        .toList();
    }

    /** Whether a row contains everything needed for its price with another disk. */
    public static boolean hasDiskFacts(Offer offer) {
        return offer.number(Field.STORAGE_COST).map(cost -> cost >= 0).orElse(false)
                && offer.row().containsKey(Field.DISK_SPACE);
    }

    /** Whether offers that satisfy a clause also satisfy it with a smaller disk, which costs less. */
    public static boolean holdsWithSmallerDisk(Clause clause) {
        return switch (clause.field()) {
            case DPH_TOTAL -> clause.operator() == Operator.LT || clause.operator() == Operator.LTE;
            case DLPERF_PER_DPHTOTAL, FLOPS_PER_DPHTOTAL ->
                clause.operator() == Operator.GT || clause.operator() == Operator.GTE;
            default -> !needsServerPrice(clause);
        };
    }

    /** Whether a clause is about what follows the price, and is not told by the parts of a row. */
    public static boolean needsServerPrice(Clause clause) {
        return clause.field() == Field.SCORE || clause.field() == Field.DISCOUNTED_DPH_TOTAL;
    }

    /** What a disk costs in $/h. */
    public static BigDecimal disk(double perMonth, int gigabytes) {
        return BigDecimal.valueOf(perMonth)
                .multiply(BigDecimal.valueOf(gigabytes))
                .divide(HOURS_A_MONTH, MathContext.DECIMAL64);
    }

    private static double sum(double price, BigDecimal more) {
        return BigDecimal.valueOf(price).add(more).doubleValue();
    }

    private static Offer priced(Offer offer, double price) {
        Map<Field, Value> row = new EnumMap<>(offer.row());
        row.put(Field.DPH_TOTAL, Value.of(price));
        perDollar(row, offer, Field.DLPERF_PER_DPHTOTAL, Field.DLPERF, price);
        perDollar(row, offer, Field.FLOPS_PER_DPHTOTAL, Field.TOTAL_FLOPS, price);
        return new Offer(offer.type(), offer.seenAt(), row);
    }

    private static Offer repriced(Offer offer, double before, double after) {
        Map<Field, Value> row = new EnumMap<>(offer.row());
        row.put(Field.DPH_TOTAL, Value.of(after));
        for (Field ratio : List.of(Field.DLPERF_PER_DPHTOTAL, Field.FLOPS_PER_DPHTOTAL)) {
            offer.number(ratio).ifPresent(each -> row.put(ratio, Value.of(each * before / after)));
        }
        return new Offer(offer.type(), offer.seenAt(), row);
    }

    /** What the row says of its points a dollar, unless the price makes it another number. */
    private static void perDollar(Map<Field, Value> row, Offer offer, Field ratio, Field points, double price) {
        Optional<Double> said = offer.number(ratio);
        Optional<Double> of = offer.number(points)
                .or(() -> said.flatMap(each -> offer.number(Field.DPH_TOTAL).map(before -> each * before)));
        said.flatMap(each -> of.map(all -> all / price))
                .filter(each -> Math.abs(each - said.get()) > each * SHARE_ROUNDED)
                .ifPresent(each -> row.put(ratio, Value.of(each)));
    }

    private static Offer unpriced(Offer offer) {
        Map<Field, Value> row = new EnumMap<>(offer.row());
        row.put(Field.DPH_TOTAL, Value.Null.NULL);
        row.computeIfPresent(Field.DLPERF_PER_DPHTOTAL, (field, value) -> Value.Null.NULL);
        row.computeIfPresent(Field.FLOPS_PER_DPHTOTAL, (field, value) -> Value.Null.NULL);
        return new Offer(offer.type(), offer.seenAt(), row);
    }
}

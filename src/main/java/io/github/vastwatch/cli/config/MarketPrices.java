package io.github.vastwatch.cli.config;

import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.text.Amount;
import io.github.vastwatch.watch.Metric;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;

/**
 * What matching offers cost today.
 *
 * @param prices in $ an hour, upwards; at least one
 * @param complete whether the answer is complete
 */
record MarketPrices(List<BigDecimal> prices, boolean complete) {
    /** One offer in twenty, but from 3 to 5: a few alerts are welcome, dozens are not. */
    private static final double SHARE = 0.05;

    private static final int FEWEST = 3;
    private static final int MOST = 5;

    MarketPrices {
        prices = List.copyOf(prices);
    }

    /** Of the offers that have a price; empty if none has. */
    static Optional<MarketPrices> of(List<Offer> offers, boolean complete) {
        List<BigDecimal> prices = offers.stream()
                .flatMap(offer -> Metric.DPH_TOTAL.valueOf(offer).stream())
                .sorted()
                .toList();
        return prices.isEmpty() ? Optional.empty() : Optional.of(new MarketPrices(prices, complete));
    }

    /** The price that this share of the offers does not exceed. */
    private BigDecimal quantile(double share) {
        return prices.get(rank(share));
    }

    private int rank(double share) {
        return Math.max(0, (int) Math.ceil(share * prices.size()) - 1);
    }

    /** A threshold to begin with, which few offers meet today; in whole cents, unless they admit many more. */
    BigDecimal suggestion() {
        int rank = Math.min(prices.size(), Math.min(MOST, Math.max(FEWEST, rank(SHARE) + 1))) - 1;
        BigDecimal few = prices.get(rank);
        BigDecimal cents = few.setScale(2, RoundingMode.UP);
        return within(cents) <= MOST ? cents : few.setScale(3, RoundingMode.UP);
    }

    /** How many offers cost at most this. */
    long within(BigDecimal price) {
        return prices.stream().filter(each -> each.compareTo(price) <= 0).count();
    }

    /** As {@code 5 offers match 0.285 now}. */
    String matching(BigDecimal price) {
        long count = within(price);
        return count + (count == 1 ? " offer matches " : " offers match ") + price.toPlainString() + " now";
    }

    /** As {@code 5 of the 106 offers}, which cost at most this. */
    String share(BigDecimal price) {
        return within(price) + " of " + (prices.size() == 1 ? "the one offer" : "the " + prices.size() + " offers");
    }

    @Override
    public String toString() {
        return Amount.count(prices.size(), "offer", "offers") + (complete ? "" : " seen (not all)")
                + ": best "
                + dollars(prices.get(0)) + ", the cheapest quarter cost at most " + dollars(quantile(0.25))
                + ", median "
                + dollars(quantile(0.5));
    }

    private static String dollars(BigDecimal price) {
        return Metric.DPH_TOTAL.words(price);
    }
}

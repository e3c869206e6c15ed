package io.github.vastwatch.cli;

import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.watch.Metric;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;

/**
 * What offers cost today.
 *
 * @param quartile what a quarter of them cost at most
 * @param whole whether the market was seen whole
 */
record MarketPrices(int offers, BigDecimal best, BigDecimal quartile, BigDecimal median, boolean whole) {

    /** Of offers that say their price; empty where none does. */
    static Optional<MarketPrices> of(List<Offer> offers, boolean whole) {
        List<BigDecimal> prices = offers.stream()
                .flatMap(offer -> Metric.DPH_TOTAL.of(offer).stream())
                .sorted()
                .toList();
        return prices.isEmpty()
                ? Optional.empty()
                : Optional.of(new MarketPrices(
                        prices.size(), prices.get(0), quantile(prices, 0.25), quantile(prices, 0.5), whole));
    }

    /** The smallest that so great a share of them does not exceed. */
    private static BigDecimal quantile(List<BigDecimal> sorted, double share) {
        return sorted.get(Math.max(0, (int) Math.ceil(share * sorted.size()) - 1));
    }

    /** A threshold to begin with: low enough to be worth a mail, and met today. */
    BigDecimal suggestion() {
        return quartile.setScale(2, RoundingMode.UP);
    }

    @Override
    public String toString() {
        return offers + (offers == 1 ? " offer" : " offers") + (whole ? "" : " seen of more") + ": best "
                + dollars(best) + ", a quarter at most " + dollars(quartile) + ", median " + dollars(median);
    }

    private static String dollars(BigDecimal price) {
        return Finding.amount(Metric.DPH_TOTAL, price);
    }
}

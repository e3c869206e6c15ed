package io.github.vastwatch.cli.market;

import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.text.Share;
import io.github.vastwatch.watch.Metric;
import io.github.vastwatch.watch.Watch;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What one look at the market means for a watch.
 *
 * @param whole whether the market was seen whole
 * @param matches one a key, best first
 * @param best the best value of what fits the query, whatever the threshold; empty where it is not known
 * @param why why nothing matches, or why there is no answer; empty where there is nothing to explain
 */
public record WatchCheck(
        Watch watch, boolean answered, boolean whole, List<Offer> matches, Optional<BigDecimal> best, String why) {
    public WatchCheck {
        matches = List.copyOf(matches);
    }

    static WatchCheck unanswered(Watch watch, String reason) {
        return new WatchCheck(watch, false, false, List.of(), Optional.empty(), reason);
    }

    /** {@code 12 offers match, best $0.286/h; the market was seen whole}. */
    public String summary() {
        if (!answered) {
            return "no answer: " + why;
        }
        return (matches.isEmpty()
                        ? "nothing matches"
                        : matches.size()
                                + (matches.size() == 1 ? " offer matches" : " offers match")
                                + best.map(value -> ", best "
                                                + amount(watch.threshold().metric(), value))
                                        .orElse(""))
                + "; the market was seen " + (whole ? "whole" : "in part");
    }

    /** {@code $0.286/h}, or {@code 412.5 dlperf_per_dphtotal}. */
    static String amount(Metric metric, BigDecimal value) {
        String unit = metric.isWholePrice() ? "" : " " + metric;
        return metric.isPrice()
                ? String.format(Locale.ROOT, value.compareTo(BigDecimal.TEN) < 0 ? "$%.3f/h" : "$%.2f/h", value) + unit
                : Share.round(value, value.compareTo(BigDecimal.ONE) < 0 ? 3 : 1)
                                .toPlainString()
                        + unit;
    }
}

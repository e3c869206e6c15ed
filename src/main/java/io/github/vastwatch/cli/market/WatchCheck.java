package io.github.vastwatch.cli.market;

import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.watch.Watch;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/**
 * What one search of the market means for a watch.
 *
 * @param whole whether the market was seen whole
 * @param matches one a key, best first
 * @param best the best value among offers that satisfy the query, even without the threshold; empty where unknown
 * @param why why nothing matches, or why there is no answer; otherwise empty
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
                                + best.map(watch.threshold().metric()::words)
                                        .map(value -> ", best " + value)
                                        .orElse(""))
                + "; the market was seen " + (whole ? "whole" : "in part");
    }
}

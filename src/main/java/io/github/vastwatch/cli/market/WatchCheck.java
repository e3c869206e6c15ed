package io.github.vastwatch.cli.market;

import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.Query;
import io.github.vastwatch.watch.Condition;
import io.github.vastwatch.watch.Explanation;
import io.github.vastwatch.watch.Metric;
import io.github.vastwatch.watch.Watch;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What one search of the market means for a watch.
 *
 * @param complete whether the answer is complete
 * @param matches one a key, best first
 * @param best the best value among offers that satisfy the query, even without the threshold; empty where unknown
 * @param why why nothing matches, or why there is no answer; otherwise empty
 */
public record WatchCheck(
        Watch watch, boolean answered, boolean complete, List<Offer> matches, Optional<BigDecimal> best, String why) {
    /** The most reasons in the line; explain lists them all. */
    private static final int MOST = 3;

    public WatchCheck {
        matches = List.copyOf(matches);
    }

    static WatchCheck unanswered(Watch watch, String reason) {
        return new WatchCheck(watch, false, false, List.of(), Optional.empty(), reason);
    }

    /** {@code 12 offers match, best $0.286/h; the answer is complete}. */
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
                + (complete ? "; the answer is complete" : "; the answer is truncated");
    }

    /** Why nothing matches, in one line: how far the best offer is from the threshold, and what hides matches. */
    static String noMatch(Watch watch, Explanation explanation) {
        if (explanation.offers() == 0) {
            Query relaxed = Condition.relaxed(watch);
            return relaxed.clauses().isEmpty() ? "the market is empty" : "no offer has " + relaxed;
        }
        if (explanation.matches() > 0) {
            return "a second search found " + explanation.matches() + ": the answers of Vast.ai vary";
        }
        List<String> reasons = new ArrayList<>();
        List<Condition> conditions = Condition.of(watch);
        Condition threshold = conditions.get(conditions.size() - 1);
        if (!explanation.fitting().isEmpty()) {
            Offer best = explanation.fitting().get(0);
            Metric metric = watch.threshold().metric();
            reasons.add("best now " + metric.words(metric.valueOf(best).orElseThrow()) + ", " + threshold.gap(best)
                    + " your threshold");
        }
        explanation.effects().stream()
                .filter(effect -> effect.hides() > 0 && !effect.condition().equals(threshold))
                .sorted(Comparator.comparingInt(Explanation.Effect::hides).reversed())
                .limit(MOST)
                .forEach(effect -> reasons.add(effect.condition() + " hides " + effect.hides() + " of " + effect.hides()
                        + (effect.hides() == 1 ? " match" : " matches")
                        + (effect.condition().origin().isEmpty()
                                ? ""
                                : " (" + effect.condition().origin() + ")")));
        return reasons.isEmpty() ? nearest(explanation.nearest().get(0)) : String.join("; ", reasons);
    }

    private static String nearest(Explanation.Near near) {
        return "the nearest fails "
                + String.join(
                        " and ",
                        near.fails().stream()
                                .map(condition -> condition + " (" + condition.valueIn(near.offer()) + ")")
                                .toList());
    }
}

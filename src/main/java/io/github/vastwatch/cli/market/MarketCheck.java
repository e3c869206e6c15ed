package io.github.vastwatch.cli.market;

import com.fasterxml.jackson.annotation.JsonValue;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.Query;
import io.github.vastwatch.offer.Question;
import io.github.vastwatch.text.Amount;
import io.github.vastwatch.vast.CompleteSearch;
import io.github.vastwatch.vast.SearchResult;
import io.github.vastwatch.vast.VastClient;
import io.github.vastwatch.watch.Condition;
import io.github.vastwatch.watch.Explanation;
import io.github.vastwatch.watch.Metric;
import io.github.vastwatch.watch.Snapshot;
import io.github.vastwatch.watch.Threshold;
import io.github.vastwatch.watch.Watch;
import java.math.BigDecimal;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Searches the market for one watch after another, each question once. */
public final class MarketCheck {
    private final VastClient vast;
    private final Clock clock;
    private final Map<Question, CompleteSearch.Progress> searches = new HashMap<>();
    /** The requests left for splitting truncated searches: those of one search, shared by all of them. */
    private int spare;

    public MarketCheck(VastClient vast, Clock clock) {
        this.vast = vast;
        this.clock = clock;
        this.spare = CompleteSearch.maxParts(vast.requestsPerMinute());
    }

    /** What the watch matches now; if nothing, a second search explains why. */
    public Result of(Watch watch) throws InterruptedException {
        Threshold threshold = watch.threshold();
        // As the daemon asks: without a key an answer is a thinned sample, so the threshold goes into the question.
        Question question = vast.isAnonymous() ? threshold.narrow(watch.question()) : watch.question();
        if (!searches.containsKey(question) && vast.nextAttempt().isAfter(clock.instant())) {
            return Result.unanswered(
                    watch,
                    "not asked, as "
                            + vast.quotaPause()
                                    .map(until ->
                                            SearchResult.NotAsked.quota(until).reason())
                                    .orElse("Vast.ai gave no answer before"));
        }
        CompleteSearch.Progress search = search(question, threshold);
        if (!(search.result() instanceof SearchResult.Found found)) {
            return Result.unanswered(watch, search.reason());
        }
        List<Offer> matches =
                List.copyOf(Snapshot.of(watch, search.question(), clock.instant(), found.complete(), found.offers())
                        .matches()
                        .values());
        return matches.isEmpty()
                ? explained(watch, found.complete())
                : new Result(
                        watch,
                        true,
                        found.complete(),
                        matches,
                        threshold.metric().valueOf(matches.get(0)),
                        "");
    }

    private Result explained(Watch watch, boolean complete) throws InterruptedException {
        CompleteSearch.Progress wide = search(Condition.relaxed(watch, Condition.relaxed(watch)), Threshold.NONE);
        if (!(wide.result() instanceof SearchResult.Found all)) {
            return unmatched(watch, complete, Optional.empty(), "the search for the reason failed: " + wide.reason());
        }
        Explanation explanation = Explanation.of(watch, Condition.priced(watch, all.offers()));
        Optional<Offer> best = explanation.fitting().stream().findFirst();
        return unmatched(
                watch,
                complete,
                best.flatMap(watch.threshold().metric()::valueOf),
                Result.noMatch(watch, explanation)
                        + (all.complete() ? "" : " (as far as a search without the filters saw)"));
    }

    private static Result unmatched(Watch watch, boolean complete, Optional<BigDecimal> best, String why) {
        return new Result(watch, true, complete, List.of(), best, why);
    }

    /** Searches once for watches with the same question; not shared when split, which leaves out what misses the threshold. */
    public CompleteSearch.Progress search(Question question, Threshold threshold) throws InterruptedException {
        CompleteSearch.Progress known = searches.get(question);
        if (known != null) {
            return known;
        }
        CompleteSearch.Progress search = CompleteSearch.run(vast, question, threshold::narrow, spare);
        spare -= search.requests() - 1;
        if (search.requests() == 1 || threshold.isNone()) {
            searches.put(question, search);
        }
        return search;
    }

    /**
     * What one search of the market means for a watch.
     *
     * @param complete whether the answer is complete
     * @param matches one a key, best first
     * @param best the best value among offers that satisfy the query, even without the threshold; empty where unknown
     * @param why why nothing matches, or why there is no answer; otherwise empty
     */
    public record Result(
            Watch watch,
            boolean answered,
            boolean complete,
            List<Offer> matches,
            Optional<BigDecimal> best,
            String why) {
        /** The most reasons in the line; explain lists them all. */
        private static final int MOST = 3;

        public Result {
            matches = List.copyOf(matches);
        }

        static Result unanswered(Watch watch, String reason) {
            return new Result(watch, false, false, List.of(), Optional.empty(), reason);
        }

        /** The same for programs. */
        @JsonValue
        Facts facts() {
            Optional<Result> answer = Optional.of(this).filter(Result::answered);
            return new Facts(
                    watch.name(),
                    answered,
                    answer.map(Result::complete),
                    answer.map(each -> each.matches().size()),
                    best,
                    Optional.of(why).filter(reason -> !reason.isEmpty()));
        }

        record Facts(
                String name,
                boolean answered,
                Optional<Boolean> complete,
                Optional<Integer> matches,
                Optional<BigDecimal> best,
                Optional<String> why) {}

        /** {@code 12 offers match, best $0.286/h; the answer is complete}. */
        public String summary() {
            if (!answered) {
                return "no answer: " + why;
            }
            return (matches.isEmpty()
                            ? "nothing matches"
                            : Amount.count(matches.size(), "offer matches", "offers match")
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
                    .forEach(effect -> reasons.add(effect.condition() + " hides " + effect.hides() + " of "
                            + Amount.count(effect.hides(), "match", "matches")
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
}

package io.github.vastwatch.cli.market;

import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.Question;
import io.github.vastwatch.vast.CompleteSearch;
import io.github.vastwatch.vast.SearchResult;
import io.github.vastwatch.vast.VastClient;
import io.github.vastwatch.watch.Condition;
import io.github.vastwatch.watch.Explanation;
import io.github.vastwatch.watch.Metric;
import io.github.vastwatch.watch.Snapshot;
import io.github.vastwatch.watch.Threshold;
import io.github.vastwatch.watch.Watch;
import java.time.Clock;
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
    public WatchCheck of(Watch watch) throws InterruptedException {
        Threshold threshold = watch.threshold();
        // As the daemon asks: without a key an answer is a thinned sample, so the threshold goes into the question.
        Question question = vast.isAnonymous() ? threshold.narrow(watch.question()) : watch.question();
        if (!searches.containsKey(question) && vast.nextAttempt().isAfter(clock.instant())) {
            return WatchCheck.unanswered(
                    watch,
                    "not asked, as "
                            + vast.quotaPause()
                                    .map(until -> new SearchResult.NotAsked(until).reason())
                                    .orElse("Vast.ai gave no answer before"));
        }
        CompleteSearch.Progress search = search(question, threshold);
        if (!(search.result() instanceof SearchResult.Found found)) {
            return WatchCheck.unanswered(watch, search.reason());
        }
        List<Offer> matches =
                List.copyOf(Snapshot.of(watch, search.question(), clock.instant(), found.complete(), found.offers())
                        .matches()
                        .values());
        return matches.isEmpty()
                ? explained(watch, found.complete())
                : new WatchCheck(
                        watch,
                        true,
                        found.complete(),
                        matches,
                        threshold.metric().valueOf(matches.get(0)),
                        "");
    }

    private WatchCheck explained(Watch watch, boolean complete) throws InterruptedException {
        CompleteSearch.Progress wide = search(Condition.relaxed(watch, Condition.relaxed(watch)), Threshold.NONE);
        if (!(wide.result() instanceof SearchResult.Found all)) {
            return new WatchCheck(
                    watch,
                    true,
                    complete,
                    List.of(),
                    Optional.empty(),
                    "the search for the reason failed: " + wide.reason());
        }
        Explanation explanation = Explanation.of(watch, Condition.priced(watch, all.offers()));
        Metric metric = watch.threshold().metric();
        return new WatchCheck(
                watch,
                true,
                complete,
                List.of(),
                explanation.fitting().stream().findFirst().flatMap(metric::valueOf),
                WatchCheck.noMatch(watch, explanation)
                        + (all.complete() ? "" : " (as far as a search without the filters saw)"));
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
}

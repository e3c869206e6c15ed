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

/** Asks the market for one watch after another, each question once. */
public final class MarketCheck {
    private final VastClient vast;
    private final Clock clock;
    private final Map<Question, CompleteSearch.Progress> looks = new HashMap<>();
    /** How many more requests there may be for what was not seen whole: one look's worth for all of them. */
    private int spare;

    public MarketCheck(VastClient vast, Clock clock) {
        this.vast = vast;
        this.clock = clock;
        this.spare = CompleteSearch.allowance(vast.requestsPerMinute());
    }

    /** What the watch would find now; a second question is asked where nothing matches, to say why. */
    public WatchCheck of(Watch watch) throws InterruptedException {
        Threshold threshold = watch.threshold();
        // As the daemon asks: without a key an answer is a thinned sample, so the threshold goes into the question.
        Question question = vast.isAnonymous() ? threshold.narrow(watch.question()) : watch.question();
        if (!looks.containsKey(question) && vast.nextAttempt().isAfter(clock.instant())) {
            return WatchCheck.unanswered(
                    watch,
                    "not asked, as "
                            + vast.quotaPause()
                                    .map(until -> new SearchResult.NotAsked(until).reason())
                                    .orElse("Vast.ai gave no answer before"));
        }
        CompleteSearch.Progress look = look(question, threshold);
        if (!(look.result() instanceof SearchResult.Found found)) {
            return WatchCheck.unanswered(watch, look.reason());
        }
        List<Offer> matches =
                List.copyOf(Snapshot.of(watch, look.question(), clock.instant(), found.whole(), found.offers())
                        .matches()
                        .values());
        return matches.isEmpty()
                ? explained(watch, found.whole())
                : new WatchCheck(
                        watch, true, found.whole(), matches, threshold.metric().of(matches.get(0)), "");
    }

    private WatchCheck explained(Watch watch, boolean whole) throws InterruptedException {
        CompleteSearch.Progress wide = look(Condition.relaxed(watch, Condition.relaxed(watch)), Threshold.NONE);
        if (!(wide.result() instanceof SearchResult.Found all)) {
            return new WatchCheck(
                    watch,
                    true,
                    whole,
                    List.of(),
                    Optional.empty(),
                    "the question why was not answered: " + wide.reason());
        }
        Explanation explanation = Explanation.of(watch, Condition.priced(watch, all.offers()));
        Metric metric = watch.threshold().metric();
        return new WatchCheck(
                watch,
                true,
                whole,
                List.of(),
                explanation.fitting().stream().findFirst().flatMap(metric::of),
                NoMatchReason.of(watch, explanation)
                        + (all.whole() ? "" : " (as far as a look without the filters saw)"));
    }

    /** Two watches with one question share a look; one in parts left out what is outside of the first's threshold. */
    public CompleteSearch.Progress look(Question question, Threshold threshold) throws InterruptedException {
        CompleteSearch.Progress known = looks.get(question);
        if (known != null) {
            return known;
        }
        CompleteSearch.Progress look = CompleteSearch.of(vast, question, threshold::narrow, spare);
        spare -= look.requests() - 1;
        if (look.requests() == 1 || threshold.isNone()) {
            looks.put(question, look);
        }
        return look;
    }
}

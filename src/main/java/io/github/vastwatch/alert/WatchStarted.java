package io.github.vastwatch.alert;

import io.github.vastwatch.offer.Clause;
import io.github.vastwatch.text.Share;
import io.github.vastwatch.watch.Metric;
import io.github.vastwatch.watch.Snapshot;
import io.github.vastwatch.watch.Threshold;
import io.github.vastwatch.watch.Watch;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a new watch says of its first answer. */
public record WatchStarted(String watch, Instant at, String sentence) {

    /** As {@code watching cheap-4090: 15 offers fit the query, none under 0.40, best $0.412/h, 3 % over; complete answer}. */
    static WatchStarted of(Watch watch, Snapshot snapshot) {
        Threshold threshold = watch.threshold();
        Metric metric = threshold.metric();
        Optional<BigDecimal> best = snapshot.fitting().stream().findFirst().flatMap(metric::valueOf);
        int match = snapshot.offers().size() + snapshot.unkeyed();
        boolean isAllMatching = match > 0
                && match == snapshot.fitting().size()
                && !snapshot.narrowed().isEmpty();
        String matching = threshold.isNone()
                ? ""
                : match > 0
                        ? ", " + match + (match == 1 ? " matches " : " match ") + threshold
                        : ", none " + (threshold.isUpperBound() ? "under " : "over ")
                                + threshold.value().toPlainString();
        String off =
                match > 0 ? "" : best.map(value -> ", " + gap(threshold, value)).orElse("");
        return new WatchStarted(
                watch.name(),
                snapshot.at(),
                opening(watch.name())
                        + (isAllMatching
                                ? match + (match == 1 ? " offer matches " : " offers match ") + threshold
                                : fits(snapshot) + matching)
                        + best.map(value -> ", best " + metric.words(value)).orElse("")
                        + off
                        + (snapshot.isComplete() ? "; complete answer" : "; truncated answer"));
    }

    /** How the sentence about a watch begins. */
    public static String opening(String watch) {
        return "watching " + watch + ": ";
    }

    /** The exact number is known only from a complete answer to the whole query. */
    private static String fits(Snapshot snapshot) {
        int fit = snapshot.fitting().size();
        String counted = fit + (fit == 1 ? " offer fits the query" : " offers fit the query");
        if (!snapshot.narrowed().isEmpty()) {
            String asked = snapshot.narrowed().stream().map(Clause::toString).collect(Collectors.joining(" "));
            return (fit == 0 ? "no offer" : "at least " + fit + (fit == 1 ? " offer" : " offers")) + " with " + asked;
        }
        return snapshot.isComplete() ? counted : fit == 0 ? "no offer seen that fits the query" : "at least " + counted;
    }

    private static String gap(Threshold threshold, BigDecimal value) {
        BigDecimal share = value.subtract(threshold.value()).abs().divide(threshold.value(), MathContext.DECIMAL64);
        return Share.percent(share, 0) + (threshold.isUpperBound() ? " over" : " under");
    }
}

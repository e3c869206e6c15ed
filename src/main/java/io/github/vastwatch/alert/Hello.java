package io.github.vastwatch.alert;

import io.github.vastwatch.watch.Metric;
import io.github.vastwatch.watch.Snapshot;
import io.github.vastwatch.watch.Threshold;
import io.github.vastwatch.watch.Watch;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.Optional;

/** What a new watch says of its first answer. */
public record Hello(String watch, Instant at, String sentence) {

    /** As {@code watching cheap-4090: 15 offers fit, none under 0.40, best $0.412/h, 3 % over; market seen whole}. */
    static Hello of(Watch watch, Snapshot snapshot) {
        Threshold threshold = watch.threshold();
        Metric metric = threshold.metric();
        Optional<BigDecimal> best = snapshot.fitting().stream().findFirst().flatMap(metric::of);
        int fit = snapshot.fitting().size();
        int match = snapshot.offers().size() + snapshot.unkeyed();
        String matching = threshold.isNone()
                ? ""
                : match > 0
                        ? ", " + match + (match == 1 ? " matches " : " match ") + threshold
                        : ", none " + (threshold.isUpperBound() ? "under " : "over ")
                                + threshold.value().toPlainString();
        String off =
                match > 0 ? "" : best.map(value -> ", " + gap(threshold, value)).orElse("");
        return new Hello(
                watch.name(),
                snapshot.at(),
                "watching " + watch.name() + ": " + fit + (fit == 1 ? " offer fits" : " offers fit") + matching
                        + best.map(value -> ", best " + metric.words(value)).orElse("") + off + "; market seen "
                        + (snapshot.whole() ? "whole" : "in part"));
    }

    private static String gap(Threshold threshold, BigDecimal value) {
        BigDecimal share = value.subtract(threshold.value())
                .abs()
                .divide(threshold.value(), MathContext.DECIMAL64)
                .movePointRight(2);
        return share.setScale(0, RoundingMode.HALF_UP).max(BigDecimal.ONE).toPlainString() + " % "
                + (threshold.isUpperBound() ? "over" : "under");
    }
}

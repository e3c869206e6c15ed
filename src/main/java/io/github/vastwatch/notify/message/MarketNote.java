package io.github.vastwatch.notify.message;

import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.Match;
import io.github.vastwatch.history.MarketContext;
import io.github.vastwatch.text.Durations;
import io.github.vastwatch.text.Share;
import io.github.vastwatch.watch.Metric;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How good the best offer is beside the recorded market. */
final class MarketNote {
    /** Nothing is called the best of a shorter time. */
    private static final Duration DAY = Duration.ofDays(1);

    /** Less than this of the time is said. */
    private static final BigDecimal NEARLY_ALL = new BigDecimal("0.9");

    private MarketNote() {}

    /**
     * {@code 21 % under the 7-day median of $0.38/h, the best in 9 days (recorded for 12 days). Such offers stay 40
     * minutes.} Empty if too little is recorded.
     */
    static Optional<String> of(Alert alert, Match best) {
        Map<String, String> facts = alert.facts();
        if (alert.terms().isEmpty() || !facts.containsKey(MarketContext.SINCE)) {
            return Optional.empty();
        }
        Metric metric = alert.terms().get().threshold().metric();
        List<String> parts = new ArrayList<>();
        fact(facts, MarketContext.MEDIAN)
                .map(BigDecimal::new)
                .filter(median -> median.signum() != 0)
                .map(median -> distance(best.value(), median) + " the 7-day median of " + metric.words(median))
                .ifPresent(parts::add);
        Instant since = Instant.parse(facts.getOrDefault(MarketContext.SINCE, ""));
        Optional<Duration> before = fact(facts, MarketContext.LAST_AS_GOOD)
                .map(Instant::parse)
                .map(last -> Duration.between(last, alert.at()));
        if (before.isEmpty()) {
            parts.add("the best that was recorded");
        } else if (before.get().compareTo(DAY) >= 0) {
            parts.add("the best in " + Durations.words(before.get()));
        }
        if (parts.isEmpty()) {
            return Optional.empty();
        }
        String sentence = String.join(", ", parts);
        return Optional.of(Character.toUpperCase(sentence.charAt(0)) + sentence.substring(1) + " (recorded for "
                + Durations.words(Duration.between(since, alert.at()))
                + fact(facts, MarketContext.SEEN)
                        .map(BigDecimal::new)
                        .filter(share -> share.compareTo(NEARLY_ALL) < 0)
                        .map(share -> ", " + Share.percent(share, 0) + " of the time")
                        .orElse("")
                + ")."
                + fact(facts, MarketContext.LIFETIME)
                        .map(seconds -> " Such offers stay "
                                + Durations.words(Duration.ofSeconds(Long.parseLong(seconds))) + ".")
                        .orElse(""));
    }

    private static Optional<String> fact(Map<String, String> facts, String name) {
        return Optional.ofNullable(facts.get(name));
    }

    /** {@code 21 % under}, {@code 5 % above} or {@code at}. */
    private static String distance(BigDecimal value, BigDecimal median) {
        BigDecimal percent = value.subtract(median).movePointRight(2).divide(median, 0, RoundingMode.HALF_UP);
        return percent.signum() == 0 ? "at" : percent.abs() + " % " + (percent.signum() < 0 ? "under" : "above");
    }
}

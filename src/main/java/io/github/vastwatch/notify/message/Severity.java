package io.github.vastwatch.notify.message;

import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.AlertKind;
import io.github.vastwatch.alert.Match;
import io.github.vastwatch.alert.WatchTerms;
import io.github.vastwatch.watch.Threshold;
import java.util.Locale;

/** How urgent a message is; determines its priority, sound and colour. */
public enum Severity {
    /** An offer that meets {@code urgent} of its watch. */
    URGENT,
    /** An incident; or, where the watch has no {@code urgent}, an offer far better than the threshold. */
    HIGH,
    NORMAL,
    /** Nothing to act on, as when an offer is gone. */
    LOW;

    /** Offers this much better than the limit are rare and soon rented. */
    private static final double FAR_BETTER = 0.2;

    public static Severity of(Alert alert) {
        MessageKind kind = MessageKind.of(alert);
        if (alert.alertKind() != AlertKind.OFFERS_MATCHED) {
            return kind.usual();
        }
        return alert.terms()
                .flatMap(terms -> alert.matches().stream()
                        .filter(Match::isToRent)
                        .map(match -> of(terms, match))
                        .sorted()
                        .findFirst())
                .orElse(LOW);
    }

    private static Severity of(WatchTerms terms, Match match) {
        Severity usual = MessageKind.of(match).usual();
        if (MessageKind.of(match) == MessageKind.REMINDER) {
            return usual;
        }
        if (terms.urgent().isEmpty()) {
            return isFarBetter(match, terms.threshold()) ? HIGH : usual;
        }
        Threshold urgent = terms.urgent().get();
        // A late alert knows a newer value than the row, but only of the watch's metric.
        boolean isUrgent = urgent.metric().equals(terms.threshold().metric())
                ? urgent.matches(match.current())
                : urgent.matches(match.offer());
        return isUrgent ? URGENT : usual;
    }

    private static boolean isFarBetter(Match match, Threshold threshold) {
        double limit = threshold.value().doubleValue();
        double over = match.current().doubleValue() - limit;
        return !threshold.isNone() && (threshold.isUpperBound() ? -over : over) / limit >= FAR_BETTER;
    }

    /** Whether it deserves a louder sound. */
    public boolean isLoud() {
        return this == URGENT || this == HIGH;
    }

    /** As in a webhook's body. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}

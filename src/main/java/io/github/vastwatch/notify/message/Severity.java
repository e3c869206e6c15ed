package io.github.vastwatch.notify.message;

import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.AlertKind;
import io.github.vastwatch.alert.Match;
import io.github.vastwatch.alert.WatchTerms;
import io.github.vastwatch.watch.Threshold;
import java.util.Locale;

/** How urgent a message is; its priority, its sound and its colour follow from it. */
public enum Severity {
    /** What meets the {@code urgent} of its watch. */
    URGENT,
    /** Trouble; and where the watch has no {@code urgent}, what is far better than its threshold. */
    HIGH,
    NORMAL,
    /** What needs no answer, as that an offer is gone. */
    LOW;

    /** So much better than the limit is rare, and soon gone. */
    private static final double FAR_BETTER = 0.2;

    public static Severity of(Alert alert) {
        MessageKind kind = MessageKind.of(alert);
        if (alert.alertKind() != AlertKind.OFFERS_MATCHED) {
            return kind.usual();
        }
        return alert.terms()
                .flatMap(watchTerms -> alert.matches().stream()
                        .filter(Match::isToRent)
                        .map(match -> of(watchTerms, match))
                        .sorted()
                        .findFirst())
                .orElse(LOW);
    }

    private static Severity of(WatchTerms watchTerms, Match match) {
        Severity usual = MessageKind.of(match).usual();
        if (MessageKind.of(match) == MessageKind.REMINDER) {
            return usual;
        }
        if (watchTerms.urgent().isEmpty()) {
            return isFarBetter(match, watchTerms.threshold()) ? HIGH : usual;
        }
        Threshold urgent = watchTerms.urgent().get();
        // What a late alert knows better than the row is the metric of the watch.
        boolean isUrgent = urgent.metric() == watchTerms.threshold().metric()
                ? urgent.admits(match.current())
                : urgent.admits(match.offer());
        return isUrgent ? URGENT : usual;
    }

    private static boolean isFarBetter(Match match, Threshold threshold) {
        double limit = threshold.value().doubleValue();
        double over = match.current().doubleValue() - limit;
        return !threshold.isNone() && (threshold.isUpperBound() ? -over : over) / limit >= FAR_BETTER;
    }

    /** Whether it is worth a louder sound. */
    public boolean isLoud() {
        return this == URGENT || this == HIGH;
    }

    /** As in a webhook's body. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}

package io.github.vastwatch.alert;

import io.github.vastwatch.watch.Metric;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/** Whether what a late delivery says is still true. */
public sealed interface Revalidation {
    /** After this long, the offer may already be rented. */
    Duration LATE_AFTER = Duration.ofMinutes(2);

    /** All of it is. */
    enum Unchanged implements Revalidation {
        UNCHANGED
    }

    /**
     * Some of it is.
     *
     * @param alert what is true now; of offers that matched, those that are gone come last
     */
    record Changed(Alert alert) implements Revalidation {}

    /**
     * None of it is: it is not sent.
     *
     * @param alert what was not sent, with what became of its offers
     * @param reason why, as the outbox shows it
     * @param isMissed whether the channel's next message reports it
     */
    record Superseded(Alert alert, String reason, boolean isMissed) implements Revalidation {}

    /** What was decided before this is late. */
    static Instant lateBefore(Instant now) {
        return now.minus(LATE_AFTER);
    }

    /**
     * Whether a delivery is to be compared with the newest answers before it is sent: it is about offers, it is late, and
     * it certainly did not arrive, for what may have arrived is repeated byte by byte.
     */
    static boolean isDue(Delivery delivery, Instant now) {
        return (delivery.alert().alertKind() == AlertKind.OFFERS_MATCHED
                        || delivery.alert().alertKind() == AlertKind.OFFERS_LEFT)
                && delivery.alert().at().isBefore(lateBefore(now))
                && !delivery.mayHaveReachedSome();
    }

    /** Compares an alert of offers with the newest answers. */
    static Revalidation of(Alert alert, LatestOffers latest) {
        return alert.alertKind() == AlertKind.OFFERS_LEFT ? ofLeft(alert, latest) : ofMatched(alert, latest);
    }

    private static Revalidation ofMatched(Alert alert, LatestOffers latest) {
        List<Match> matches = updated(alert.matches(), alert.terms().orElseThrow(), latest);
        boolean isAsSent = matches.stream().allMatch(match -> match.update().isEmpty());
        Alert now = alert.with(matches, isAsSent ? alert.matching() : latest.matching());
        if (matches.stream().allMatch(Match::isGone)) {
            return new Superseded(now, "none of its offers matches any more", true);
        }
        return matches.equals(alert.matches()) ? Unchanged.UNCHANGED : new Changed(now);
    }

    /** Offers that are back are not reported as gone. */
    private static Revalidation ofLeft(Alert alert, LatestOffers latest) {
        List<Match> gone = alert.matches().stream()
                .filter(match -> !latest.isPresent(match.key()))
                .toList();
        if (gone.isEmpty()) {
            return new Superseded(alert, "all of its offers are back", false);
        }
        int back = alert.matches().size() - gone.size();
        return back == 0
                ? Unchanged.UNCHANGED
                : new Changed(alert.withMatches(gone, alert.count() - back, alert.matching()));
    }

    /** Matches as they are now: what is still there, best first, and then what is gone. */
    static List<Match> updated(List<Match> matches, WatchTerms terms, LatestOffers latest) {
        Metric metric = terms.threshold().metric();
        return matches.stream()
                .map(match -> match.withUpdate(latest.update(match, terms)))
                .sorted(Comparator.comparing(Match::isGone).thenComparing(Match::current, metric::compare))
                .toList();
    }
}

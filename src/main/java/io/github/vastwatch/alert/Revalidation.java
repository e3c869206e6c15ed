package io.github.vastwatch.alert;

import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.watch.Metric;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the newest answer says of the offers of an alert that is late.
 *
 * @param matching how many offers match now
 * @param since what has changed, by the offers' own keys; what is not here is as it was told
 */
public record Revalidation(int matching, Map<OfferKey, OfferUpdate> since) {
    /** Offers live for minutes: after these the reader may look for one that is rented. */
    private static final Duration FRESH = Duration.ofMinutes(2);

    public Revalidation {
        since = Map.copyOf(since);
    }

    /**
     * Whether a delivery is to be held against the newest answer before it is sent: it tells offers, it is late, and
     * it certainly has not arrived, for what may have arrived is repeated byte by byte.
     */
    public static boolean isDue(Delivery delivery, Instant now) {
        return (delivery.alert().alertKind() == AlertKind.OFFERS_MATCHED
                        || delivery.alert().alertKind() == AlertKind.OFFERS_LEFT)
                && delivery.alert().at().isBefore(lateBefore(now))
                && !delivery.mayHaveArrived();
    }

    /** What was decided before this is late. */
    public static Instant lateBefore(Instant now) {
        return now.minus(FRESH);
    }

    /** An alert as it is told now: what is gone comes last. */
    public Alert of(Alert told) {
        Metric metric = told.terms().orElseThrow().threshold().metric();
        List<Match> matches =
                thereFirst(told.matches(), metric).stream().map(this::now).toList();
        boolean isAsTold = matches.stream().allMatch(match -> match.since().isEmpty());
        return told.with(matches, isAsTold ? told.matching() : matching);
    }

    /** What is still there, best first, and then what is gone. */
    List<Match> thereFirst(List<Match> told, Metric metric) {
        Comparator<Match> order = Comparator.comparing(
                        (Match match) -> now(match).isGone())
                .thenComparing(match -> now(match).current(), metric::compare);
        return told.stream().sorted(order).toList();
    }

    private Match now(Match told) {
        return told.after(Optional.ofNullable(since.get(told.key())));
    }

    /** Whether none of an alert's offers matches any more. */
    public boolean isOver(Alert told) {
        return told.matches().stream()
                .allMatch(match -> Optional.ofNullable(since.get(match.key()))
                        .map(OfferUpdate::isGone)
                        .orElse(false));
    }
}

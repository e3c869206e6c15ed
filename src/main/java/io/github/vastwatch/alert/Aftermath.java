package io.github.vastwatch.alert;

import io.github.vastwatch.offer.OfferKey;
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
public record Aftermath(int matching, Map<OfferKey, Since> since) {
    /** Offers live for minutes: after these the reader may look for one that is rented. */
    private static final Duration FRESH = Duration.ofMinutes(2);

    public Aftermath {
        since = Map.copyOf(since);
    }

    /**
     * Whether a delivery is to be held against the newest answer before it is sent: it tells matches, it is late, and
     * nobody can have it, for what may have arrived is repeated byte by byte.
     */
    public static boolean isDue(Delivery delivery, Instant now) {
        return delivery.alert().kind() == Kind.OFFERS_MATCHED
                && delivery.alert().at().plus(FRESH).isBefore(now)
                && !delivery.mayHaveArrived();
    }

    /** An alert as it is told now: what is gone comes last. */
    public Alert of(Alert told) {
        List<Match> matches = told.matches().stream()
                .map(match -> match.after(Optional.ofNullable(since.get(match.key()))))
                .toList();
        boolean isAsTold = matches.stream().allMatch(match -> match.since().isEmpty());
        Comparator<Match> order = Comparator.comparing((Match match) -> match.isGone())
                .thenComparing(
                        Match::current, told.terms().orElseThrow().threshold().metric()::compare);
        return told.with(matches.stream().sorted(order).toList(), isAsTold ? told.matching() : matching);
    }

    /** Whether none of an alert's offers matches any more. */
    public boolean isOver(Alert told) {
        return told.matches().stream()
                .allMatch(match -> Optional.ofNullable(since.get(match.key()))
                        .map(Since::isGone)
                        .orElse(false));
    }
}

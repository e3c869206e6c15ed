package io.github.vastwatch.alert;

import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.watch.TrackedOffer;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the newest answers show of some offers of a watch.
 *
 * @param offers those that are tracked, by their own keys or their machines'
 * @param matching how many offers of the watch match
 * @param revision under which they were evaluated; empty where that is not known
 */
public record LatestOffers(Map<OfferKey, TrackedOffer> offers, int matching, Optional<WatchRevision> revision) {
    public LatestOffers {
        offers = Map.copyOf(offers);
    }

    /** What changed about a match since it was sent; empty where nothing did, or where the offer is not tracked. */
    Optional<OfferUpdate> update(Match match, WatchTerms sent) {
        return tracked(match.key())
                .max(Comparator.comparing(TrackedOffer::lastSeen))
                .flatMap(latest -> {
                    BigDecimal value = isComparable(sent) ? latest.value() : match.value();
                    return isPresent(latest) && value.compareTo(match.value()) == 0
                            ? Optional.empty()
                            : Optional.of(new OfferUpdate(
                                    isPresent(latest) ? Optional.of(value) : Optional.empty(), latest.lastSeen()));
                });
    }

    /** Whether an offer, or its machine, was in the last answer. */
    boolean isPresent(OfferKey key) {
        return tracked(key).anyMatch(LatestOffers::isPresent);
    }

    private Stream<TrackedOffer> tracked(OfferKey key) {
        return Stream.of(key, key.ofMachine()).distinct().flatMap(each -> Stream.ofNullable(offers.get(each)));
    }

    private static boolean isPresent(TrackedOffer offer) {
        return offer.missed() == 0 && !offer.isGone();
    }

    /** Whether values of today mean the same as those that were sent. */
    private boolean isComparable(WatchTerms sent) {
        return revision.map(today -> today.diskGb() == sent.diskGb()
                        && today.sla().equals(sent.sla())
                        && today.metric().equals(sent.threshold().metric()))
                .orElse(true);
    }
}

package io.github.vastwatch.store;

import io.github.vastwatch.alert.Told;
import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.watch.Known;
import java.util.Map;

/** What is remembered for one watch: the offers that matched, and what was last told of each. */
public record Memory(Map<OfferKey, Known> known, Map<OfferKey, Told> told) {
    public Memory {
        known = Map.copyOf(known);
        told = Map.copyOf(told);
    }
}

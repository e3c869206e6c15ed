package io.github.vastwatch.alert;

import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.plan.Need;
import io.github.vastwatch.watch.Known;
import io.github.vastwatch.watch.Watch;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is remembered for one watch.
 *
 * @param known the offers that matched
 * @param told what was last told of each
 * @param standing empty before the first answer
 * @param acknowledged the alerts that somebody has taken note of
 */
public record Memory(
        Map<OfferKey, Known> known,
        Map<OfferKey, Told> told,
        Optional<Standing> standing,
        List<Silence> silences,
        Set<String> acknowledged) {
    public static final Memory EMPTY = new Memory(Map.of(), Map.of());

    public Memory {
        known = Map.copyOf(known);
        told = Map.copyOf(told);
        silences = List.copyOf(silences);
        acknowledged = Set.copyOf(acknowledged);
    }

    public Memory(Map<OfferKey, Known> known, Map<OfferKey, Told> told) {
        this(known, told, Optional.empty(), List.of(), Set.of());
    }

    /**
     * What a watch has to see next. What was sent under other terms than today's is asked for anew, once, so that the
     * answer is judged under these.
     */
    public Need need(Watch watch) {
        Set<Long> sent = new HashSet<>();
        Set<Long> missing = new HashSet<>();
        standing.map(Standing::edition)
                .filter(edition -> edition.isOf(watch))
                .ifPresent(edition -> told.values().stream()
                        .filter(each -> isTracked(each, edition, watch))
                        .map(Told::key)
                        .forEach(key -> {
                            sent.add(key.machineId());
                            if (Optional.ofNullable(known.get(key))
                                            .map(Known::missed)
                                            .orElse(0)
                                    > 0) {
                                missing.add(key.machineId());
                            }
                        }));
        return new Need(watch, sent, missing);
    }

    /** Whether it matters what becomes of a sent offer: it is there, or that it left was not decided yet. */
    private boolean isTracked(Told sent, Edition edition, Watch watch) {
        OfferKey key = sent.key();
        Known each = known.get(key);
        return each != null
                && !(each.isGone() && sent.left())
                && each.life().edition() == edition.number()
                && key.type() == watch.type()
                && key.equals(watch.alerts().news().per().identity(key));
    }

    /** The same as if the clock had never been ahead of {@code now}, so that nothing waits for a time that came already. */
    Memory notAfter(Instant now) {
        Map<OfferKey, Known> knownNow = new HashMap<>();
        known.forEach((key, each) -> knownNow.put(key, each.notAfter(now)));
        Map<OfferKey, Told> toldNow = new HashMap<>();
        told.forEach((key, each) -> toldNow.put(key, each.notAfter(now)));
        return new Memory(knownNow, toldNow, standing.map(each -> each.at(now)), silences, acknowledged);
    }

    Memory with(Map<OfferKey, Known> otherKnown, Map<OfferKey, Told> otherTold) {
        return new Memory(otherKnown, otherTold, standing, silences, acknowledged);
    }
}

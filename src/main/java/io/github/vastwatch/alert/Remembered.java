package io.github.vastwatch.alert;

import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.watch.Event;
import io.github.vastwatch.watch.Known;
import io.github.vastwatch.watch.Life;
import io.github.vastwatch.watch.Watch;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What is to be remembered of finds after an answer, as far as it changed.
 *
 * @param before what was remembered, none of it in the future
 */
record Remembered(Watch watch, Memory before, Instant now, Map<OfferKey, Known> known, Map<OfferKey, Told> told) {
    Remembered(Watch watch, Memory before, Instant now) {
        this(watch, before, now, new LinkedHashMap<>(), new LinkedHashMap<>());
    }

    /** What was last told of a find before this answer. */
    Optional<Told> lastTold(OfferKey key) {
        return Optional.ofNullable(before.told().get(key));
    }

    void takeAsKnown(OfferKey key, BigDecimal value, Offer offer) {
        tell(key, value, "", offer);
    }

    /** What was news of it is news no more. */
    void settle(Known each) {
        if (each.life().comeback() != Life.Comeback.NONE) {
            known.put(each.key(), each.with(each.life().settled()));
        }
    }

    void leave(Told last) {
        told.put(last.key(), last.leaving());
    }

    void record(Finding finding, String alertId) {
        if (finding.isLeaving()) {
            leave(lastTold(finding.key()).orElseThrow());
            return;
        }
        tell(finding.key(), finding.value(), alertId, finding.offer());
        Optional.ofNullable(known.get(finding.key())).ifPresent(this::settle);
    }

    private void tell(OfferKey key, BigDecimal value, String alertId, Offer offer) {
        told.put(
                key,
                new Told(
                        key,
                        value,
                        now,
                        alertId,
                        watch.threshold().metric(),
                        watch.diskGb(),
                        watch.sla(),
                        false,
                        offer.row()));
    }

    /** Whether a find is new, and was not told within the hour: one that comes and goes takes its own turn alone. */
    boolean isNews(Finding finding) {
        return finding.reason().event().equals(Optional.of(Event.NEW))
                && lastTold(finding.key())
                        .filter(each -> !each.alertId().isEmpty() && Standing.isInLastHour(each.at(), now))
                        .isEmpty();
    }
}

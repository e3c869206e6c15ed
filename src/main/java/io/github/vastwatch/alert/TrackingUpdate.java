package io.github.vastwatch.alert;

import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.watch.Event;
import io.github.vastwatch.watch.Lifecycle;
import io.github.vastwatch.watch.TrackedOffer;
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
record TrackingUpdate(
        Watch watch,
        Memory before,
        Instant now,
        Map<OfferKey, TrackedOffer> known,
        Map<OfferKey, NotificationRecord> told) {
    TrackingUpdate(Watch watch, Memory before, Instant now) {
        this(watch, before, now, new LinkedHashMap<>(), new LinkedHashMap<>());
    }

    /** What was last told of a find before this answer. */
    Optional<NotificationRecord> lastTold(OfferKey key) {
        return Optional.ofNullable(before.sent().get(key));
    }

    void takeAsKnown(OfferKey key, BigDecimal value, Offer offer) {
        tell(key, value, "", offer);
    }

    /** What was news of it is news no more. */
    void settle(TrackedOffer each) {
        if (each.lifecycle().comeback() != Lifecycle.Comeback.NONE) {
            known.put(each.key(), each.with(each.lifecycle().settled()));
        }
    }

    void leave(NotificationRecord last) {
        told.put(last.key(), last.leaving());
    }

    void record(Candidate candidate, String alertId) {
        if (candidate.isLeaving()) {
            leave(lastTold(candidate.key()).orElseThrow());
            return;
        }
        tell(candidate.key(), candidate.value(), alertId, candidate.offer());
        Optional.ofNullable(known.get(candidate.key())).ifPresent(this::settle);
    }

    private void tell(OfferKey key, BigDecimal value, String alertId, Offer offer) {
        told.put(
                key,
                new NotificationRecord(
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
    boolean isNews(Candidate candidate) {
        return candidate.reason().event().equals(Optional.of(Event.NEW))
                && lastTold(candidate.key())
                        .filter(each -> !each.alertId().isEmpty() && WatchState.isInLastHour(each.at(), now))
                        .isEmpty();
    }
}

package io.github.vastwatch.alert;

import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.watch.Event;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;

/**
 * One offer on its way through the policy: the reason to send it or not, and what became of it.
 *
 * @param offer as it matches, or as it was when it was last seen; empty where there is nothing to send
 * @param last the notification record about it, of a match in the terms of today
 * @param previous its metric when it was last sent
 * @param shown answers in a row that showed it
 * @param gate what suppresses it; empty while nothing does
 * @param alertId the alert that sends it; empty while none does
 */
record Candidate(
        OfferKey key,
        BigDecimal value,
        Reason reason,
        Optional<Offer> offer,
        Optional<NotificationRecord> last,
        Optional<BigDecimal> previous,
        int shown,
        Optional<Gate> gate,
        Optional<String> alertId) {

    /** One that no gate has suppressed, and no alert sent. */
    Candidate(
            OfferKey key,
            BigDecimal value,
            Reason reason,
            Optional<Offer> offer,
            Optional<NotificationRecord> last,
            Optional<BigDecimal> previous,
            int shown) {
        this(key, value, reason, offer, last, previous, shown, Optional.empty(), Optional.empty());
    }

    Candidate suppressedBy(Gate by) {
        return new Candidate(key, value, reason, offer, last, previous, shown, Optional.of(by), Optional.empty());
    }

    Candidate sentIn(String alert) {
        return new Candidate(key, value, reason, offer, last, previous, shown, Optional.empty(), Optional.of(alert));
    }

    /** Whether its offer does not match any more. */
    boolean isLeaving() {
        return reason.event().map(Event::isLeaving).orElse(false);
    }

    /** Whether it is still to be sent, as far as gates have been asked. */
    boolean hasPassed() {
        return reason.isReasonToSend() && gate.isEmpty() && alertId.isEmpty();
    }

    boolean isSent() {
        return alertId.isPresent();
    }

    boolean isSuppressedBy(Gate by) {
        return gate.equals(Optional.of(by));
    }

    /**
     * Whether it is new and was not sent within the hour. An offer that comes and goes does not use up the allowance of
     * other new offers.
     */
    boolean isNew(Instant now) {
        return reason.event().equals(Optional.of(Event.NEW))
                && last.filter(each -> !each.alertId().isEmpty() && WatchState.isInLastHour(each.at(), now))
                        .isEmpty();
    }

    OfferDecision decision() {
        return new OfferDecision(
                key,
                value,
                gate.map(Gate::reason).orElse(reason),
                Optional.of(reason).filter(Reason::isReasonToSend));
    }

    /** What is remembered of what was sent about it; empty where that does not change. */
    Optional<NotificationRecord> notification(PolicyInput input) {
        boolean isNotAsked = isSuppressedBy(Gate.EVENT_NOT_LISTED);
        if (isLeaving()) {
            boolean isDone = isSent() || isNotAsked || isSuppressedBy(Gate.IN_DIGEST);
            return last.filter(each -> isDone).map(NotificationRecord::leaving);
        }
        // So that a better price, or that it left, can be sent although the watch does not ask for new offers.
        boolean isTakenAsKnown = reason == Reason.TAKEN_AS_KNOWN || (isNotAsked && last.isEmpty());
        return isSent() || isTakenAsKnown
                ? offer.map(
                        each -> NotificationRecord.of(input.watch(), key, value, input.now(), alertId.orElse(""), each))
                : last;
    }

    /** Whether a return that it would have reported is dealt with. */
    boolean isSettled() {
        boolean isDealtWith = isSent()
                || !reason.isReasonToSend()
                || (isSuppressedBy(Gate.EVENT_NOT_LISTED) && reason != Reason.IMPROVED);
        return offer.isPresent() && !isLeaving() && isDealtWith;
    }
}

package io.github.vastwatch.alert;

import io.github.vastwatch.watch.TrackedOffer;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What one answer changes for one watch, from the decision to the commit: what to remember, what to deliver, and why.
 *
 * @param tracked the offers of which something else is remembered now
 * @param sent the notification records that changed
 * @param state empty where it did not change
 * @param deliveries one for each alert and channel, in order
 * @param decisions what was decided about each offer
 * @param started what a new watch reports about its first answer
 * @param forgetBefore offers that were last seen before are forgotten; empty forgets none
 * @param matching how many offers match now, with those that were there when they were last asked for
 * @param unkeyed how many rows match and cannot be remembered, so that they are not sent
 */
public record WatchUpdate(
        String watch,
        Instant at,
        List<TrackedOffer> tracked,
        List<NotificationRecord> sent,
        Optional<WatchState> state,
        List<Delivery> deliveries,
        List<OfferDecision> decisions,
        Optional<WatchStarted> started,
        Optional<Instant> forgetBefore,
        int matching,
        int unkeyed) {
    public WatchUpdate {
        tracked = List.copyOf(tracked);
        sent = List.copyOf(sent);
        deliveries = List.copyOf(deliveries);
        decisions = List.copyOf(decisions);
    }

    /** An update that changes offers and delivers alerts, and nothing else of the watch. */
    public WatchUpdate(
            String watch,
            Instant at,
            List<TrackedOffer> tracked,
            List<NotificationRecord> sent,
            List<Delivery> deliveries) {
        this(
                watch,
                at,
                tracked,
                sent,
                Optional.empty(),
                deliveries,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                0,
                0);
    }

    /** This with changed alerts. */
    public WatchUpdate withAlerts(UnaryOperator<Alert> change) {
        Map<String, Alert> changed = new HashMap<>();
        return new WatchUpdate(
                watch,
                at,
                tracked,
                sent,
                state,
                deliveries.stream()
                        .map(each ->
                                each.with(changed.computeIfAbsent(each.alert().id(), id -> change.apply(each.alert()))))
                        .toList(),
                decisions,
                started,
                forgetBefore,
                matching,
                unkeyed);
    }

    /** The alerts that are delivered, each once, in order. */
    public List<Alert> alerts() {
        return Delivery.alerts(deliveries);
    }

    /** The decisions in which a gate suppressed what would have been sent. */
    public List<OfferDecision> suppressed() {
        return decisions.stream().filter(each -> each.reason().isSuppressed()).toList();
    }

    /** How many offers there are for each reason. */
    public Map<Reason, Integer> byReason() {
        Map<Reason, Integer> byReason = new EnumMap<>(Reason.class);
        decisions.forEach(each -> byReason.merge(each.reason(), 1, Integer::sum));
        return byReason;
    }
}

package io.github.vastwatch.alert;

import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.offer.Value;
import io.github.vastwatch.watch.Change;
import io.github.vastwatch.watch.Event;
import io.github.vastwatch.watch.Lifecycle;
import io.github.vastwatch.watch.Metric;
import io.github.vastwatch.watch.NotifyRules;
import io.github.vastwatch.watch.TrackedOffer;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Gives each offer of a comparison its reason, seen from what was last sent about it and before any gate. */
record Classifier(PolicyInput input) {

    /** The offers that match, best first, then those that do not any more. */
    List<Candidate> classify(List<Change> changes) {
        Map<OfferKey, Candidate> candidates = new LinkedHashMap<>();
        Map<OfferKey, TrackedOffer> tracked = new HashMap<>(input.memory().tracked());
        input.snapshot().excluded().forEach((key, offer) -> candidates.put(key, excluded(key, offer)));
        for (Change change : changes) {
            tracked.put(change.key(), change.trackedOffer());
            candidates.put(
                    change.key(),
                    change.current().map(offer -> matching(change, offer)).orElseGet(() -> missing(change)));
        }
        input.memory().sent().values().stream()
                .filter(each -> !each.departureSettled() && input.countsAs(each.key()))
                .forEach(last -> Optional.ofNullable(tracked.get(last.key()))
                        .filter(gone -> gone.isGone() && input.snapshot().wouldShow(gone, true))
                        .ifPresent(gone -> candidates.put(gone.key(), leaving(gone, last))));
        return List.copyOf(candidates.values());
    }

    private Candidate excluded(OfferKey key, Offer offer) {
        return new Candidate(
                key, input.value(offer), Reason.FIRST_SEEN, Optional.of(offer), Optional.empty(), Optional.empty(), 0);
    }

    private Candidate matching(Change change, Offer offer) {
        Optional<NotificationRecord> last = Optional.ofNullable(
                        input.memory().sent().get(change.key()))
                .map(each -> each.inTermsOf(input.watch(), offer));
        return new Candidate(
                change.key(),
                change.trackedOffer().value(),
                reason(change.trackedOffer(), last),
                Optional.of(offer),
                last,
                last.map(NotificationRecord::value),
                change.trackedOffer().lifecycle().shown());
    }

    private Reason reason(TrackedOffer offer, Optional<NotificationRecord> last) {
        NotifyRules rules = input.watch().alerts().notifyRules();
        Lifecycle lifecycle = offer.lifecycle();
        if (last.isEmpty()) {
            return input.isFirst() && !rules.alertsOnStart()
                    ? Reason.TAKEN_AS_KNOWN
                    : lifecycle.atStart() ? Reason.ALREADY_THERE : Reason.FIRST_SEEN;
        }
        if (lifecycle.comeback() == Lifecycle.Comeback.NEWS) {
            return Reason.RETURNED;
        }
        boolean isBack = lifecycle.comeback() == Lifecycle.Comeback.SOON;
        if (isBack && rules.events().contains(Event.BACK)) {
            return Reason.CAME_BACK;
        }
        Metric metric = input.watch().threshold().metric();
        if (rules.betterBy().isMet(metric, last.get().value(), offer.value())) {
            return Reason.IMPROVED;
        }
        if (isReminderDue(last.get())) {
            return Reason.STILL_THERE;
        }
        return isBack ? Reason.BACK_SOON : Reason.ALREADY_SENT;
    }

    private boolean isReminderDue(NotificationRecord last) {
        // What was taken as known without an alert cannot be sent again.
        return !last.alertId().isEmpty()
                && !input.memory().acknowledged().contains(last.alertId())
                && input.watch()
                        .alerts()
                        .notifyRules()
                        .remind()
                        .map(after -> Duration.between(last.at(), input.now()).compareTo(after) >= 0)
                        .orElse(false);
    }

    private static Candidate missing(Change change) {
        return new Candidate(
                change.key(),
                change.trackedOffer().value(),
                change instanceof Change.Slipped
                        ? Reason.WITHIN_SLACK
                        : change instanceof Change.ThresholdMoved ? Reason.THRESHOLD_MOVED : Reason.NOT_SEEN,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                0);
    }

    /** Outside the threshold it is sent as it is now, and gone from the market as it was when it was last seen. */
    private Candidate leaving(TrackedOffer gone, NotificationRecord last) {
        Metric metric = input.watch().threshold().metric();
        @Nullable
        Offer now = input.snapshot()
                .outside()
                .getOrDefault(gone.key(), input.snapshot().near().get(gone.key()));
        return now != null
                ? leaving(
                        gone,
                        last,
                        Reason.OUTSIDE,
                        now,
                        input.value(now),
                        Optional.of(last.inTermsOf(input.watch(), now).value()))
                : leaving(
                        gone,
                        last,
                        Reason.LEFT,
                        asLastSeen(gone, last),
                        gone.value(),
                        Optional.of(last.value()).filter(each -> last.metric().equals(metric)));
    }

    private static Candidate leaving(
            TrackedOffer gone,
            NotificationRecord last,
            Reason reason,
            Offer offer,
            BigDecimal value,
            Optional<BigDecimal> previous) {
        return new Candidate(
                gone.key(),
                value,
                reason,
                Optional.of(offer),
                Optional.of(last),
                previous,
                gone.lifecycle().shown());
    }

    /** As it was sent, with the number and the price that it had when it was last seen. */
    private static Offer asLastSeen(TrackedOffer gone, NotificationRecord last) {
        Map<Field, Value> row = new EnumMap<>(Field.class);
        row.putAll(last.row());
        row.put(Field.ID, Value.of((double) gone.offerId()));
        row.put(Field.MACHINE_ID, Value.of((double) gone.key().machineId()));
        row.put(Field.GPU_NAME, Value.of(gone.key().gpuName()));
        if (!gone.key().isMachine()) {
            row.put(Field.NUM_GPUS, Value.of((double) gone.key().numGpus()));
        }
        Metric metric = last.metric();
        Offer sent = new Offer(gone.key().type(), gone.lastSeen(), row);
        boolean isRepriced = metric.valueOf(sent)
                .map(value -> value.compareTo(gone.value()) != 0)
                .orElse(true);
        if (isRepriced && metric.lowerIsBetter()) {
            row.remove(Field.DLPERF_PER_DPHTOTAL);
            row.remove(Field.FLOPS_PER_DPHTOTAL);
        }
        if (isRepriced) {
            metric.fieldValue(gone.value(), sent)
                    .ifPresent(value -> row.put(metric.field(), Value.of(value.doubleValue())));
        }
        return new Offer(gone.key().type(), gone.lastSeen(), row);
    }
}

package io.github.vastwatch.alert;

import io.github.vastwatch.watch.Change;
import io.github.vastwatch.watch.Event;
import io.github.vastwatch.watch.Lifecycle;
import io.github.vastwatch.watch.NotifyRules;
import io.github.vastwatch.watch.TrackedOffer;
import io.github.vastwatch.watch.Watch;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** What an offer that matches is, seen from what was told of it, before any gate. */
record EventClassifier(Watch watch, Set<String> acknowledged, Instant now) {

    Reason of(Change change, Optional<NotificationRecord> told) {
        TrackedOffer trackedOffer = change.trackedOffer();
        NotifyRules notifyRules = watch.alerts().notifyRules();
        if (told.isEmpty()) {
            return trackedOffer.lifecycle().atStart() ? Reason.ALREADY_THERE : Reason.FIRST_SEEN;
        }
        if (trackedOffer.lifecycle().comeback() == Lifecycle.Comeback.NEWS) {
            return Reason.RETURNED;
        }
        boolean isBack = trackedOffer.lifecycle().comeback() == Lifecycle.Comeback.SOON;
        if (isBack && notifyRules.events().contains(Event.BACK)) {
            return Reason.CAME_BACK;
        }
        if (notifyRules.betterBy().isMet(watch.threshold().metric(), told.get().value(), trackedOffer.value())) {
            return Reason.IMPROVED;
        }
        if (isReminderDue(told.get())) {
            return Reason.STILL_THERE;
        }
        return isBack ? Reason.BACK_SOON : Reason.ALREADY_TOLD;
    }

    private boolean isReminderDue(NotificationRecord notificationRecord) {
        // What was taken as known without an alert cannot be told again.
        return !notificationRecord.alertId().isEmpty()
                && !acknowledged.contains(notificationRecord.alertId())
                && watch.alerts()
                        .notifyRules()
                        .remind()
                        .map(after ->
                                Duration.between(notificationRecord.at(), now).compareTo(after) >= 0)
                        .orElse(false);
    }
}

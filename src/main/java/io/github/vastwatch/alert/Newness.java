package io.github.vastwatch.alert;

import io.github.vastwatch.watch.Change;
import io.github.vastwatch.watch.Event;
import io.github.vastwatch.watch.Known;
import io.github.vastwatch.watch.Life;
import io.github.vastwatch.watch.News;
import io.github.vastwatch.watch.Watch;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** What an offer that matches is, seen from what was told of it, before any gate. */
record Newness(Watch watch, Set<String> acknowledged, Instant now) {

    Reason of(Change change, Optional<Told> told) {
        Known known = change.known();
        News news = watch.alerts().news();
        if (told.isEmpty()) {
            return known.life().atStart() ? Reason.ALREADY_THERE : Reason.FIRST_SEEN;
        }
        if (known.life().comeback() == Life.Comeback.NEWS) {
            return Reason.RETURNED;
        }
        boolean isBack = known.life().comeback() == Life.Comeback.SOON;
        if (isBack && news.events().contains(Event.BACK)) {
            return Reason.CAME_BACK;
        }
        if (news.betterBy().isMet(watch.threshold().metric(), told.get().value(), known.value())) {
            return Reason.IMPROVED;
        }
        if (isReminderDue(told.get())) {
            return Reason.STILL_THERE;
        }
        return isBack ? Reason.BACK_SOON : Reason.ALREADY_TOLD;
    }

    private boolean isReminderDue(Told told) {
        // What was taken as known without an alert cannot be told again.
        return !told.alertId().isEmpty()
                && !acknowledged.contains(told.alertId())
                && watch.alerts()
                        .news()
                        .remind()
                        .map(after -> Duration.between(told.at(), now).compareTo(after) >= 0)
                        .orElse(false);
    }
}

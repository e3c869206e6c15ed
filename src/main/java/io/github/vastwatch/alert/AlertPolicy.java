package io.github.vastwatch.alert;

import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.watch.Change;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** Decides what of a watch's changes is worth telling: what is known, what was told and the clock go in, reasons come out. */
public final class AlertPolicy {
    /** An offer that was away for less than this is the same find; one that was away longer is news again. */
    static final Duration REARM = Duration.ofHours(1);

    private AlertPolicy() {}

    /** Why a change is told, or why not. */
    public static Reason decide(Change change, Map<OfferKey, Told> told, Instant now) {
        if (change.current().isEmpty()) {
            return Reason.NOT_SEEN;
        }
        if (!told.containsKey(change.key())) {
            return Reason.FIRST_SEEN;
        }
        if (change instanceof Change.Returned returned) {
            boolean longAgo = !returned.before().lastSeen().plus(REARM).isAfter(now);
            return longAgo ? Reason.RETURNED : Reason.BACK_SOON;
        }
        return Reason.ALREADY_TOLD;
    }
}

package io.github.vastwatch.alert;

import io.github.vastwatch.watch.Snapshot;
import io.github.vastwatch.watch.Watch;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Decides what of an answer is worth telling: what is remembered and the answer go in, what to remember, what to tell and
 * why come out.
 */
public final class AlertPolicy {
    /** How long an offer that is gone is remembered; who rents by the month sees it again. */
    private static final Duration KEPT = Duration.ofDays(30);

    private AlertPolicy() {}

    /**
     * What an answer comes to for a watch.
     *
     * @param ids gives each alert its id
     */
    public static WatchUpdate decide(Watch watch, Memory memory, Snapshot snapshot, Supplier<String> ids) {
        Hearing hearing = new Hearing(watch, memory, snapshot, ids);
        hearing.hearFinds();
        hearing.tellFinds();
        hearing.tellSignals();
        return hearing.update(forgetBefore(watch, snapshot.at()));
    }

    /**
     * What an answer in part shows that is told at once: that and nothing else is remembered, for all answers together are
     * decided again. Empty where it shows nothing to tell, and where the watch has not been looked at under its terms: what
     * was there from the start is told together.
     *
     * @param ids gives each alert its id
     */
    public static Optional<WatchUpdate> decideAtOnce(
            Watch watch, Memory memory, Snapshot snapshot, Supplier<String> ids) {
        if (memory.state().filter(each -> each.watchRevision().isOf(watch)).isEmpty()) {
            return Optional.empty();
        }
        Hearing hearing = new Hearing(watch, memory, snapshot, ids);
        hearing.hearFinds();
        hearing.tellMatches();
        return hearing.updateAtOnce();
    }

    /** What never is new again must not be forgotten, and what is new after long not sooner. */
    private static Optional<Instant> forgetBefore(Watch watch, Instant now) {
        return watch.alerts()
                .notifyRules()
                .rearm()
                .after()
                .map(rearm -> now.minus(rearm.compareTo(KEPT) > 0 ? rearm : KEPT));
    }
}

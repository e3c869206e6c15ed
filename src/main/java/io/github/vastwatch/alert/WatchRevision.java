package io.github.vastwatch.alert;

import io.github.vastwatch.offer.Sla;
import io.github.vastwatch.watch.Grouping;
import io.github.vastwatch.watch.Metric;
import io.github.vastwatch.watch.MovingThreshold;
import io.github.vastwatch.watch.Threshold;
import io.github.vastwatch.watch.Watch;
import java.util.Optional;

/**
 * The terms under which a watch evaluated its last answer.
 *
 * @param number counts the edits that may have shut out what matched before
 * @param threshold as the config has it, so that a move of the market is not an edit
 */
public record WatchRevision(
        int number,
        String query,
        String threshold,
        int diskGb,
        Optional<Sla> sla,
        String type,
        Grouping grouping,
        String selection) {

    private static WatchRevision of(int number, Watch watch) {
        return new WatchRevision(
                number,
                watch.query().toString(),
                watch.thresholdText(),
                watch.diskGb(),
                watch.sla(),
                watch.type().wire(),
                watch.alerts().notifyRules().grouping(),
                watch.alerts().selection().toString());
    }

    static WatchRevision first(Watch watch) {
        return of(0, watch);
    }

    /** The current terms. The number increases if the edit alone may exclude earlier matches. */
    WatchRevision next(Watch watch) {
        WatchRevision same = of(number, watch);
        return mayHaveShutOut(same, watch) ? of(number + 1, watch) : same;
    }

    /** Whether these are the terms of today. */
    boolean isOf(Watch watch) {
        return equals(of(number, watch));
    }

    private boolean mayHaveShutOut(WatchRevision now, Watch watch) {
        WatchRevision loosened =
                new WatchRevision(number, query, now.threshold, diskGb, sla, type, grouping, selection);
        return !now.equals(this)
                && !(now.equals(loosened)
                        && watch.moving().isEmpty()
                        && !MovingThreshold.isMeant(threshold)
                        && watch.threshold().isLooserThan(Threshold.parse(threshold)));
    }

    /** Whether values sent under these terms mean the same today. */
    boolean isComparable(WatchRevision now) {
        return diskGb == now.diskGb && sla.equals(now.sla) && metric().equals(now.metric());
    }

    Metric metric() {
        return MovingThreshold.isMeant(threshold)
                ? MovingThreshold.parse(threshold).metric()
                : Threshold.parse(threshold).metric();
    }
}

package io.github.vastwatch.alert;

import io.github.vastwatch.offer.Sla;
import io.github.vastwatch.watch.Per;
import io.github.vastwatch.watch.Threshold;
import io.github.vastwatch.watch.Watch;
import java.util.Optional;

/**
 * The terms under which a watch looked at its last answer.
 *
 * @param number counts the edits that may have shut out what matched before
 */
public record Edition(
        int number,
        String query,
        String threshold,
        int diskGb,
        Optional<Sla> sla,
        String type,
        Per per,
        String selection) {

    private static Edition of(int number, Watch watch) {
        return new Edition(
                number,
                watch.query().toString(),
                watch.threshold().toString(),
                watch.diskGb(),
                watch.sla(),
                watch.type().wire(),
                watch.alerts().news().per(),
                watch.alerts().selection().toString());
    }

    static Edition first(Watch watch) {
        return of(0, watch);
    }

    /** The terms of today; of another number when something that matched may not match now for the edit alone. */
    Edition of(Watch watch) {
        Edition same = of(number, watch);
        return mayHaveShutOut(same, watch) ? of(number + 1, watch) : same;
    }

    /** Whether these are the terms of today. */
    boolean isOf(Watch watch) {
        return equals(of(number, watch));
    }

    private boolean mayHaveShutOut(Edition now, Watch watch) {
        Edition loosened = new Edition(number, query, now.threshold, diskGb, sla, type, per, selection);
        return !now.equals(this)
                && !(now.equals(loosened) && watch.threshold().isLooserThan(Threshold.parse(threshold)));
    }

    /** Whether values told under these terms mean the same today. */
    boolean isComparable(Edition now) {
        return diskGb == now.diskGb
                && sla.equals(now.sla)
                && Threshold.parse(threshold).metric()
                        == Threshold.parse(now.threshold).metric();
    }
}

package io.github.vastwatch.alert;

import io.github.vastwatch.offer.Sla;
import io.github.vastwatch.watch.NotifyRules;
import io.github.vastwatch.watch.Rent;
import io.github.vastwatch.watch.Threshold;
import io.github.vastwatch.watch.Watch;
import io.github.vastwatch.watch.Workload;
import java.util.Optional;

/**
 * The terms under which a watch evaluates offers, as far as a message needs them.
 *
 * @param diskGb the disk that the prices include, in GB
 * @param sla the service level whose fee the prices include
 * @param workload whose cost messages show
 * @param top how many offers, the best, are worth reading
 * @param urgent what is so good that a message of it is urgent; empty where the watch does not say
 */
public record WatchTerms(
        Threshold threshold,
        int diskGb,
        Optional<Sla> sla,
        Optional<Workload> workload,
        Rent rent,
        int top,
        Optional<Threshold> urgent) {
    public WatchTerms(Threshold threshold, int diskGb, Rent rent) {
        this(threshold, diskGb, Optional.empty(), Optional.empty(), rent, NotifyRules.TOP, Optional.empty());
    }

    static WatchTerms of(Watch watch) {
        return new WatchTerms(
                watch.threshold(),
                watch.diskGb(),
                watch.sla(),
                watch.workload(),
                watch.rent(),
                watch.alerts().notifyRules().top(),
                watch.alerts().notifyRules().urgent());
    }
}

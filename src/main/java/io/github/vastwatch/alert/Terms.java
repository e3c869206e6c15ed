package io.github.vastwatch.alert;

import io.github.vastwatch.offer.Sla;
import io.github.vastwatch.watch.News;
import io.github.vastwatch.watch.Rent;
import io.github.vastwatch.watch.Threshold;
import io.github.vastwatch.watch.Watch;
import java.util.Optional;

/**
 * Under which terms a watch looks at offers, as far as a message needs them.
 *
 * @param diskGb the disk that the prices include, in GB
 * @param sla the service level whose fee the prices include
 * @param top how many offers, the best, are worth reading
 * @param urgent what is so good that a message of it is urgent; empty where the watch does not say
 */
public record Terms(
        Threshold threshold, int diskGb, Optional<Sla> sla, Rent rent, int top, Optional<Threshold> urgent) {
    public Terms(Threshold threshold, int diskGb, Rent rent) {
        this(threshold, diskGb, Optional.empty(), rent, News.TOP, Optional.empty());
    }

    static Terms of(Watch watch) {
        return new Terms(
                watch.threshold(),
                watch.diskGb(),
                watch.sla(),
                watch.rent(),
                watch.alerts().news().top(),
                watch.alerts().news().urgent());
    }
}

package io.github.vastwatch.alert;

import io.github.vastwatch.watch.News;
import io.github.vastwatch.watch.Rent;
import io.github.vastwatch.watch.Threshold;
import io.github.vastwatch.watch.Watch;

/**
 * Under which terms a watch looks at offers, as far as a message needs them.
 *
 * @param diskGb the disk that the prices include, in GB
 * @param top how many offers, the best, are worth reading
 */
public record Terms(Threshold threshold, int diskGb, Rent rent, int top) {
    public Terms(Threshold threshold, int diskGb, Rent rent) {
        this(threshold, diskGb, rent, News.TOP);
    }

    static Terms of(Watch watch) {
        return new Terms(
                watch.threshold(),
                watch.diskGb(),
                watch.rent(),
                watch.alerts().news().top());
    }
}

package io.github.vastwatch.alert;

import io.github.vastwatch.watch.Rent;
import io.github.vastwatch.watch.Threshold;

/**
 * Under which terms a watch looks at offers, as far as a message needs them.
 *
 * @param diskGb the disk that the prices include, in GB
 */
public record Terms(Threshold threshold, int diskGb, Rent rent) {}

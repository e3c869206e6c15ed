package io.github.vastwatch.web;

import io.github.vastwatch.metrics.MetricFamily;
import java.util.ArrayList;
import java.util.List;

/** Metrics of one scrape, in the making. */
final class Gauges {
    private final List<MetricFamily> families = new ArrayList<>();

    /** A new one, to add values to. */
    MetricFamily gauge(String name, String help) {
        return added(MetricFamily.gauge("vastwatch_" + name, help));
    }

    /** The same for a value that only rises. */
    MetricFamily counter(String name, String help) {
        return added(MetricFamily.counter("vastwatch_" + name + "_total", help));
    }

    private MetricFamily added(MetricFamily family) {
        families.add(family);
        return family;
    }

    List<MetricFamily> families() {
        return List.copyOf(families);
    }
}

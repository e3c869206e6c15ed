package io.github.vastwatch.web;

import io.github.vastwatch.metrics.MetricFamily;
import java.util.ArrayList;
import java.util.List;

/** Metrics of one scrape, in the making. */
final class Gauges {
    private final List<MetricFamily> families = new ArrayList<>();

    /** A new one, to add values to. */
    MetricFamily gauge(String name, String help) {
        MetricFamily family = MetricFamily.gauge("vastwatch_" + name, help);
        families.add(family);
        return family;
    }

    List<MetricFamily> families() {
        return List.copyOf(families);
    }
}

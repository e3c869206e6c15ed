package io.github.vastwatch.metrics;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBucket;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** The values of one metric, each with its labels, and how they read in the text format 0.0.4 of Prometheus. */
public final class MetricFamily {
    /** The media type of the text. */
    public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private enum Type {
        COUNTER,
        GAUGE,
        HISTOGRAM,
        SUMMARY
    }

    private final String name;
    private final Type type;
    private final String help;
    private final List<Sample> samples = new ArrayList<>();

    /** @param suffix of the name, as {@code _count} */
    private record Sample(String suffix, Labels labels, double value) {}

    private MetricFamily(String name, Type type, String help) {
        this.name = name;
        this.type = type;
        this.help = help;
    }

    /** A value that rises and falls. */
    public static MetricFamily gauge(String name, String help) {
        return new MetricFamily(name, Type.GAUGE, help);
    }

    /**
     * A value that only rises.
     *
     * @param name with the ending {@code _total}
     */
    public static MetricFamily counter(String name, String help) {
        return new MetricFamily(name, Type.COUNTER, help);
    }

    static MetricFamily summary(String name, String help) {
        return new MetricFamily(name, Type.SUMMARY, help);
    }

    /** What the library counted. */
    static MetricFamily of(MetricSnapshot snapshot) {
        String name = snapshot.getMetadata().getPrometheusName();
        String help = snapshot.getMetadata().getHelp();
        if (snapshot instanceof CounterSnapshot counter) {
            MetricFamily family = counter(name + "_total", help);
            counter.getDataPoints().forEach(point -> family.add("", point.getLabels(), point.getValue()));
            return family;
        }
        if (snapshot instanceof HistogramSnapshot histogram) {
            MetricFamily family = new MetricFamily(name, Type.HISTOGRAM, help);
            histogram.getDataPoints().forEach(family::add);
            return family;
        }
        MetricFamily family = gauge(name, help);
        ((GaugeSnapshot) snapshot)
                .getDataPoints()
                .forEach(point -> family.add("", point.getLabels(), point.getValue()));
        return family;
    }

    private void add(HistogramDataPointSnapshot point) {
        long count = 0;
        for (ClassicHistogramBucket bucket : point.getClassicBuckets()) {
            count += bucket.getCount();
            add("_bucket", point.getLabels().add("le", number(bucket.getUpperBound())), (double) count);
        }
        add("_sum", point.getLabels(), point.getSum());
        add("_count", point.getLabels(), (double) count);
    }

    private void add(String suffix, Labels labels, double value) {
        samples.add(new Sample(suffix, labels, value));
    }

    /**
     * Adds a value.
     *
     * @param labels names and values by turns
     */
    public MetricFamily add(double value, String... labels) {
        add("", Labels.of(labels), value);
        return this;
    }

    /** Adds a number of things. */
    public MetricFamily add(long value, String... labels) {
        return add((double) value, labels);
    }

    /** Adds a moment. */
    public MetricFamily add(Instant moment, String... labels) {
        return add(moment.toEpochMilli() / 1e3, labels);
    }

    /** Adds how often something happened, and how long all of it took. */
    MetricFamily add(long count, double seconds, String... labels) {
        add("_sum", Labels.of(labels), seconds);
        add("_count", Labels.of(labels), (double) count);
        return this;
    }

    /** The text of all, by name. */
    public static String text(Collection<MetricFamily> families) {
        StringBuilder text = new StringBuilder();
        families.stream().sorted((one, other) -> one.name.compareTo(other.name)).forEach(family -> family.write(text));
        return text.toString();
    }

    private void write(StringBuilder text) {
        text.append("# HELP ").append(name).append(' ').append(help).append('\n');
        text.append("# TYPE ").append(name).append(' ').append(type.name().toLowerCase(Locale.ROOT));
        text.append('\n');
        for (Sample sample : samples) {
            text.append(name).append(sample.suffix());
            char before = '{';
            for (int i = 0; i < sample.labels().size(); i++) {
                text.append(before).append(sample.labels().getPrometheusName(i)).append("=\"");
                text.append(escaped(sample.labels().getValue(i))).append('"');
                before = ',';
            }
            text.append(before == ',' ? "} " : " ")
                    .append(number(sample.value()))
                    .append('\n');
        }
    }

    private static String escaped(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }

    private static String number(double value) {
        if (Double.isInfinite(value)) {
            return value > 0 ? "+Inf" : "-Inf";
        }
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? String.valueOf((long) value)
                : String.valueOf(value);
    }
}

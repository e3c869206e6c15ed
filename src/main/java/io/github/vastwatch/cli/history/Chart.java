package io.github.vastwatch.cli.history;

import io.github.vastwatch.history.Series;
import io.github.vastwatch.history.Spans.Span;
import io.github.vastwatch.watch.Metric;
import io.github.vastwatch.watch.Threshold;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What a chart of a series shows, however it is drawn: its lines, and the scales of its axes.
 *
 * @param low the value at the bottom
 * @param high the value at the top, above {@code low}
 */
record Chart(Series series, Span span, Threshold threshold, double low, double high) {
    /** Shares of a power of ten at which people expect marks. */
    private static final double[] ROUND = {1, 2, 2.5, 5, 10};

    private static final List<Duration> TICKS = List.of(
            Duration.ofMinutes(1),
            Duration.ofMinutes(5),
            Duration.ofMinutes(15),
            Duration.ofHours(1),
            Duration.ofHours(3),
            Duration.ofHours(6),
            Duration.ofHours(12),
            Duration.ofDays(1),
            Duration.ofDays(2),
            Duration.ofDays(7),
            Duration.ofDays(14),
            Duration.ofDays(28),
            Duration.ofDays(91),
            Duration.ofDays(365));

    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMM", Locale.ROOT);
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);

    /** The lines of figures that it shows. */
    enum Line {
        BEST("best", Series.Figures::best),
        MEDIAN("median", Series.Figures::median);

        private final String title;
        private final Function<Series.Figures, Optional<BigDecimal>> value;

        Line(String title, Function<Series.Figures, Optional<BigDecimal>> value) {
            this.title = title;
            this.value = value;
        }

        String title() {
            return title;
        }

        Optional<Double> at(Series.Step step) {
            return value.apply(step.figures()).map(BigDecimal::doubleValue);
        }
    }

    /** A mark of an axis. */
    record Tick<T>(T at, String text) {}

    /** A chart whose axis of values fits its lines, and the threshold if that is not far from them; empty without values. */
    static Optional<Chart> of(Series series, Span span, Threshold threshold) {
        double[] values = series.steps().stream()
                .flatMap(step -> Stream.of(Line.values()).flatMap(line -> line.at(step).stream()))
                .mapToDouble(Double::doubleValue)
                .sorted()
                .toArray();
        if (values.length == 0) {
            return Optional.empty();
        }
        double low = values[0];
        double high = values[values.length - 1];
        double limit = threshold.value().doubleValue();
        double room = Math.max(high - low, high * 0.02);
        if (!threshold.isNone() && limit > low - room && limit < high + room) {
            low = Math.min(low, limit);
            high = Math.max(high, limit);
        }
        double margin = Math.max(high - low, high * 0.02) * 0.06;
        return Optional.of(new Chart(series, span, threshold, Math.max(0, low - margin), high + margin));
    }

    Metric metric() {
        return threshold.metric();
    }

    /** Whether the threshold is within the axis of values. */
    boolean showsThreshold() {
        double limit = threshold.value().doubleValue();
        return !threshold.isNone() && limit >= low && limit <= high;
    }

    /** Round values, from the lowest on. */
    List<Tick<Double>> valueTicks(int most) {
        double least = (high - low) / most;
        double power = Math.pow(10, Math.floor(Math.log10(least)));
        double step = power;
        for (double round : ROUND) {
            step = power * round;
            if (step >= least) {
                break;
            }
        }
        List<Tick<Double>> ticks = new ArrayList<>();
        for (long i = (long) Math.ceil(low / step); i * step <= high; i++) {
            BigDecimal value = BigDecimal.valueOf(i).multiply(BigDecimal.valueOf(step));
            ticks.add(new Tick<>(value.doubleValue(), metric().amount(value)));
        }
        return ticks;
    }

    /** Round times in UTC, as days, or as hours of a day. */
    List<Tick<Instant>> timeTicks(int most) {
        Duration least = span.length().dividedBy(Math.max(1, most));
        Duration step = TICKS.stream()
                .filter(each -> each.compareTo(least) >= 0)
                .findFirst()
                .orElse(TICKS.get(TICKS.size() - 1));
        ZonedDateTime day = span.from().atZone(ZoneOffset.UTC).truncatedTo(ChronoUnit.DAYS);
        List<Tick<Instant>> ticks = new ArrayList<>();
        for (ZonedDateTime at = day; at.toInstant().isBefore(span.to()); at = at.plus(step)) {
            if (!at.toInstant().isBefore(span.from())) {
                boolean isDay = at.truncatedTo(ChronoUnit.DAYS).equals(at);
                ticks.add(new Tick<>(at.toInstant(), at.format(isDay ? DAY : CLOCK)));
            }
        }
        return ticks;
    }

    /** Where a time is, from 0 at the left to 1 at the right. */
    double x(Instant at) {
        return (double) Duration.between(span.from(), at).toMillis()
                / span.length().toMillis();
    }

    /** Where a value is, from 0 at the bottom to 1 at the top. */
    double y(double value) {
        return (value - low) / (high - low);
    }
}

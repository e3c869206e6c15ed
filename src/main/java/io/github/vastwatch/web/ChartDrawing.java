package io.github.vastwatch.web;

import io.github.vastwatch.watch.Metric;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A price chart as paths of an SVG of 1000 by 260 units, for browsers that run no script.
 *
 * @param band between p10 and p90
 * @param labels heights and what they stand for
 * @param times places on the axis and what they stand for
 */
record ChartDrawing(
        String best,
        String median,
        String band,
        Optional<String> threshold,
        List<Label> labels,
        List<Label> times,
        List<String> alerts) {
    private static final double LEFT = 64;
    private static final double WIDTH = 1000;
    private static final double TOP = 8;
    private static final double BOTTOM = 234;
    private static final int LABELS = 4;
    private static final int TIMES = 6;
    private static final double ROOM = 0.06;
    /** Higher values would flatten the rest. */
    private static final double MOST_MEDIANS = 3;

    record Label(String at, String text) {}

    static ChartDrawing of(PriceChart chart, Metric metric, ZoneId zone) {
        List<BigDecimal> values = Stream.of(chart.best(), chart.p10(), chart.median(), chart.p90())
                .flatMap(List::stream)
                .filter(Objects::nonNull)
                .map(Objects::requireNonNull)
                .toList();
        List<BigDecimal> known = Stream.concat(values.stream(), Stream.ofNullable(chart.threshold()))
                .toList();
        double least = known.stream().mapToDouble(BigDecimal::doubleValue).min().orElse(0);
        double most = known.stream().mapToDouble(BigDecimal::doubleValue).max().orElse(1);
        double middle = chart.median().stream()
                .filter(Objects::nonNull)
                .mapToDouble(value -> Objects.requireNonNull(value).doubleValue())
                .average()
                .orElse(most);
        most = Math.max(Math.min(most, middle * MOST_MEDIANS), least + Math.abs(least) * ROOM + 1e-9);
        double room = (most - least) * ROOM;
        Scale scale = new Scale(
                chart.from().getEpochSecond(), chart.to().getEpochSecond(), Math.max(0, least - room), most + room);
        List<Label> labels = new ArrayList<>();
        for (int i = 0; i <= LABELS; i++) {
            double value = scale.least() + (scale.most() - scale.least()) * i / LABELS;
            labels.add(new Label(number(scale.y(value)), metric.amount(BigDecimal.valueOf(value))));
        }
        List<Label> times = new ArrayList<>();
        long seconds = chart.to().getEpochSecond() - chart.from().getEpochSecond();
        DateTimeFormatter format = DateTimeFormatter.ofPattern(seconds > 172_800 ? "d MMM" : "HH:mm", Locale.ENGLISH)
                .withZone(zone);
        for (int i = 0; i < TIMES; i++) {
            long at = chart.from().getEpochSecond() + seconds * i / TIMES;
            times.add(new Label(number(scale.x(at)), format.format(Instant.ofEpochSecond(at))));
        }
        return new ChartDrawing(
                line(chart.at(), chart.best(), scale),
                line(chart.at(), chart.median(), scale),
                band(chart, scale),
                Optional.ofNullable(chart.threshold()).map(value -> number(scale.y(value.doubleValue()))),
                labels,
                times,
                chart.alerts().stream().map(mark -> number(scale.x(mark.at()))).toList());
    }

    private record Scale(long from, long to, double least, double most) {
        double x(long at) {
            return LEFT + (WIDTH - LEFT) * (at - from) / Math.max(1, to - from);
        }

        double y(double value) {
            double share = (Math.min(value, most) - least) / (most - least);
            return BOTTOM - share * (BOTTOM - TOP);
        }
    }

    private static String line(List<Long> at, List<@Nullable BigDecimal> values, Scale scale) {
        StringBuilder path = new StringBuilder();
        boolean isDrawing = false;
        for (int i = 0; i + 1 < at.size(); i++) {
            @Nullable BigDecimal value = values.get(i);
            if (value != null) {
                String y = number(scale.y(value.doubleValue()));
                path.append(isDrawing ? "V" + y : "M" + number(scale.x(at.get(i))) + " " + y)
                        .append('H')
                        .append(number(scale.x(at.get(i + 1))));
            }
            isDrawing = value != null;
        }
        return path.toString();
    }

    private static String band(PriceChart chart, Scale scale) {
        StringBuilder path = new StringBuilder();
        for (int i = 0; i + 1 < chart.at().size(); i++) {
            @Nullable BigDecimal low = chart.p10().get(i);
            @Nullable BigDecimal high = chart.p90().get(i);
            if (low != null && high != null) {
                path.append('M')
                        .append(number(scale.x(chart.at().get(i))))
                        .append(' ')
                        .append(number(scale.y(low.doubleValue())))
                        .append('H')
                        .append(number(scale.x(chart.at().get(i + 1))))
                        .append('V')
                        .append(number(scale.y(high.doubleValue())))
                        .append('H')
                        .append(number(scale.x(chart.at().get(i))))
                        .append('Z');
            }
        }
        return path.toString();
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}

package io.github.vastwatch.web;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A small chart of steps, for an SVG of 120 by 24 units.
 *
 * @param path of the steps; a gap where nothing is known
 * @param threshold the height of the threshold; empty if it has none
 * @param sentence what it shows, for those who do not see it
 */
record Sparkline(String path, Optional<String> threshold, String sentence) {
    private static final double WIDTH = 120;
    private static final double HEIGHT = 24;
    private static final double MARGIN = 2;

    /** @param threshold empty if there is none */
    static Sparkline of(List<Optional<BigDecimal>> values, Optional<BigDecimal> threshold, String sentence) {
        List<BigDecimal> known = Stream.concat(values.stream().flatMap(Optional::stream), threshold.stream())
                .toList();
        double least = known.stream().mapToDouble(BigDecimal::doubleValue).min().orElse(0);
        double most = known.stream().mapToDouble(BigDecimal::doubleValue).max().orElse(1);
        double room = Math.max(most - least, Math.abs(most) * 0.02 + 1e-9);
        StringBuilder path = new StringBuilder();
        double step = WIDTH / values.size();
        boolean isDrawing = false;
        for (int i = 0; i < values.size(); i++) {
            Optional<BigDecimal> value = values.get(i);
            if (value.isPresent()) {
                String y = height(value.get(), least, room);
                path.append(isDrawing ? "V" + y : "M" + number(i * step) + " " + y)
                        .append("H")
                        .append(number((i + 1) * step));
            }
            isDrawing = value.isPresent();
        }
        return new Sparkline(path.toString(), threshold.map(value -> height(value, least, room)), sentence);
    }

    private static String height(BigDecimal value, double least, double room) {
        return number(HEIGHT - MARGIN - (value.doubleValue() - least) / room * (HEIGHT - 2 * MARGIN));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}

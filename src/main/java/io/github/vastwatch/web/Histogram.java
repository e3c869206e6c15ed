package io.github.vastwatch.web;

import io.github.vastwatch.history.CurrentMarket.Priced;
import io.github.vastwatch.text.Amount;
import io.github.vastwatch.watch.Metric;
import io.github.vastwatch.watch.Threshold;
import io.github.vastwatch.watch.Watch;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What is offered now, by value: bars of an SVG of 600 by 120 units, and where the threshold is in it.
 *
 * @param sentence what the threshold brings, and what a looser one would
 */
record Histogram(List<Bar> bars, Optional<String> threshold, String least, String most, String sentence) {
    private static final int BARS = 30;
    private static final double WIDTH = 600;
    private static final double HEIGHT = 120;
    private static final double SHOWN = 0.9;
    private static final BigDecimal TWO_CENTS = new BigDecimal("0.02");
    private static final BigDecimal LOOSER = new BigDecimal("0.05");

    /** @param isWithin whether it is on the side of the threshold that matches */
    record Bar(String x, String y, String width, String height, boolean isWithin, String title) {}

    /** Empty if there is nothing to show. */
    static Optional<Histogram> of(List<Priced> admitted, Watch watch) {
        if (admitted.isEmpty()) {
            return Optional.empty();
        }
        Metric metric = watch.threshold().metric();
        Threshold threshold = watch.threshold();
        boolean hasThreshold = !threshold.isNone() && !watch.isWaiting();
        List<Double> values = admitted.stream()
                .map(each -> each.value().doubleValue())
                .sorted()
                .toList();
        // The dearest would leave no room for the rest.
        double least = Math.min(values.get(0), hasThreshold ? threshold.value().doubleValue() : values.get(0));
        double most = metric.lowerIsBetter()
                ? values.get((int) ((values.size() - 1) * SHOWN))
                : values.get(values.size() - 1);
        most = Math.max(most, hasThreshold ? threshold.value().doubleValue() * 1.02 : most);
        double step = Math.max((most - least) / BARS, 1e-9);
        int[] counts = new int[BARS];
        for (double value : values) {
            if (value <= most) {
                counts[Math.min(BARS - 1, (int) ((value - least) / step))]++;
            }
        }
        int highest = Math.max(1, Arrays.stream(counts).max().orElse(1));
        List<Bar> bars = new ArrayList<>();
        for (int i = 0; i < BARS; i++) {
            if (counts[i] > 0) {
                double height = HEIGHT * counts[i] / highest;
                BigDecimal middle = BigDecimal.valueOf(least + (i + 0.5) * step);
                bars.add(new Bar(
                        number(WIDTH * i / BARS + 1),
                        number(HEIGHT - height),
                        number(WIDTH / BARS - 2),
                        number(height),
                        hasThreshold && threshold.matches(middle),
                        Amount.count(counts[i], "offer", "offers") + " about " + metric.words(middle)));
            }
        }
        Optional<String> line = hasThreshold
                ? Optional.of(number(WIDTH * (threshold.value().doubleValue() - least) / (step * BARS)))
                : Optional.empty();
        return Optional.of(new Histogram(
                bars,
                line,
                metric.amount(BigDecimal.valueOf(least)),
                metric.amount(BigDecimal.valueOf(most)),
                hasThreshold
                        ? sentence(admitted, threshold)
                        : Amount.count(admitted.size(), "offer", "offers") + " now."));
    }

    private static String sentence(List<Priced> admitted, Threshold threshold) {
        Metric metric = threshold.metric();
        BigDecimal looser = metric.isMoney()
                ? metric.lowerIsBetter()
                        ? threshold.value().add(TWO_CENTS)
                        : threshold.value().subtract(TWO_CENTS)
                : threshold.loosened(LOOSER).value();
        long within = within(admitted, threshold);
        long more = within(admitted, new Threshold(metric, threshold.operator(), looser)) - within;
        if (within == admitted.size()) {
            return String.format(
                    Locale.ROOT, "%,d within the threshold; what is beyond it is not asked for at present.", within);
        }
        return String.format(
                Locale.ROOT,
                "%,d of %,d known offers within the threshold; %s would bring %s.",
                within,
                admitted.size(),
                metric.words(looser),
                more == 0 ? "no more of them" : String.format(Locale.ROOT, "%,d more", more));
    }

    private static long within(List<Priced> admitted, Threshold threshold) {
        return admitted.stream().filter(each -> threshold.matches(each.value())).count();
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}

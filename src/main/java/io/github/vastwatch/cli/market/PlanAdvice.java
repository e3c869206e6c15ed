package io.github.vastwatch.cli.market;

import io.github.vastwatch.config.Config;
import io.github.vastwatch.store.PlanStatus;
import io.github.vastwatch.text.Durations;
import io.github.vastwatch.vast.RowUsage;
import io.github.vastwatch.watch.Schedule;
import io.github.vastwatch.watch.Threshold;
import io.github.vastwatch.watch.Watch;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * What would let the watches run as configured, if the budgets do not suffice.
 *
 * @param delay which watch runs less often than configured, and by how much
 * @param shortage how many rows the watches need, and how many there are; empty if the rows of a whole day suffice
 * @param help which watch takes most, and what would let the others run as configured
 */
public record PlanAdvice(String delay, Optional<String> shortage, String help) {
    private static final double DAY = Duration.ofDays(1).toMillis();
    /** A watch that takes less than this share leaves enough for the others. */
    private static final double MUCH = 0.4;
    /** Failures and merged questions make up for a tenth more. */
    private static final double LATER = 1.1;
    /** Intervals as people write them. */
    private static final List<Duration> INTERVALS = Stream.of(
                    10, 20, 30, 60, 120, 180, 300, 600, 900, 1200, 1800, 3600, 7200, 10800, 21600, 43200)
            .map(Duration::ofSeconds)
            .toList();

    /** Empty if every watch is polled at its interval. */
    static Optional<PlanAdvice> of(PlanView view) {
        List<PlanStatus> late = view.plan().stream()
                .filter(each -> each.purpose().equals("probe")
                        && each.plannedInterval().toMillis()
                                > each.configuredInterval().toMillis() * LATER)
                .toList();
        // What a refusal or another program has used up today is available again tomorrow.
        RowUsage tomorrow = view.usage().at(view.now().plus(Duration.ofDays(1)));
        return late.isEmpty() ? Optional.empty() : Optional.of(of(late(late), view.plan(), view.config(), tomorrow));
    }

    private static String late(List<PlanStatus> late) {
        PlanStatus worst = late.stream()
                .max(Comparator.comparing(
                        each -> (double) each.plannedInterval().toMillis()
                                / each.configuredInterval().toMillis()))
                .orElseThrow();
        long watches = late.stream()
                .flatMap(each -> each.watches().stream())
                .distinct()
                .count();
        String names = "'" + String.join("', '", worst.watches()) + "'";
        String paces = worst.delay();
        return watches == worst.watches().size()
                ? "watch " + names + " is polled " + paces
                : watches + " watches are polled less often than configured, most of all " + names + ": " + paces;
    }

    private static PlanAdvice of(String late, List<PlanStatus> plan, Config config, RowUsage usage) {
        RowUsage.Limit limit = config.vast().rowLimit();
        OptionalLong size = usage.size(limit);
        double mostRows = usage.left(limit).orElse(Long.MAX_VALUE);
        double rows = sum(plan, PlanAdvice::rows);
        double searches = sum(plan, PlanAdvice::searches);
        double mostSearches = config.vast().requestsPerMinute() * 24 * 60.0;
        if (size.isPresent() && rows > mostRows) {
            return new PlanAdvice(
                    late,
                    Optional.of(String.format(
                            Locale.ROOT,
                            "the watches need %,.0f rows a day, and there are %,d (rows_per_day: %s%s)",
                            rows,
                            size.getAsLong(),
                            limit,
                            limit.isLearned() ? ", " + usage.source(limit) : "")),
                    help("rows", plan, PlanAdvice::rows, mostRows, config.watches()));
        }
        return new PlanAdvice(
                late,
                Optional.empty(),
                searches > mostSearches
                        ? help("searches", plan, PlanAdvice::searches, mostSearches, config.watches())
                        : "after 00:00 UTC, with a new quota of rows, the watches run as configured");
    }

    /** The rows that a question costs in a day at its interval. */
    private static double rows(PlanStatus each) {
        return each.rows() * searches(each);
    }

    private static double searches(PlanStatus each) {
        return DAY / each.configuredInterval().toMillis();
    }

    private static double sum(List<PlanStatus> plan, ToDoubleFunction<PlanStatus> cost) {
        return plan.stream().mapToDouble(cost).sum();
    }

    private static String help(
            String what, List<PlanStatus> plan, ToDoubleFunction<PlanStatus> cost, double most, List<Watch> watches) {
        Map<String, Double> byWatch = new LinkedHashMap<>();
        plan.forEach(each -> each.watches()
                .forEach(watch -> byWatch.merge(
                        watch, cost.applyAsDouble(each) / each.watches().size(), Double::sum)));
        Map.Entry<String, Double> top =
                byWatch.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow();
        double all = sum(plan, cost);
        double left = most - (all - top.getValue());
        Optional<Watch> watch = watches.stream()
                .filter(each -> each.name().equals(top.getKey()))
                .findFirst();
        String takes = String.format(
                Locale.ROOT, "watch '%s' takes %.0f %% of the %s; ", top.getKey(), 100 * top.getValue() / all, what);
        if (top.getValue() < all * MUCH || left <= 0 || watch.isEmpty()) {
            return takes + "a longer 'every' for several watches"
                    + (what.equals("rows") ? ", or tighter thresholds," : "") + " would keep within them";
        }
        String tighter = what.equals("rows") ? threshold(watch.get().threshold()) : "";
        String would = byWatch.size() == 1 ? "would keep within them" : "would let the others run as configured";
        return takes + every(watch.get(), top.getValue() / left) + tighter + (tighter.isEmpty() ? " " : ", ") + would;
    }

    /** @param times how many times as long the interval has to be */
    private static String every(Watch watch, double times) {
        if (!(watch.schedule() instanceof Schedule.Every every)) {
            return "a rarer 'cron'";
        }
        double needed = every.interval().toMillis() * times;
        return INTERVALS.stream()
                .filter(each -> each.toMillis() >= needed)
                .findFirst()
                .map(each -> "'every: " + Durations.of(each) + "'")
                .orElse("a much longer 'every'");
    }

    private static String threshold(Threshold threshold) {
        return threshold.isNone()
                ? ", or a threshold"
                : ", or a threshold " + (threshold.isUpperBound() ? "below " : "above ")
                        + threshold.value().toPlainString();
    }
}

package io.github.vastwatch.cli.market;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.github.vastwatch.cli.console.RowBudget;
import io.github.vastwatch.cli.console.TextTable;
import io.github.vastwatch.config.Config;
import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.plan.Plan;
import io.github.vastwatch.plan.Planner;
import io.github.vastwatch.store.PlanStatus;
import io.github.vastwatch.store.StateLocation;
import io.github.vastwatch.store.Store;
import io.github.vastwatch.store.StoreFailure;
import io.github.vastwatch.text.Amount;
import io.github.vastwatch.text.Durations;
import io.github.vastwatch.vast.RowUsage;
import io.github.vastwatch.vast.VastSettings;
import io.github.vastwatch.watch.Schedule;
import io.github.vastwatch.watch.Threshold;
import io.github.vastwatch.watch.Watch;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The plan of questions and the rows that were read today, as text and as JSON.
 *
 * @param isEstimate whether the plan comes from the config alone, without anything known of the market
 */
public record PlanView(Config config, List<PlanStatus> plan, RowUsage usage, boolean isEstimate, Instant now) {
    private static final List<String> HEADS = List.of("PURPOSE", "EVERY", "ACTUAL", "ROWS", "ROWS/DAY", "WATCHES");
    private static final double MINUTES_A_DAY = 24 * 60;

    public PlanView {
        plan = List.copyOf(plan);
    }

    /** Of a state, if there is one, and of the config where that has no plan. */
    static PlanView of(Config config, StateLocation state, Instant now) throws IOException {
        Optional<Store> present = Store.readingIfAny(state);
        if (present.isEmpty()) {
            return estimate(config, RowUsage.none(now), now);
        }
        try (Store store = present.get()) {
            RowUsage usage = store.daemon().rowUsage(config.vast().account(), now);
            List<PlanStatus> plan = store.daemon().plan();
            return plan.isEmpty() ? estimate(config, usage, now) : new PlanView(config, plan, usage, false, now);
        }
    }

    /** Of the config, and of a state as far as that can be read and was planned for the same watches. */
    public static PlanView asFarAsKnown(Config config, StateLocation state, Instant now) {
        try {
            PlanView known = of(config, state, now);
            return known.isOfDueWatches() ? known : estimate(config, known.usage(), now);
        } catch (IOException | InvalidInput | StoreFailure e) {
            return estimate(config, RowUsage.none(now), now);
        }
    }

    static PlanView estimate(Config config, RowUsage usage, Instant now) {
        VastSettings vast = config.vast();
        Instant from = usage.pause(now).orElse(now);
        Plan.Budgets budgets = new Plan.Budgets(
                vast.requestsPerMinute(), usage.at(from).left(vast.rowLimit()), RowUsage.untilReset(from));
        return new PlanView(config, PlanStatus.of(Planner.estimate(config.watches(), budgets, now)), usage, true, now);
    }

    private boolean isOfDueWatches() {
        Set<String> planned =
                plan.stream().flatMap(each -> each.watches().stream()).collect(Collectors.toSet());
        Set<String> due = config.watches().stream()
                .filter(watch -> watch.next(now).isPresent())
                .map(Watch::name)
                .collect(Collectors.toSet());
        return planned.equals(due);
    }

    public RowBudget budget() {
        return new RowBudget(usage, config.vast().rowLimit(), now);
    }

    public Optional<Advice> advice() {
        return Advice.of(this);
    }

    List<String> lines() {
        RowBudget budget = budget();
        List<String> lines = new ArrayList<>();
        lines.add(Amount.count(plan.size(), "question, ", "questions, ")
                + (isEstimate ? "estimated from the config; a running daemon counts real rows" : "as the daemon asks"));
        lines.add(String.format(
                Locale.ROOT,
                "searches  %,.0f of %,.0f a day (requests_per_minute: %d)",
                searches(),
                config.vast().requestsPerMinute() * MINUTES_A_DAY,
                config.vast().requestsPerMinute()));
        lines.add("rows      " + pace(budget) + budget.words());
        budget.pause().ifPresent(pause -> lines.add("          " + pause));
        lines.add("");
        lines.addAll(table());
        advice().ifPresent(each -> {
            lines.add("");
            lines.add(each.delay()
                    + each.shortage().map(shortage -> ": " + shortage).orElse(""));
            lines.add(each.help());
        });
        return lines;
    }

    /** The rows that will still be read from the quota; none in a pause. */
    private String pace(RowBudget budget) {
        if (budget.pause().isPresent()) {
            return "";
        }
        return budget.usage().size(config.vast().rowLimit()).isEmpty()
                ? String.format(Locale.ROOT, "%,.0f a day; ", rows())
                : String.format(Locale.ROOT, "%,.0f until 00:00 UTC at this pace; ", rows() * budget.restOfDay());
    }

    private double searches() {
        return plan.stream().mapToDouble(PlanStatus::searchesPerDay).sum();
    }

    private double rows() {
        return plan.stream().mapToDouble(PlanStatus::rowsPerDay).sum();
    }

    private List<String> table() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEADS);
        plan.forEach(each -> rows.add(List.of(
                each.purpose(),
                Durations.of(each.configuredInterval()),
                each.isSlower() && each.plannedInterval().compareTo(Duration.ofDays(1)) > 0
                        ? "00:00 UTC"
                        : Durations.of(each.plannedInterval()),
                String.format(Locale.ROOT, "%.1f", each.rows()),
                String.format(Locale.ROOT, "%,.0f", each.rowsPerDay()),
                String.join(", ", each.watches()))));
        return new TextTable(1, 2, 3, 4).lines(rows);
    }

    /** The same for programs. */
    Facts facts() {
        return new Facts(
                isEstimate,
                Math.round(searches()),
                config.vast().requestsPerMinute(),
                Math.round(rows()),
                budget().facts(),
                advice(),
                plan.stream()
                        .map(each -> new QuestionFacts(
                                each.purpose(),
                                each.question(),
                                each.watches(),
                                each.rows(),
                                each.configuredInterval().toMillis() / 1000.0,
                                each.plannedInterval().toMillis() / 1000.0,
                                Math.round(each.rowsPerDay()),
                                Math.round(each.searchesPerDay())))
                        .toList());
    }

    record Facts(
            boolean estimated,
            long searchesPerDay,
            int requestsPerMinute,
            long rowsPerDay,
            @JsonUnwrapped RowBudget.Facts budget,
            Optional<Advice> advice,
            List<QuestionFacts> questions) {}

    record QuestionFacts(
            String purpose,
            String question,
            List<String> watches,
            double rows,
            double intervalSeconds,
            double actualIntervalSeconds,
            long rowsPerDay,
            long searchesPerDay) {}

    /**
     * What would let the watches run as configured, if the budgets do not suffice.
     *
     * @param delay which watch runs less often than configured, and by how much
     * @param shortage how many rows the watches need, and how many there are; empty if the rows of a whole day suffice
     * @param help which watch takes most, and what would let the others run as configured
     */
    public record Advice(String delay, Optional<String> shortage, String help) {
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
        static Optional<Advice> of(PlanView view) {
            List<PlanStatus> late = view.plan().stream()
                    .filter(each -> each.purpose().equals("probe")
                            && each.plannedInterval().toMillis()
                                    > each.configuredInterval().toMillis() * LATER)
                    .toList();
            // What a refusal or another program has used up today is available again tomorrow.
            RowUsage tomorrow = view.usage().at(view.now().plus(Duration.ofDays(1)));
            return late.isEmpty()
                    ? Optional.empty()
                    : Optional.of(of(late(late), view.plan(), view.config(), tomorrow));
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

        private static Advice of(String late, List<PlanStatus> plan, Config config, RowUsage usage) {
            RowUsage.Limit limit = config.vast().rowLimit();
            OptionalLong size = usage.size(limit);
            double mostRows = usage.left(limit).orElse(Long.MAX_VALUE);
            double rows = sum(plan, Advice::rows);
            double searches = sum(plan, Advice::searches);
            double mostSearches = config.vast().requestsPerMinute() * 24 * 60.0;
            if (size.isPresent() && rows > mostRows) {
                return new Advice(
                        late,
                        Optional.of(String.format(
                                Locale.ROOT,
                                "the watches need %,.0f rows a day, and there are %,d (rows_per_day: %s%s)",
                                rows,
                                size.getAsLong(),
                                limit,
                                limit.isLearned() ? ", " + usage.source(limit) : "")),
                        help("rows", plan, Advice::rows, mostRows, config.watches()));
            }
            return new Advice(
                    late,
                    Optional.empty(),
                    searches > mostSearches
                            ? help("searches", plan, Advice::searches, mostSearches, config.watches())
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
                String what,
                List<PlanStatus> plan,
                ToDoubleFunction<PlanStatus> cost,
                double most,
                List<Watch> watches) {
            Map<String, Double> byWatch = new LinkedHashMap<>();
            plan.forEach(each -> each.watches()
                    .forEach(watch -> byWatch.merge(
                            watch, cost.applyAsDouble(each) / each.watches().size(), Double::sum)));
            Map.Entry<String, Double> top = byWatch.entrySet().stream()
                    .max(Map.Entry.comparingByValue())
                    .orElseThrow();
            double all = sum(plan, cost);
            double left = most - (all - top.getValue());
            Optional<Watch> watch = watches.stream()
                    .filter(each -> each.name().equals(top.getKey()))
                    .findFirst();
            String takes = String.format(
                    Locale.ROOT,
                    "watch '%s' takes %.0f %% of the %s; ",
                    top.getKey(),
                    100 * top.getValue() / all,
                    what);
            if (top.getValue() < all * MUCH || left <= 0 || watch.isEmpty()) {
                return takes + "a longer 'every' for several watches"
                        + (what.equals("rows") ? ", or tighter thresholds," : "") + " would keep within them";
            }
            String tighter = what.equals("rows") ? threshold(watch.get().threshold()) : "";
            String would = byWatch.size() == 1 ? "would keep within them" : "would let the others run as configured";
            return takes
                    + every(watch.get(), top.getValue() / left)
                    + tighter
                    + (tighter.isEmpty() ? " " : ", ")
                    + would;
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
}

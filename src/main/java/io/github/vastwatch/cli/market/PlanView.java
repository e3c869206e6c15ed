package io.github.vastwatch.cli.market;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.github.vastwatch.cli.console.RowBudget;
import io.github.vastwatch.cli.console.TextTable;
import io.github.vastwatch.config.Config;
import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.plan.Plan;
import io.github.vastwatch.plan.Planner;
import io.github.vastwatch.store.PlanStatus;
import io.github.vastwatch.store.Store;
import io.github.vastwatch.store.StoreFailure;
import io.github.vastwatch.text.Durations;
import io.github.vastwatch.vast.RowUsage;
import io.github.vastwatch.vast.VastSettings;
import io.github.vastwatch.watch.Watch;
import io.github.vastwatch.text.Amount;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

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

    /** Of a state, and of the config where that has no plan. */
    static PlanView of(Config config, Store store, Instant now) {
        RowUsage usage = store.daemon().rowUsage(config.vast().account(), now);
        List<PlanStatus> plan = store.daemon().plan();
        return plan.isEmpty() ? estimate(config, usage, now) : new PlanView(config, plan, usage, false, now);
    }

    /** Of the config, and of its state as far as that can be read and was planned for the same watches. */
    public static PlanView asFarAsKnown(Config config, Instant now) {
        if (config.state().file().filter(Files::exists).isPresent()) {
            try (Store store = Store.reading(config.state().file().get())) {
                PlanView known = of(config, store, now);
                return known.isOfDueWatches() ? known : estimate(config, known.usage(), now);
            } catch (IOException | InvalidInput | StoreFailure e) {
                return estimate(config, RowUsage.none(now), now);
            }
        }
        return estimate(config, RowUsage.none(now), now);
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

    public Optional<PlanAdvice> advice() {
        return PlanAdvice.of(this);
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
            Optional<PlanAdvice> advice,
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
}

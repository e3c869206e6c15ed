package io.github.vastwatch.store;

import io.github.vastwatch.plan.Plan;
import io.github.vastwatch.text.Durations;
import io.github.vastwatch.watch.Watch;
import java.time.Duration;
import java.util.List;

/**
 * One question of a plan.
 *
 * @param purpose probe, check or recheck
 * @param question as the query language has it, without the machines that it names or leaves out
 * @param watches those that its answer is for
 * @param rows how many rows its answer is expected to have
 * @param configuredInterval the shortest configured interval of its watches
 * @param plannedInterval the interval that the budgets allow
 */
public record PlanStatus(
        String purpose,
        String question,
        List<String> watches,
        double rows,
        Duration configuredInterval,
        Duration plannedInterval) {
    public PlanStatus {
        watches = List.copyOf(watches);
    }

    /** A plan as it is stored and shown. */
    public static List<PlanStatus> of(Plan plan) {
        return plan.lines().stream()
                .map(line -> new PlanStatus(
                        line.question().purpose().wire(),
                        line.question().joined().toString(),
                        line.question().watches().stream().map(Watch::name).toList(),
                        line.rows(),
                        line.configuredInterval(),
                        line.plannedInterval()))
                .toList();
    }

    public double searchesPerDay() {
        return (double) Duration.ofDays(1).toMillis() / plannedInterval.toMillis();
    }

    public double rowsPerDay() {
        return rows * searchesPerDay();
    }

    /** How much less often it is asked than its watches ask for; where no rows are left, only on the next day. */
    public String delay() {
        return plannedInterval.compareTo(Duration.ofDays(1)) > 0
                ? "not before 00:00 UTC"
                : "every " + Durations.of(plannedInterval) + " instead of " + Durations.of(configuredInterval);
    }

    public boolean isSlower() {
        return plannedInterval.compareTo(configuredInterval) > 0;
    }
}

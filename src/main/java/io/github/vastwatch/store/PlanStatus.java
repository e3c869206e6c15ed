package io.github.vastwatch.store;

import java.time.Duration;
import java.util.List;

/**
 * One question of the running daemon's plan.
 *
 * @param purpose probe, check or recheck
 * @param question as the query language has it, without the machines that it names or leaves out
 * @param watches those that its answer is for
 * @param rows how many an answer is expected to hold
 * @param asked the interval that its watches ask for, the shortest of them
 * @param given the interval at which the budgets let it be asked
 */
public record PlanStatus(
        String purpose, String question, List<String> watches, double rows, Duration asked, Duration given) {
    public PlanStatus {
        watches = List.copyOf(watches);
    }

    public double searchesPerDay() {
        return (double) Duration.ofDays(1).toMillis() / given.toMillis();
    }

    public double rowsPerDay() {
        return rows * searchesPerDay();
    }

    public boolean isSlower() {
        return given.compareTo(asked) > 0;
    }
}

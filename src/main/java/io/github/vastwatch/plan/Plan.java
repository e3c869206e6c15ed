package io.github.vastwatch.plan;

import java.time.Duration;
import java.util.List;

/** What is asked, how often, and what that costs. */
public record Plan(List<Line> lines, Budgets budgets) {
    private static final double DAY_MS = Duration.ofDays(1).toMillis();

    public Plan {
        lines = List.copyOf(lines);
    }

    /**
     * One question of a plan.
     *
     * @param rows how many rows an answer is expected to hold
     * @param asked the interval that its watches ask for, the shortest of them
     * @param given the interval at which the budgets let it be asked
     */
    public record Line(PlannedQuestion question, double rows, Duration asked, Duration given) {
        public double searchesPerDay() {
            return DAY_MS / given.toMillis();
        }

        public double rowsPerDay() {
            return searchesPerDay() * rows;
        }

        /** Whether the budgets do not suffice for the interval that was asked for. */
        public boolean isSlower() {
            return given.compareTo(asked) > 0;
        }
    }

    public double searchesPerDay() {
        return lines.stream().mapToDouble(Line::searchesPerDay).sum();
    }

    public double rowsPerDay() {
        return lines.stream().mapToDouble(Line::rowsPerDay).sum();
    }
}

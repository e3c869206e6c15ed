package io.github.vastwatch.plan;

import java.time.Duration;
import java.util.List;

/** The questions to ask, their intervals and their cost. */
public record Plan(List<Line> lines, Budgets budgets) {
    private static final double DAY_MS = Duration.ofDays(1).toMillis();

    public Plan {
        lines = List.copyOf(lines);
    }

    /**
     * One question of a plan.
     *
     * @param rows expected rows of an answer
     * @param asked the shortest configured interval of its watches
     * @param given the interval that the budgets allow
     */
    public record Line(PlannedQuestion question, double rows, Duration asked, Duration given) {
        public double searchesPerDay() {
            return DAY_MS / given.toMillis();
        }

        public double rowsPerDay() {
            return searchesPerDay() * rows;
        }

        /** Whether the budgets do not allow the configured interval. */
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

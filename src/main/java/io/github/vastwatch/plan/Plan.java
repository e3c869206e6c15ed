package io.github.vastwatch.plan;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

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
     * @param configuredInterval the shortest configured interval of its watches
     * @param plannedInterval the interval that the budgets allow
     */
    public record Line(PlannedQuestion question, double rows, Duration configuredInterval, Duration plannedInterval) {
        public double searchesPerDay() {
            return DAY_MS / plannedInterval.toMillis();
        }

        public double rowsPerDay() {
            return searchesPerDay() * rows;
        }

        /** Whether the budgets do not allow the configured interval. */
        public boolean isSlower() {
            return plannedInterval.compareTo(configuredInterval) > 0;
        }
    }

    public double searchesPerDay() {
        return lines.stream().mapToDouble(Line::searchesPerDay).sum();
    }

    public double rowsPerDay() {
        return lines.stream().mapToDouble(Line::rowsPerDay).sum();
    }

    /**
     * The budgets of searches and rows.
     *
     * @param requestsPerMinute searches in any minute, at least 1
     * @param rows rows that may be read until the quota resets; empty if not limited
     * @param until the time until then
     */
    public record Budgets(int requestsPerMinute, OptionalLong rows, Duration until) {
        /** The share of searches reserved for parts of truncated answers and for retries. */
        private static final double RETRY_SHARE = 0.02;
        /** Answers are a little larger than expected; this reserve keeps the last hours of the day. */
        private static final Duration RESERVE = Duration.ofMinutes(20);

        /** Searches in a second. */
        double searches() {
            return requestsPerMinute * (1 - RETRY_SHARE) / 60.0;
        }

        /** Rows in a second, spread over the rest of the day. */
        double rowsPerSecond() {
            return rows.isPresent()
                    ? Math.max(0.0, (double) rows.getAsLong())
                            / until.plus(RESERVE).toSeconds()
                    : Double.POSITIVE_INFINITY;
        }
    }
}

package io.github.vastwatch.plan;

import io.github.vastwatch.text.Durations;
import io.github.vastwatch.watch.Watch;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/** Describes the intervals of watches that the budget of searches does not allow. */
public final class RequestLoad {
    private RequestLoad() {}

    /**
     * Sentences for the start: one for each watch that is polled less often than configured.
     *
     * @param now the time from which schedules are evaluated
     */
    public static List<String> shortage(Collection<Watch> watches, int requestsPerMinute, Instant now) {
        Plan plan = Planner.estimate(
                watches, new Plan.Budgets(requestsPerMinute, OptionalLong.empty(), Duration.ofDays(1)), now);
        double wanted = plan.lines().stream()
                .mapToDouble(line -> 60_000.0 / line.configuredInterval().toMillis())
                .sum();
        String sentence = String.format(
                Locale.ROOT,
                "the watches ask for %.1f searches a minute, requests_per_minute allows %d: ",
                wanted,
                requestsPerMinute);
        return plan.lines().stream()
                .filter(line -> !line.question().purpose().isRare())
                // Failures and joined questions make up for a tenth.
                .filter(line -> line.plannedInterval().toMillis()
                        > line.configuredInterval().toMillis() * 1.1)
                .flatMap(line -> line.question().watches().stream()
                        .map(watch -> sentence + "watch '" + watch.name() + "' will run about every "
                                + words(line.plannedInterval()) + " instead of " + words(line.configuredInterval())))
                .distinct()
                .toList();
    }

    private static String words(Duration duration) {
        return Durations.of(duration.plusMillis(500));
    }
}

package io.github.vastwatch.poll;

import io.github.vastwatch.plan.Budgets;
import io.github.vastwatch.plan.Need;
import io.github.vastwatch.plan.Plan;
import io.github.vastwatch.plan.Planner;
import io.github.vastwatch.store.PlanStatus;
import io.github.vastwatch.vast.RowUsage;
import io.github.vastwatch.vast.VastSettings;
import io.github.vastwatch.watch.Watch;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;

/** Plans as they are stored and shown. */
public final class PlanReport {
    private PlanReport() {}

    /** What would be asked for watches of which nothing is known yet. */
    public static List<PlanStatus> estimate(Collection<Watch> watches, VastSettings vast, RowUsage usage, Instant now) {
        return of(Planner.plan(
                watches.stream()
                        .filter(watch -> watch.next(now).isPresent())
                        .map(Need::of)
                        .toList(),
                List.of(),
                budgets(vast.requestsPerMinute(), usage.left(vast.rowLimit()), now),
                now));
    }

    static Budgets budgets(int requestsPerMinute, OptionalLong rows, Instant now) {
        return new Budgets(requestsPerMinute, rows, RowUsage.untilReset(now));
    }

    static List<PlanStatus> of(Plan plan) {
        return plan.lines().stream()
                .map(line -> new PlanStatus(
                        line.question().purpose().wire(),
                        line.question().joined().toString(),
                        line.question().watches().stream().map(Watch::name).toList(),
                        line.rows(),
                        line.asked(),
                        line.given()))
                .toList();
    }
}

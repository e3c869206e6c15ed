package io.github.vastwatch.cli.market;

import io.github.vastwatch.config.Config;
import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.plan.Budgets;
import io.github.vastwatch.plan.Planner;
import io.github.vastwatch.store.PlanStatus;
import io.github.vastwatch.store.Store;
import io.github.vastwatch.store.StoreFailure;
import io.github.vastwatch.vast.RowUsage;
import io.github.vastwatch.vast.VastSettings;
import io.github.vastwatch.watch.Watch;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The plan of questions, and the rows that were read today.
 *
 * @param isEstimate whether the plan comes from the config alone, without anything known of the market
 */
public record PlanView(List<PlanStatus> plan, RowUsage usage, boolean isEstimate) {
    public PlanView {
        plan = List.copyOf(plan);
    }

    /** Of a state, and of the config where that has no plan. */
    static PlanView of(Config config, Store store, Instant now) {
        RowUsage usage = store.daemon().rowUsage(config.vast().account(), now);
        List<PlanStatus> plan = store.daemon().plan();
        return plan.isEmpty() ? estimate(config, usage, now) : new PlanView(plan, usage, false);
    }

    /** Of the config, and of its state as far as that can be read and was planned for the same watches. */
    public static PlanView asFarAsKnown(Config config, Instant now) {
        if (config.state().file().filter(Files::exists).isPresent()) {
            try (Store store = Store.reading(config.state().file().get())) {
                PlanView known = of(config, store, now);
                return known.isOf(config, now) ? known : estimate(config, known.usage(), now);
            } catch (IOException | InvalidInput | StoreFailure e) {
                return estimate(config, RowUsage.none(now), now);
            }
        }
        return estimate(config, RowUsage.none(now), now);
    }

    static PlanView estimate(Config config, RowUsage usage, Instant now) {
        VastSettings vast = config.vast();
        Instant from = usage.pause(now).orElse(now);
        Budgets budgets =
                new Budgets(vast.requestsPerMinute(), usage.at(from).left(vast.rowLimit()), RowUsage.untilReset(from));
        return new PlanView(PlanStatus.of(Planner.estimate(config.watches(), budgets, now)), usage, true);
    }

    private boolean isOf(Config config, Instant now) {
        Set<String> planned =
                plan.stream().flatMap(each -> each.watches().stream()).collect(Collectors.toSet());
        Set<String> due = config.watches().stream()
                .filter(watch -> watch.next(now).isPresent())
                .map(Watch::name)
                .collect(Collectors.toSet());
        return planned.equals(due);
    }
}

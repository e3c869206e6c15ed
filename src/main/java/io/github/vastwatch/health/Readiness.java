package io.github.vastwatch.health;

import io.github.vastwatch.alert.IncidentSource;
import io.github.vastwatch.store.PlanStatus;
import io.github.vastwatch.store.StateStatus;
import io.github.vastwatch.text.Durations;
import io.github.vastwatch.vast.Outage;
import io.github.vastwatch.watch.Watch;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Whether the market is watched now. It looks at the same as incidents do, and says so sooner. */
public final class Readiness {
    /** What makes that no watch sees the market. */
    private static final Set<IncidentSource> GENERAL =
            Set.of(IncidentSource.MARKET, IncidentSource.KEY, IncidentSource.QUOTA, IncidentSource.STATE);

    private Readiness() {}

    /**
     * What the process knows of itself.
     *
     * @param outage the last time in which Vast.ai answered no search
     * @param lost what became of the state's file, where it is not in its place
     * @param since when continuous observation began
     * @param isPolling whether it polls itself; daemons that share the state take turns
     * @param aside why it leaves polling and delivering to the daemons that share the state
     */
    public record Vitals(
            Liveness liveness,
            Optional<Outage> outage,
            Optional<String> lost,
            Instant since,
            boolean isPolling,
            Optional<String> aside) {}

    /**
     * Why it is not ready.
     *
     * @param summary without a name, a path or what another program answered
     * @param sentence for those who may read everything
     */
    public record Reason(String summary, String sentence) {}

    /**
     * Everything that keeps it from being ready; nothing if it is.
     *
     * @param plan the questions that are asked, which the budgets may allow less often than the config asks for
     */
    public static List<Reason> reasons(
            List<Watch> watches, StateStatus status, List<PlanStatus> plan, Vitals vitals, Instant now) {
        List<Reason> reasons = new ArrayList<>();
        vitals.aside()
                .ifPresent(why -> reasons.add(new Reason("this node stands aside", "this node stands aside: " + why)));
        vitals.liveness().hang().ifPresent(hang -> reasons.add(new Reason(hang, hang)));
        status.unwritten(now)
                .map(late -> "the state was not written for " + Durations.words(late))
                .ifPresent(late -> reasons.add(new Reason(late, late)));
        Health health = new Health(watches, status, vitals.outage(), vitals.lost(), vitals.since(), now);
        health.checks().stream()
                .filter(check -> GENERAL.contains(check.source()))
                .forEach(check -> check.incident()
                        .ifPresent(incident -> reasons.add(new Reason(
                                summary(check.source()), incident.sentences().get(0)))));
        if (vitals.isPolling()) {
            // Other nodes learn of answers late.
            health.overdue(plan)
                    .forEach((watch, unseen) -> reasons.add(new Reason(
                            "a watch has had no answer for twice its interval",
                            "watch '" + watch + "' has had no answer for " + Durations.words(unseen))));
        }
        return reasons;
    }

    private static String summary(IncidentSource source) {
        return switch (source.sort()) {
            case MARKET -> "Vast.ai does not answer";
            case KEY -> "Vast.ai rejects the API key";
            case QUOTA -> "the quota of rows is used up";
            default -> "the state file is not in its place";
        };
    }
}

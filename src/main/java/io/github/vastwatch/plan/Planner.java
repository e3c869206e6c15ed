package io.github.vastwatch.plan;

import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Pricing;
import io.github.vastwatch.watch.Watch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Plans the questions for all watches together: as few and as small ones as show each watch what it needs to see.
 *
 * <p>Joining two questions saves one search and costs the rows that neither needs. So they are joined only while
 * searches are short, the pair that adds the fewest rows first, and only while it reduces the delay.
 */
public final class Planner {
    /** Even on the quietest market, an answer sometimes brings news. */
    private static final double NEWS = 0.05;
    /** Most machines missing from an answer were rented, and some only flicker. */
    private static final double RETURNING = 0.3;
    /** What happens to an offer that was sent is less urgent than a new offer. */
    private static final double WEIGHT_OF_CHECK = 0.03;

    private static final double WEIGHT_OF_SWEEP = 0.01;
    /** News after more than two intervals is late; a little more delay elsewhere is better than that. */
    private static final int LATE = 2;

    private static final int WEIGHT_OF_LATE = 4;
    /** A returning offer is news only if its absence was noticed, which takes a check and some rechecks. */
    private static final int CHECKS_UNTIL_NEWS = 3;

    private static final int RECHECKS_UNTIL_NEWS = 8;
    /** With more questions than this, joining two surely helps if searches are short, and testing it is slow. */
    private static final int MANY = 100;

    private final MarketView market;
    private final Plan.Budgets budgets;
    private final Instant now;
    /** Whether each row contains the price of another disk. */
    private final boolean saysDisks;

    private Planner(MarketView market, Plan.Budgets budgets, Instant now) {
        this.market = market;
        this.budgets = budgets;
        this.now = now;
        this.saysDisks = market.recent().stream().allMatch(Pricing::hasDiskFacts);
    }

    /** The plan for some needs within budgets. */
    public static Plan plan(Collection<WatchNeed> needs, MarketView market, Plan.Budgets budgets, Instant now) {
        Planner planner = new Planner(market, budgets, now);
        List<Draft> drafts = planner.joined(planner.drafts(needs));
        double[] intervals = planner.intervals(drafts);
        List<Plan.Line> lines = new ArrayList<>();
        for (int i = 0; i < intervals.length; i++) {
            Draft draft = drafts.get(i);
            lines.add(new Plan.Line(
                    draft.question(), draft.cost().rows(), duration(draft.cost().least()), duration(intervals[i])));
        }
        return new Plan(lines, budgets);
    }

    /** The plan for watches that have sent nothing yet. */
    public static Plan estimate(Collection<Watch> watches, Plan.Budgets budgets, Instant now) {
        return plan(
                watches.stream()
                        .filter(watch -> watch.next(now).isPresent())
                        .map(WatchNeed::of)
                        .toList(),
                MarketView.EMPTY,
                budgets,
                now);
    }

    private static Duration duration(double seconds) {
        return Duration.ofMillis(Math.round(seconds * 1000));
    }

    private record Draft(PlannedQuestion question, Pacing.Cost cost) {}

    private Draft draft(PlannedQuestion question) {
        double least = question.parts().stream()
                .map(watchQuestion -> watchQuestion.asked(now))
                .mapToDouble(asked -> asked.toMillis() / 1000.0)
                .min()
                .orElseThrow();
        // Each watch has the same weight, however many questions it needs.
        double weight = question.parts().stream()
                .mapToDouble(watchQuestion -> 1.0 / watchQuestion.of())
                .sum();
        double expected = switch (question.purpose()) {
            case PROBE, SWEEP -> question.rows(market.recent()) + NEWS;
            // One row is expected for each machine that was not shown recently.
            case CHECK ->
                Math.max(question.rows(market.recent()), question.machines().size());
            case RECHECK -> question.machines().size() * RETURNING;
        };
        double rows = expected * market.ratio();
        Pacing.Cost cost = switch (question.purpose()) {
            case PROBE -> new Pacing.Cost(1, rows, weight, least, LATE * least, WEIGHT_OF_LATE * weight);
            case SWEEP -> new Pacing.Cost(1, rows, weight * WEIGHT_OF_SWEEP, least);
            case CHECK, RECHECK ->
                new Pacing.Cost(1, rows, weight * WEIGHT_OF_CHECK, least, Math.max(least, latest(question)), weight);
        };
        return new Draft(question, cost);
    }

    /** The longest interval of checks, in seconds, that notices an absence before the return is news. */
    private static double latest(PlannedQuestion question) {
        int checks = question.purpose() == Purpose.CHECK ? CHECKS_UNTIL_NEWS : RECHECKS_UNTIL_NEWS;
        return question.watches().stream()
                        .flatMap(watch -> watch.alerts().notifyRules().rearm().after().stream())
                        .mapToDouble(Duration::toSeconds)
                        .min()
                        .orElse(Double.POSITIVE_INFINITY)
                / checks;
    }

    /** One per question, similar ones next to each other. */
    private List<Draft> drafts(Collection<WatchNeed> needs) {
        return needs.stream()
                .flatMap(watchNeed -> WatchQuestion.of(watchNeed, market).stream())
                .collect(Collectors.groupingBy(
                        watchQuestion -> List.of(watchQuestion.purpose(), watchQuestion.question())))
                .values()
                .stream()
                .flatMap(parts -> PlannedQuestion.of(parts).stream())
                .sorted(Comparator.comparing((PlannedQuestion each) -> each.purpose())
                        .thenComparing(each -> each.joined().type())
                        .thenComparing(Planner::gpus)
                        .thenComparing(each ->
                                each.joined().query().lowerBound(Field.NUM_GPUS).orElse(0.0))
                        .thenComparing(each -> each.joined()
                                .query()
                                .upperBound(Field.DPH_TOTAL)
                                .orElse(0.0))
                        .thenComparing(each -> each.joined().toString()))
                .map(this::draft)
                .toList();
    }

    private static String gpus(PlannedQuestion question) {
        return question.joined().query().clauses().stream()
                .filter(clause -> clause.field() == Field.GPU_NAME)
                .flatMap(clause -> clause.operands().stream())
                .map(Object::toString)
                .collect(Collectors.joining(","));
    }

    /** Joins neighbours while searches are short and it helps. */
    private List<Draft> joined(List<Draft> separate) {
        List<Draft> drafts = new ArrayList<>(separate);
        List<Optional<Draft>> pairs = new ArrayList<>();
        for (int i = 0; i + 1 < drafts.size(); i++) {
            pairs.add(pair(drafts, i));
        }
        List<Draft> best = List.copyOf(drafts);
        double delay = delay(best);
        // Without recent offers, the rows of a joined question cannot be estimated.
        boolean mayJoin = !market.recent().isEmpty() || budgets.rows().isEmpty();
        while (mayJoin && isShort(drafts)) {
            int cheapest = cheapest(drafts, pairs);
            if (cheapest < 0) {
                break;
            }
            drafts.set(cheapest, pairs.get(cheapest).orElseThrow());
            drafts.remove(cheapest + 1);
            pairs.remove(cheapest);
            for (int i = Math.max(0, cheapest - 1); i <= cheapest && i < pairs.size(); i++) {
                pairs.set(i, pair(drafts, i));
            }
            boolean isMany = drafts.size() > MANY;
            double next = isMany ? 0 : delay(drafts);
            if (isMany || next < delay) {
                best = List.copyOf(drafts);
                delay = isMany ? Double.POSITIVE_INFINITY : next;
            }
        }
        return best;
    }

    private Optional<Draft> pair(List<Draft> drafts, int first) {
        PlannedQuestion one = drafts.get(first).question();
        PlannedQuestion other = drafts.get(first + 1).question();
        return one.purpose() == other.purpose()
                        && (one.joined().diskGb() == other.joined().diskGb() || saysDisks)
                ? PlannedQuestion.of(Stream.concat(one.parts().stream(), other.parts().stream())
                                .toList())
                        .map(this::draft)
                : Optional.empty();
    }

    /** The pair that adds the fewest rows per saved search; below 0 if none can be joined. */
    private static int cheapest(List<Draft> drafts, List<Optional<Draft>> pairs) {
        int cheapest = -1;
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < pairs.size(); i++) {
            if (pairs.get(i).isPresent()) {
                Pacing.Cost one = drafts.get(i).cost();
                Pacing.Cost other = drafts.get(i + 1).cost();
                Pacing.Cost joined = pairs.get(i).get().cost();
                double rows = joined.rows() / joined.least() - one.rows() / one.least() - other.rows() / other.least();
                double searches = 1 / one.least() + 1 / other.least() - 1 / joined.least();
                if (rows / searches < least) {
                    least = rows / searches;
                    cheapest = i;
                }
            }
        }
        return cheapest;
    }

    private boolean isShort(List<Draft> drafts) {
        return drafts.stream().mapToDouble(draft -> 1 / draft.cost().least()).sum() > budgets.searches();
    }

    private double[] intervals(List<Draft> drafts) {
        return Pacing.intervals(costs(drafts), budgets.searches(), budgets.rowsPerSecond());
    }

    private double delay(List<Draft> drafts) {
        return Pacing.delayOf(costs(drafts), intervals(drafts));
    }

    private static List<Pacing.Cost> costs(List<Draft> drafts) {
        return drafts.stream().map(Draft::cost).toList();
    }
}

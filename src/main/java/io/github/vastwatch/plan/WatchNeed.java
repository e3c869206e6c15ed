package io.github.vastwatch.plan;

import io.github.vastwatch.offer.Clause;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Operator;
import io.github.vastwatch.offer.Query;
import io.github.vastwatch.offer.Question;
import io.github.vastwatch.offer.Value;
import io.github.vastwatch.watch.Formula;
import io.github.vastwatch.watch.Grouping;
import io.github.vastwatch.watch.Metric;
import io.github.vastwatch.watch.Threshold;
import io.github.vastwatch.watch.Watch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What one watch needs to see: new offers within its threshold, and what happens to those that were sent.
 *
 * @param sent ids of machines with an offer that was sent and not reported as gone
 * @param missing those that the last answer about them lacked
 */
public record WatchNeed(Watch watch, Set<Long> sent, Set<Long> missing) {
    /** Hardly any GPU is slower than the slowest seen of its model. */
    private static final int INTERVALS_OF_A_SWEEP = 120;

    /** Vast.ai's figures per dollar and its prices are rounded and differ in what they include. */
    private static final double ROUNDING = 0.995;

    /** A longer list of machines would cost more than it saves. */
    private static final int MOST_LEFT_OUT = 1_000;

    public WatchNeed {
        sent = Set.copyOf(sent);
        missing = Set.copyOf(missing);
    }

    /** A watch that has sent nothing yet. */
    public static WatchNeed of(Watch watch) {
        return new WatchNeed(watch, Set.of(), Set.of());
    }

    /** The machines that a question of this purpose asks for, if it asks for known ones only. */
    Set<Long> machines(Purpose purpose) {
        return sent.stream()
                .filter(machine -> missing.contains(machine) == (purpose == Purpose.RECHECK))
                .collect(Collectors.toSet());
    }

    /**
     * The questions that together return every match. One is enough, except where the threshold is on the price of one
     * GPU, or of a GB of memory, and the query does not bound their number: the server knows only the price of them all, so
     * each band of sizes has a bound of its own. Where the TFLOPS of the GPU are known, one question by TFLOPS per dollar returns the same
     * in any size, except for GPUs that are stated to be slower than all that were seen: sweeps show those.
     */
    List<Question> probes(MarketView market) {
        return byFlops(market).map(List::of).orElseGet(this::bands);
    }

    /** The questions that return what the probes miss; empty if they miss nothing. */
    List<Question> sweeps(MarketView market) {
        return byFlops(market).isPresent() ? bands() : List.of();
    }

    private Optional<Question> byFlops(MarketView market) {
        Question question = watch.question();
        Query query = question.query();
        Optional<Double> most = query.upperBound(Field.NUM_GPUS);
        boolean isOneSize = most.isPresent() && most.equals(query.lowerBound(Field.NUM_GPUS));
        double perGpu = watch.threshold().value().doubleValue();
        if (!isPerGpu() || isOneSize || needsAll() || perGpu <= 0) {
            return Optional.empty();
        }
        return market.leastFlops(query).map(flops -> {
            double bound = Math.floor(ROUNDING * flops / perGpu * 10_000) / 10_000;
            Clause clause = new Clause(Field.FLOPS_PER_DPHTOTAL, Operator.GTE, List.of(Value.of(bound)));
            return question.with(query.narrowedBy(clause));
        });
    }

    private List<Question> bands() {
        Question question = watch.question();
        return watch.threshold()
                .metric()
                .units()
                .filter(units -> watch.threshold().isUpperBound()
                        && question.query().upperBound(units.units()).isEmpty()
                        && !needsAll())
                .map(units -> bands(question, units))
                .orElseGet(() -> List.of(narrowed(question)));
    }

    /** Nearly all offers are in bands with a bound; larger ones share the last band. */
    private List<Question> bands(Question question, Formula.Per units) {
        Query query = question.query();
        Field field = units.units();
        List<Question> bands = new ArrayList<>();
        int from = (int) Math.max(1, Math.ceil(query.lowerBound(field).orElse(1.0)));
        int to = Math.max(from, units.smallest());
        while (from <= units.largest()) {
            bands.add(narrowed(question.with(sized(sized(query, field, Operator.GTE, from), field, Operator.LTE, to))));
            from = to + 1;
            to = Math.min(units.largest(), 2 * to);
        }
        bands.add(question.with(sized(query, field, Operator.GTE, from)));
        return bands;
    }

    private boolean isPerGpu() {
        Threshold threshold = watch.threshold();
        return threshold.metric().equals(Metric.DPH_PER_GPU) && threshold.isUpperBound();
    }

    private static Query sized(Query query, Field units, Operator operator, int bound) {
        return query.with(new Clause(units, operator, List.of(Value.of((double) bound))));
    }

    private Question narrowed(Question question) {
        return watch.threshold()
                .exactClause(question.query())
                .map(clause -> question.with(question.query().narrowedBy(clause)))
                .orElse(question);
    }

    /** Whether every probe must return all matches, because the watch counts them or lists them in a digest. */
    private boolean needsAll() {
        return watch.alerts().noticeRules().count().isPresent()
                || !watch.alerts().rateRules().digests().isEmpty();
    }

    /** The machines that a question for news can exclude without hiding news from this watch; none from a scan. */
    Set<Long> leftOut(Purpose purpose) {
        return purpose == Purpose.SCAN ? Set.of() : leftOut();
    }

    private Set<Long> leftOut() {
        // If each size of a machine is a match of its own, another size is news.
        boolean isOneMatch = watch.alerts().notifyRules().grouping() == Grouping.MACHINE
                || Grouping.of(watch.query()) == Grouping.OFFER;
        return isOneMatch && !needsAll() && sent.size() <= MOST_LEFT_OUT ? sent : Set.of();
    }

    /** How often the watch asks for a question of this purpose. */
    Duration interval(Purpose purpose, Instant now) {
        // A watch that is never due again does not wait.
        Duration interval = watch.interval(now).orElse(Duration.ofDays(1));
        return switch (purpose) {
            case SWEEP -> interval.multipliedBy(INTERVALS_OF_A_SWEEP);
            case SCAN -> watch.scanInterval(interval).orElse(interval);
            case PROBE, CHECK, RECHECK -> interval;
        };
    }
}

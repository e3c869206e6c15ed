package io.github.vastwatch.watch;

import io.github.vastwatch.offer.Clause;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.offer.Operator;
import io.github.vastwatch.offer.Pricing;
import io.github.vastwatch.offer.Query;
import io.github.vastwatch.offer.Question;
import io.github.vastwatch.offer.Value;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The offers whose absence from an answer is evidence: those that its question would have returned if they were still
 * as they were last seen.
 *
 * @param complete whether the answer contains every row that its question asks for
 */
public record Coverage(Watch watch, Question asked, boolean complete) {

    /** Whether nothing that the watch matches can be missing. */
    boolean isComplete() {
        return complete && showsAll();
    }

    /** Whether the question excludes nothing that the watch matches. */
    public boolean showsAll() {
        return asksFor(watch) && clausesHold(clause -> isImplied(clause) || isImpliedByThreshold(clause));
    }

    /**
     * Whether the answer would contain a tracked offer.
     *
     * @param wasSent whether it was sent: then only a question without the threshold can distinguish an offer that left
     *     from one that became worse
     */
    boolean wouldShow(TrackedOffer trackedOffer, boolean wasSent) {
        return complete
                && asksFor(watch)
                && clausesHold(clause -> isImplied(clause)
                        || isMet(clause, trackedOffer.key())
                        || (!wasSent && isMet(clause, trackedOffer)));
    }

    private boolean asksFor(Watch wanted) {
        return asked.type() == wanted.type()
                && (asked.diskGb() == wanted.diskGb() || isCheaper(wanted))
                && asked.sla().equals(wanted.sla())
                && wanted.query().extra().containsAll(asked.query().extra());
    }

    /** Whether the question has a smaller disk, at which no offer costs more and none lacks the space. */
    private boolean isCheaper(Watch wanted) {
        return asked.diskGb() < wanted.diskGb()
                && asked.sla().isEmpty()
                && asked.query().extra().isEmpty()
                && asked.query().clauses().stream().allMatch(Pricing::holdsWithSmallerDisk);
    }

    private boolean clausesHold(Predicate<Clause> holds) {
        return asked.query().clauses().stream().allMatch(holds);
    }

    /** Whether the watch's own query implies the clause. */
    private boolean isImplied(Clause clause) {
        return watch.query().clauses().stream().anyMatch(clause::isLooserThan);
    }

    private boolean isImpliedByThreshold(Clause clause) {
        return watch.threshold()
                .exactClause(asked.query())
                .map(clause::isLooserThan)
                .orElse(false);
    }

    private static boolean isMet(Clause clause, OfferKey key) {
        return switch (clause.field()) {
            case MACHINE_ID -> clause.isSatisfiedBy(Value.of((double) key.machineId()));
            case GPU_NAME -> clause.isSatisfiedBy(Value.of(key.gpuName()));
            case NUM_GPUS -> !key.isMachine() && clause.isSatisfiedBy(Value.of((double) key.numGpus()));
            default -> false;
        };
    }

    private boolean isMet(Clause clause, TrackedOffer trackedOffer) {
        Metric metric = watch.threshold().metric();
        return clause.field() == metric.field()
                && Stream.of(Operator.LTE, Operator.GTE)
                        .flatMap(
                                bound -> metric.clause(bound, trackedOffer.value(), known(trackedOffer.key())).stream())
                        .anyMatch(clause::isLooserThan);
    }

    /** What holds for an offer that the question returns: of a machine the number of GPUs is not remembered. */
    private Query known(OfferKey key) {
        Query query = asked.query();
        return key.isMachine()
                ? query
                : query.with(new Clause(Field.NUM_GPUS, Operator.EQ, List.of(Value.of((double) key.numGpus()))));
    }
}

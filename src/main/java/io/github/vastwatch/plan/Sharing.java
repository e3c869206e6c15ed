package io.github.vastwatch.plan;

import io.github.vastwatch.offer.Clause;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Operator;
import io.github.vastwatch.offer.Pricing;
import io.github.vastwatch.offer.Query;
import io.github.vastwatch.offer.Question;
import io.github.vastwatch.offer.Value;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Joins questions into one that returns every row that any of them would. */
final class Sharing {
    /**
     * Fields that every real row carries, so that a looser filter on them loses nothing: where a row lacks a field, only
     * the exact filter that the server applied says anything of it.
     */
    private static final Set<Field> CARRIED = EnumSet.of(
            Field.GPU_NAME,
            Field.NUM_GPUS,
            Field.GPU_RAM,
            Field.DPH_TOTAL,
            Field.MIN_BID,
            Field.DLPERF,
            Field.DLPERF_PER_DPHTOTAL,
            Field.FLOPS_PER_DPHTOTAL,
            Field.RELIABILITY,
            Field.CPU_RAM,
            Field.CPU_CORES_EFFECTIVE,
            Field.DISK_SPACE,
            Field.INET_DOWN,
            Field.INET_UP,
            Field.CUDA_MAX_GOOD);

    private Sharing() {}

    /** Joins all into one; empty if two of them cannot be joined. */
    static Optional<Question> join(Collection<Question> questions) {
        Optional<Question> joined = Optional.empty();
        for (Question question : questions) {
            joined = joined.isEmpty() ? Optional.of(question) : join(joined.get(), question);
            if (joined.isEmpty()) {
                return joined;
            }
        }
        return joined;
    }

    /** Joins two: the weaker of common bounds, the union of lists, and the smaller disk. */
    static Optional<Question> join(Question one, Question other) {
        int diskGb = Math.min(one.diskGb(), other.diskGb());
        return withDisk(one, diskGb).flatMap(first -> withDisk(other, diskGb).flatMap(second -> joined(first, second)));
    }

    /**
     * A question with a smaller disk that returns every row of this one, at prices from which those with its own disk
     * follow. Empty if they do not: the cost of a service level with another disk is unknown, as is the meaning of a filter
     * that only the server understands.
     */
    private static Optional<Question> withDisk(Question question, int diskGb) {
        Query query = question.query();
        if (question.diskGb() == diskGb) {
            return Optional.of(question);
        }
        if (question.sla().isPresent()
                || !query.extra().isEmpty()
                || query.clauses().stream().anyMatch(Pricing::needsServerPrice)) {
            return Optional.empty();
        }
        List<Clause> kept =
                query.clauses().stream().filter(Pricing::holdsWithSmallerDisk).toList();
        return Optional.of(question.with(new Query(kept, query.extra(), query.order(), query.limit()))
                .withDisk(diskGb));
    }

    private static Optional<Question> joined(Question one, Question other) {
        if (one.equals(other)) {
            return Optional.of(one);
        }
        boolean isAlike = one.type() == other.type()
                && Set.copyOf(one.query().extra())
                        .equals(Set.copyOf(other.query().extra()))
                && rigid(one.query()).equals(rigid(other.query()))
                // Prices depend on the requested service level.
                && one.sla().equals(other.sla());
        if (!isAlike) {
            return Optional.empty();
        }
        Query first = one.query();
        Query joined = new Query(
                clauses(first, other.query()),
                first.extra(),
                first.order(),
                Math.max(first.limit(), other.query().limit()));
        return Optional.of(one.with(joined));
    }

    /** The clauses that cannot be weakened. */
    private static Set<Clause> rigid(Query query) {
        Set<Clause> rigid = new LinkedHashSet<>(query.clauses());
        rigid.removeIf(clause -> CARRIED.contains(clause.field()));
        return rigid;
    }

    private static List<Clause> clauses(Query one, Query other) {
        Set<Clause> kept = new LinkedHashSet<>();
        kept.addAll(implied(one, other));
        kept.addAll(implied(other, one));
        for (Field field : CARRIED) {
            list(one, other, field, kept).ifPresent(kept::add);
            hull(one, other, field, kept).forEach(kept::add);
        }
        // A query has one clause per field and operator; of two that are implied, either will do.
        Query joined = new Query(List.of());
        for (Clause clause : kept) {
            boolean isThere = joined.clauses().stream()
                    .anyMatch(own -> own.field() == clause.field() && own.operator() == clause.operator());
            joined = isThere ? joined : joined.with(clause);
        }
        return joined.clauses();
    }

    /** The clauses of one that every offer of the other also satisfies. */
    private static List<Clause> implied(Query one, Query other) {
        return one.clauses().stream()
                .filter(clause -> other.clauses().stream().anyMatch(clause::isLooserThan))
                .toList();
    }

    private static Optional<Clause> list(Query one, Query other, Field field, Set<Clause> kept) {
        if (kept.stream().anyMatch(clause -> clause.field() == field && isList(clause))) {
            return Optional.empty();
        }
        Optional<List<Value>> first = listed(one, field);
        Optional<List<Value>> second = listed(other, field);
        return first.flatMap(values -> second.map(more -> new Clause(
                field,
                Operator.IN,
                Stream.concat(values.stream(), more.stream()).distinct().toList())));
    }

    private static Optional<List<Value>> listed(Query query, Field field) {
        return query.clauses().stream()
                .filter(clause -> clause.field() == field
                        && isList(clause)
                        && !clause.operands().contains(Value.Null.NULL))
                .map(Clause::operands)
                .findFirst();
    }

    private static boolean isList(Clause clause) {
        return clause.operator() == Operator.EQ || clause.operator() == Operator.IN;
    }

    /** The range that includes both, if one has a list and the other a range. */
    private static List<Clause> hull(Query one, Query other, Field field, Set<Clause> kept) {
        List<Clause> hull = new ArrayList<>();
        if (kept.stream().anyMatch(clause -> clause.field() == field)) {
            return hull;
        }
        one.lowerBound(field)
                .flatMap(least -> other.lowerBound(field).map(least2 -> Math.min(least, least2)))
                .ifPresent(least -> hull.add(new Clause(field, Operator.GTE, List.of(Value.of(least)))));
        one.upperBound(field)
                .flatMap(most -> other.upperBound(field).map(most2 -> Math.max(most, most2)))
                .ifPresent(most -> hull.add(new Clause(field, Operator.LTE, List.of(Value.of(most)))));
        return hull;
    }
}

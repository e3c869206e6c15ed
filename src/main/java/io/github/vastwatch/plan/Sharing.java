package io.github.vastwatch.plan;

import io.github.vastwatch.offer.Clause;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Operator;
import io.github.vastwatch.offer.Pricing;
import io.github.vastwatch.offer.Query;
import io.github.vastwatch.offer.Question;
import io.github.vastwatch.offer.Value;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Joins questions into one that returns every row that any of them would.
 *
 * @param carried fields that every row carries, so that a looser filter on them loses nothing: where a row lacks a field,
 *     only the exact filter that the server applied says anything of it
 */
record Sharing(Set<Field> carried) {
    /** Those that every real row carries. */
    private static final Set<Field> USUALLY_CARRIED = EnumSet.of(
            Field.GPU_NAME,
            Field.NUM_GPUS,
            Field.GPU_RAM,
            Field.GPU_TOTAL_RAM,
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

    static final Sharing USUAL = new Sharing(USUALLY_CARRIED);

    /** Also by the other fields of some questions, where each recent row carries them and says itself what they are. */
    static Sharing of(Stream<Question> questions, RowCounter recent) {
        Set<Field> carried = EnumSet.copyOf(USUALLY_CARRIED);
        if (!recent.isEmpty()) {
            questions
                    .flatMap(question -> question.query().clauses().stream())
                    .map(Clause::field)
                    .distinct()
                    .filter(field -> isStated(field) && recent.carry(field))
                    .forEach(carried::add);
        }
        return new Sharing(carried);
    }

    /** Whether a row states the very value that the server compares. */
    private static boolean isStated(Field field) {
        return switch (field.type()) {
            case INTEGER, NUMBER, FLAG, TEXT, COUNTRY ->
                field.isFilteredByServer() && field != Field.ID && field != Field.SCORE && field != Field.DURATION;
            case VERSION, RELEASE -> false;
        };
    }

    /** Joins two: the weaker of common bounds, the union of lists, and the smaller disk. */
    Optional<Question> join(Question one, Question other) {
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

    private Optional<Question> joined(Question one, Question other) {
        if (one.equals(other)) {
            return Optional.of(one);
        }
        boolean isAlike = one.type() == other.type()
                // Prices depend on the requested service level.
                && one.sla().equals(other.sla())
                && Set.copyOf(one.query().extra())
                        .equals(Set.copyOf(other.query().extra()))
                && hasRigid(one.query(), other.query())
                && hasRigid(other.query(), one.query());
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

    /** Whether one has every clause of the other that cannot be weakened. */
    private boolean hasRigid(Query one, Query other) {
        for (Clause clause : other.clauses()) {
            if (!carried.contains(clause.field()) && !one.clauses().contains(clause)) {
                return false;
            }
        }
        return true;
    }

    private List<Clause> clauses(Query one, Query other) {
        List<Clause> kept = new ArrayList<>();
        addImplied(one, other, kept);
        addImplied(other, one, kept);
        for (Field field : carried) {
            if (hasField(one, field) && hasField(other, field)) {
                if (field.type() != Field.Type.FLAG) {
                    list(one, other, field, kept).ifPresent(clause -> add(clause, kept));
                }
                if (field.type().isOrdered()) {
                    hull(one, other, field, kept).forEach(clause -> add(clause, kept));
                }
            }
        }
        return kept;
    }

    private static boolean hasField(Query query, Field field) {
        for (Clause clause : query.clauses()) {
            if (clause.field() == field) {
                return true;
            }
        }
        return false;
    }

    /** Adds the clauses of one that every offer of the other also satisfies. */
    private static void addImplied(Query one, Query other, List<Clause> kept) {
        for (Clause clause : one.clauses()) {
            for (Clause own : other.clauses()) {
                if (clause.field() == own.field() && (clause.equals(own) || clause.isLooserThan(own))) {
                    add(clause, kept);
                    break;
                }
            }
        }
    }

    /** A query has one clause per field and operator; of two that are implied, either will do. */
    private static void add(Clause clause, List<Clause> kept) {
        for (Clause own : kept) {
            if (own.field() == clause.field() && own.operator() == clause.operator()) {
                return;
            }
        }
        kept.add(clause);
    }

    private static Optional<Clause> list(Query one, Query other, Field field, List<Clause> kept) {
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
    private static List<Clause> hull(Query one, Query other, Field field, List<Clause> kept) {
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

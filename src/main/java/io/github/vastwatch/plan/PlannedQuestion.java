package io.github.vastwatch.plan;

import io.github.vastwatch.offer.Clause;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.Operator;
import io.github.vastwatch.offer.Query;
import io.github.vastwatch.offer.Question;
import io.github.vastwatch.offer.Value;
import io.github.vastwatch.watch.Watch;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * One question, and the parts that its answer serves.
 *
 * @param machines those that a probe excludes and a check asks for
 */
public record PlannedQuestion(Purpose purpose, List<WatchQuestion> parts, Question joined, Set<Long> machines) {

    /** Sizes of 1, 2, 4 and 8 GPUs, some listed twice. */
    private static final int ROWS_OF_A_MACHINE = 8;

    /** Joins parts with one purpose; empty if they cannot be joined. */
    public static Optional<PlannedQuestion> of(List<WatchQuestion> parts) {
        return Sharing.join(parts.stream().map(WatchQuestion::question).toList())
                .map(joined -> {
                    Purpose purpose = parts.get(0).purpose();
                    return new PlannedQuestion(purpose, List.copyOf(parts), joined, machines(purpose, parts));
                });
    }

    private static Set<Long> machines(Purpose purpose, List<WatchQuestion> parts) {
        if (!purpose.isForNews()) {
            return parts.stream()
                    .flatMap(watchQuestion -> watchQuestion.watchNeed().machines(purpose).stream())
                    .collect(Collectors.toCollection(TreeSet::new));
        }
        return parts.get(0).watchNeed().sent().stream()
                .filter(machine -> parts.stream()
                        .allMatch(watchQuestion -> watchQuestion.watchNeed().leavesOut(machine)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /**
     * The question to send.
     *
     * @param limit the row limit of a probe, at least 1
     */
    public Question question(int limit) {
        Query query = joined.query();
        if (!machines.isEmpty()) {
            Operator operator = purpose.isForNews() ? Operator.NOTIN : Operator.IN;
            query = query.with(new Clause(Field.MACHINE_ID, operator, ids(query, operator)));
        }
        // A truncated check would be no evidence of absence, and its machines already bound it.
        int most = purpose.isForNews() ? limit : Math.max(limit, machines.size() * ROWS_OF_A_MACHINE);
        return joined.with(query.limitedTo(Math.min(most, query.limit())));
    }

    /** The watches' own list of machines still applies. */
    private List<Value> ids(Query query, Operator operator) {
        List<Value> ids = new ArrayList<>();
        machines.forEach(id -> ids.add(Value.of((double) id)));
        List<Clause> own = query.clauses().stream()
                .filter(clause -> clause.field() == Field.MACHINE_ID && clause.operator() == operator)
                .toList();
        if (operator == Operator.NOTIN) {
            own.forEach(clause ->
                    clause.operands().stream().filter(id -> !ids.contains(id)).forEach(ids::add));
        } else {
            ids.removeIf(id -> own.stream().anyMatch(clause -> !clause.isSatisfiedBy(id)) && ids.size() > 1);
        }
        return ids;
    }

    /** The expected rows of an answer, if the market is as {@code recent} shows it. */
    long rows(Collection<Offer> recent) {
        return recent.stream().filter(this::matches).count();
    }

    private boolean matches(Offer offer) {
        if (offer.type() != joined.type() || !joined.query().matches(offer, joined.query())) {
            return false;
        }
        boolean isNamed = offer.number(Field.MACHINE_ID)
                .map(id -> machines.contains(id.longValue()))
                .orElse(false);
        return isNamed != purpose.isForNews();
    }

    /** The question without machines, for a server that ignores the exclusion. */
    public PlannedQuestion withoutExclusions() {
        return purpose.isForNews() ? new PlannedQuestion(purpose, parts, joined, Set.of()) : this;
    }

    /** The watches that its answer serves. */
    public List<Watch> watches() {
        return parts.stream().map(WatchQuestion::watch).distinct().toList();
    }
}

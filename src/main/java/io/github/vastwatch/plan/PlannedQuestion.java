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
 * One question to ask, and the parts that its answer is for.
 *
 * @param machines those that a probe leaves out and a check asks for
 */
public record PlannedQuestion(Purpose purpose, List<WatchQuestion> parts, Question joined, Set<Long> machines) {

    /** Sizes of 1, 2, 4 and 8 GPUs, some of them listed twice. */
    private static final int ROWS_OF_A_MACHINE = 8;

    /** Of parts with one purpose; empty where they cannot be joined. */
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
     * As it is asked.
     *
     * @param limit the most rows that an answer to a probe may hold, at least 1
     */
    public Question question(int limit) {
        Query query = joined.query();
        if (!machines.isEmpty()) {
            Operator operator = purpose.isForNews() ? Operator.NOTIN : Operator.IN;
            query = query.with(new Clause(Field.MACHINE_ID, operator, ids(query, operator)));
        }
        // A check that is cut off tells nothing of what it lacks, and it is bounded by the machines that it names.
        int most = purpose.isForNews() ? limit : Math.max(limit, machines.size() * ROWS_OF_A_MACHINE);
        return joined.with(query.limitedTo(Math.min(most, query.limit())));
    }

    /** The watches' own list of machines goes on holding. */
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

    /** How many rows an answer would hold if the market were as {@code recent} shows it. */
    long rows(Collection<Offer> recent) {
        return recent.stream().filter(this::admits).count();
    }

    private boolean admits(Offer offer) {
        if (offer.type() != joined.type() || !joined.query().matches(offer, joined.query())) {
            return false;
        }
        boolean isNamed = offer.number(Field.MACHINE_ID)
                .map(id -> machines.contains(id.longValue()))
                .orElse(false);
        return isNamed != purpose.isForNews();
    }

    /** The same without naming machines, for a server that returns what it is asked to leave out. */
    public PlannedQuestion withoutExclusions() {
        return purpose.isForNews() ? new PlannedQuestion(purpose, parts, joined, Set.of()) : this;
    }

    /** The watches that its answer is for. */
    public List<Watch> watches() {
        return parts.stream().map(WatchQuestion::watch).distinct().toList();
    }
}

package io.github.vastwatch.plan;

import io.github.vastwatch.offer.Clause;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Operator;
import io.github.vastwatch.offer.Query;
import io.github.vastwatch.offer.Question;
import io.github.vastwatch.offer.Value;
import io.github.vastwatch.watch.Watch;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * One question, and the parts that its answer serves.
 *
 * @param purpose what it asks for first: if also parts of another kind are served, it neither excludes nor names machines
 * @param joined returns every row that any part asks for
 * @param machines those that a probe excludes and a check asks for
 * @param watches the watches that its answer serves
 */
public record PlannedQuestion(
        Purpose purpose, List<WatchQuestion> parts, Question joined, Set<Long> machines, List<Watch> watches) {

    /** Sizes of 1, 2, 4 and 8 GPUs, some listed twice. */
    private static final int ROWS_OF_A_MACHINE = 8;

    /**
     * A question for parts.
     *
     * @param parts at least one
     * @param joined returns every row that any of them asks for
     */
    public static PlannedQuestion of(List<WatchQuestion> parts, Question joined) {
        Purpose purpose = parts.get(0).purpose();
        boolean isForNews = false;
        boolean isCheck = false;
        Map<String, Watch> watches = new LinkedHashMap<>();
        for (WatchQuestion part : parts) {
            purpose = part.purpose().compareTo(purpose) < 0 ? part.purpose() : purpose;
            isForNews |= part.purpose().isForNews();
            isCheck |= !part.purpose().isForNews();
            watches.putIfAbsent(part.watch().name(), part.watch());
        }
        Set<Long> machines = !isForNews ? asked(parts) : isCheck ? Set.of() : excluded(parts);
        return new PlannedQuestion(purpose, List.copyOf(parts), joined, machines, List.copyOf(watches.values()));
    }

    private static Set<Long> asked(List<WatchQuestion> parts) {
        Set<Long> asked = new TreeSet<>();
        parts.forEach(part -> asked.addAll(part.watchNeed().machines(part.purpose())));
        return asked;
    }

    private static Set<Long> excluded(List<WatchQuestion> parts) {
        Set<Long> excluded = new TreeSet<>(leftOut(parts.get(0)));
        for (WatchQuestion part : parts) {
            if (excluded.isEmpty()) {
                break;
            }
            excluded.retainAll(leftOut(part));
        }
        return excluded;
    }

    private static Set<Long> leftOut(WatchQuestion part) {
        return part.watchNeed().leftOut(part.purpose());
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
            query = query.with(new Clause(Field.MACHINE_ID, operator, List.copyOf(ids(query, operator))));
        }
        // A truncated check would be no evidence of absence, and its machines already bound it.
        int most = purpose.isForNews() ? limit : Math.max(limit, machines.size() * ROWS_OF_A_MACHINE);
        return joined.with(query.limitedTo(Math.min(most, query.limit())));
    }

    /** The watches' own list of machines still applies. */
    private Set<Value> ids(Query query, Operator operator) {
        List<Clause> own = query.clauses().stream()
                .filter(clause -> clause.field() == Field.MACHINE_ID && clause.operator() == operator)
                .toList();
        Set<Value> ids = new LinkedHashSet<>();
        machines.forEach(id -> ids.add(Value.of((double) id)));
        if (operator == Operator.NOTIN) {
            own.forEach(clause -> ids.addAll(clause.operands()));
        } else {
            ids.removeIf(id -> own.stream().anyMatch(clause -> !clause.isSatisfiedBy(id)) && ids.size() > 1);
        }
        return ids;
    }

    /** Whether it serves both parts for news and checks. */
    public boolean isMixed() {
        return purpose.isForNews()
                && parts.stream().anyMatch(part -> !part.purpose().isForNews());
    }

    /** Whether it asks for the offers of a machine, if they match. */
    public boolean asksFor(long machine) {
        return machines.isEmpty() || machines.contains(machine) != purpose.isForNews();
    }

    /** Whether the answer also shows what became of every offer that a watch was sent. */
    public boolean showsAll(Watch watch) {
        return machines.isEmpty()
                && joined.query().clauses().stream()
                        .allMatch(clause -> watch.query().clauses().stream().anyMatch(clause::isLooserThan));
    }

    /** The question without machines, for a server that ignores the exclusion. */
    public PlannedQuestion withoutExclusions() {
        return purpose.isForNews() ? new PlannedQuestion(purpose, parts, joined, Set.of(), watches) : this;
    }
}

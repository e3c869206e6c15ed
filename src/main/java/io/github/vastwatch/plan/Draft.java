package io.github.vastwatch.plan;

import io.github.vastwatch.offer.Question;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A question that a plan may contain. */
final class Draft {
    /** The drafts that it joins, or none. */
    private final List<Draft> joins;
    /** The parts of a draft that joins none. */
    private final List<WatchQuestion> own;

    private final Terms terms;
    private final Function<Terms, Pacing.Cost> costs;
    private Pacing.@Nullable Cost cost;

    /**
     * What is asked.
     *
     * @param isMixed whether it serves parts for news and checks, so that it neither excludes nor names machines
     * @param joined returns every row that any of its parts asks for
     * @param machines the ids that it excludes or names
     * @param weight of its delay
     * @param least the shortest configured interval, in seconds
     * @param latest the longest interval, in seconds, at which checks notice an absence in time
     */
    record Terms(
            Purpose purpose,
            boolean isMixed,
            Question joined,
            Set<Long> machines,
            double weight,
            double least,
            double latest) {}

    Draft(List<Draft> joins, List<WatchQuestion> own, Terms terms, Function<Terms, Pacing.Cost> costs) {
        this.joins = joins;
        this.own = own;
        this.terms = terms;
        this.costs = costs;
    }

    Terms terms() {
        return terms;
    }

    Question joined() {
        return terms.joined;
    }

    /** What it costs, computed when it is first needed. */
    Pacing.Cost cost() {
        if (cost == null) {
            cost = costs.apply(terms);
        }
        return cost;
    }

    PlannedQuestion question() {
        List<WatchQuestion> parts = new ArrayList<>();
        List<Draft> left = new ArrayList<>(List.of(this));
        // Not by recursion: joins can be as deep as there are questions.
        while (!left.isEmpty()) {
            Draft next = left.remove(left.size() - 1);
            parts.addAll(next.own);
            for (int i = next.joins.size() - 1; i >= 0; i--) {
                left.add(next.joins.get(i));
            }
        }
        return PlannedQuestion.of(parts, terms.joined);
    }
}

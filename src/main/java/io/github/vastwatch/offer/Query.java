package io.github.vastwatch.offer;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What to search for: clauses that must all hold. At most one clause for each field and operator, as the wire has it.
 */
public record Query(List<Clause> clauses) {

    /** What the vendor's command line adds to every search. */
    public static final Query DEFAULTS = new Query(List.of(
            new Clause(Field.VERIFIED, Operator.EQ, List.of(Value.of(true))),
            new Clause(Field.EXTERNAL, Operator.EQ, List.of(Value.of(false))),
            new Clause(Field.RENTABLE, Operator.EQ, List.of(Value.of(true)))));

    public Query {
        clauses = List.copyOf(clauses);
    }

    /** Reads a query in the vendor's grammar and adds the default filters, which its clauses override. */
    public static Query parse(String text) {
        return QueryParser.parse(text, DEFAULTS);
    }

    /** Reads a query in the vendor's grammar as it stands. */
    public static Query parseWithoutDefaults(String text) {
        return QueryParser.parse(text, new Query(List.of()));
    }

    /** This query with one more clause, which replaces the one for the same field and operator. */
    Query with(Clause clause) {
        List<Clause> joined = new ArrayList<>(clauses);
        for (int i = 0; i < joined.size(); i++) {
            if (joined.get(i).field() == clause.field() && joined.get(i).operator() == clause.operator()) {
                joined.set(i, clause);
                return new Query(joined);
            }
        }
        joined.add(clause);
        return new Query(joined);
    }

    /** This query with nothing to say of a field. */
    Query without(Field field) {
        return new Query(
                clauses.stream().filter(clause -> clause.field() != field).toList());
    }

    /**
     * Whether an offer satisfies every clause. Where the row lacks a clause's key, the clause holds only if {@code asked},
     * the query that the server filtered by, has it too.
     */
    public boolean admits(Offer offer, Query asked) {
        for (Clause clause : clauses) {
            Clause.Verdict verdict = clause.judge(offer);
            if (verdict == Clause.Verdict.FAILS
                    || (verdict == Clause.Verdict.UNKNOWN && !asked.clauses.contains(clause))) {
                return false;
            }
        }
        return true;
    }

    /** As the vendor's command line would take it. */
    @Override
    public String toString() {
        return clauses.stream().map(Clause::toString).collect(Collectors.joining(" "));
    }
}

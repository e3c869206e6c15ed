package io.github.vastwatch.offer;

import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Offers by row number, with the rows that each clause accepts as a set of bits, so that a clause that many queries share is
 * evaluated once for each offer. It gives exactly the results of {@link Question#matches} and {@link Question#mayMatch}.
 */
public final class OfferTable {
    private final List<Offer> offers;
    private final Map<Clause, Verdicts> verdicts = new HashMap<>();
    private final BitSet priced;

    /**
     * The rows that a clause accepts.
     *
     * @param passed those that pass
     * @param possible those that do not fail: their rows may lack the value
     */
    private record Verdicts(BitSet passed, BitSet possible) {}

    public OfferTable(Collection<Offer> offers) {
        this.offers = List.copyOf(offers);
        this.priced = new BitSet(this.offers.size());
        for (int row = 0; row < this.offers.size(); row++) {
            priced.set(row, this.offers.get(row).isPriced());
        }
    }

    /** The offers in their order, from row 0. */
    public List<Offer> offers() {
        return offers;
    }

    /** The rows whose offers satisfy a question, if the answer to {@code asked} contained them. */
    public BitSet matching(Question question, Question asked) {
        BitSet rows = (BitSet) priced.clone();
        Verdicts disk = verdicts(question.diskClause());
        rows.and(asked.diskGb() >= question.diskGb() ? disk.possible() : disk.passed());
        for (Clause clause : question.query().clauses()) {
            Verdicts clauses = verdicts(clause);
            boolean isFiltered = clause.field().isFilteredByServer()
                    && asked.query().clauses().contains(clause);
            rows.and(isFiltered ? clauses.possible() : clauses.passed());
        }
        return rows;
    }

    /** The rows whose offers satisfy a question, or may, because they lack a value. */
    public BitSet possible(Question question) {
        BitSet rows = (BitSet) priced.clone();
        rows.and(verdicts(question.diskClause()).possible());
        question.query().clauses().forEach(clause -> rows.and(verdicts(clause).possible()));
        return rows;
    }

    /** The rows that have a price. */
    public BitSet priced() {
        return (BitSet) priced.clone();
    }

    /** The rows that a clause does not reject: they pass, or lack its value. */
    public BitSet possible(Clause clause) {
        return (BitSet) verdicts(clause).possible().clone();
    }

    private Verdicts verdicts(Clause clause) {
        return verdicts.computeIfAbsent(clause, this::evaluate);
    }

    private Verdicts evaluate(Clause clause) {
        Verdicts all = new Verdicts(new BitSet(offers.size()), new BitSet(offers.size()));
        for (int row = 0; row < offers.size(); row++) {
            Clause.Verdict verdict = clause.evaluate(offers.get(row));
            all.passed().set(row, verdict == Clause.Verdict.PASSES);
            all.possible().set(row, verdict != Clause.Verdict.FAILS);
        }
        return all;
    }
}

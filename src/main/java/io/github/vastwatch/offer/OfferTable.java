package io.github.vastwatch.offer;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Offers by row number, for many questions. A clause on a field with few values, as the name of a GPU, is evaluated once for
 * each value, and its rows are remembered as a set. It gives exactly the results of {@link Question#matches} and {@link Question#mayMatch}.
 */
public final class OfferTable {
    /** With more of its rows in question than one of this many, a clause is evaluated for all rows and remembered. */
    private static final int MANY = 4;

    /** A field with more values is evaluated row by row. */
    private static final int FEW_VALUES = 128;

    private final List<Offer> offers;
    private final Map<Field, Column> columns = new EnumMap<>(Field.class);
    private final Map<Clause, Verdicts> verdicts = new HashMap<>();
    private final BitSet priced;

    /**
     * The values of a field.
     *
     * @param examples an offer for each value; empty where there are many values
     * @param values by row, the number of its value
     */
    private record Column(List<Offer> examples, List<Integer> values) {
        static final Column MANY = new Column(List.of(), List.of());
    }

    /**
     * The rows that a clause accepts.
     *
     * @param passed those that pass
     * @param possible those that do not fail: their rows may lack the value
     */
    private record Verdicts(BitSet passed, BitSet possible) {}

    /**
     * The rows that satisfy a question.
     *
     * @param matching those that do, if the answer to what was asked contained them
     * @param unclear those that may, because they lack a value
     */
    public record Rows(BitSet matching, BitSet unclear) {}

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

    /** The rows whose offers satisfy a question, or may, in an answer to {@code asked}. */
    public Rows rows(Question question, Question asked) {
        BitSet possible = (BitSet) priced.clone();
        BitSet matching = (BitSet) priced.clone();
        for (Clause clause : inOrder(question.query().clauses())) {
            boolean isFiltered = clause.field().isFilteredByServer()
                    && asked.query().clauses().contains(clause);
            keep(clause, isFiltered, possible, matching);
        }
        keep(question.diskClause(), asked.diskGb() >= question.diskGb(), possible, matching);
        possible.andNot(matching);
        return new Rows(matching, possible);
    }

    /** The most selective first. */
    private static List<Clause> inOrder(List<Clause> clauses) {
        List<Clause> inOrder = new ArrayList<>(clauses);
        inOrder.sort(Comparator.comparing(clause -> clause.field() != Field.GPU_NAME));
        return inOrder;
    }

    /** @param isFiltered whether the server has applied the clause, so that it holds for a row that lacks the value */
    private void keep(Clause clause, boolean isFiltered, BitSet possible, BitSet matching) {
        @Nullable Verdicts known = verdicts.get(clause);
        if (known == null) {
            Column column = columns.computeIfAbsent(clause.field(), this::column);
            if (!column.examples().isEmpty()) {
                known = evaluate(clause, column);
                verdicts.put(clause, known);
            } else if (possible.cardinality() * MANY > offers.size()) {
                known = evaluate(clause);
                verdicts.put(clause, known);
            }
        }
        if (known != null) {
            possible.and(known.possible());
            matching.and(isFiltered ? known.possible() : known.passed());
            return;
        }
        for (int row = possible.nextSetBit(0); row >= 0; row = possible.nextSetBit(row + 1)) {
            Clause.Verdict verdict = clause.evaluate(offers.get(row));
            if (verdict == Clause.Verdict.FAILS) {
                possible.clear(row);
            }
            if (verdict == Clause.Verdict.FAILS || (verdict == Clause.Verdict.UNKNOWN && !isFiltered)) {
                matching.clear(row);
            }
        }
    }

    private Column column(Field field) {
        boolean isDerived = Offer.sources(field).size() > 1;
        Map<Object, Integer> numbers = new HashMap<>();
        List<Offer> examples = new ArrayList<>();
        List<Integer> values = new ArrayList<>(offers.size());
        for (Offer offer : offers) {
            @Nullable Value value = isDerived ? offer.value(field) : offer.row().get(field);
            Integer number = numbers.computeIfAbsent(Optional.ofNullable(value), each -> {
                examples.add(offer);
                return examples.size() - 1;
            });
            if (number == FEW_VALUES) {
                return Column.MANY;
            }
            values.add(number);
        }
        return new Column(examples, values);
    }

    private Verdicts evaluate(Clause clause, Column column) {
        List<Clause.Verdict> ofValues =
                column.examples().stream().map(clause::evaluate).toList();
        Verdicts all = new Verdicts(new BitSet(offers.size()), new BitSet(offers.size()));
        for (int row = 0; row < offers.size(); row++) {
            add(all, row, ofValues.get(column.values().get(row)));
        }
        return all;
    }

    private Verdicts evaluate(Clause clause) {
        Verdicts all = new Verdicts(new BitSet(offers.size()), new BitSet(offers.size()));
        for (int row = 0; row < offers.size(); row++) {
            add(all, row, clause.evaluate(offers.get(row)));
        }
        return all;
    }

    private static void add(Verdicts all, int row, Clause.Verdict verdict) {
        all.passed().set(row, verdict == Clause.Verdict.PASSES);
        all.possible().set(row, verdict != Clause.Verdict.FAILS);
    }
}

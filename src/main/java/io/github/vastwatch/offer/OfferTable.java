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

    /** The values of a field. */
    private static final class Column {
        /** An offer for each value; none where there are many values. */
        private final List<Offer> examples = new ArrayList<>();
        /** The rows with each value. */
        private final List<BitSet> rows = new ArrayList<>();
        /** By row, where there are many values; NaN where the value is not a number. */
        private double[] numbers = new double[0];
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
        Column column = columns.computeIfAbsent(clause.field(), this::column);
        if (known == null && (!column.examples.isEmpty() || possible.cardinality() * MANY > offers.size())) {
            known = column.examples.isEmpty() ? evaluateRows(clause, column) : evaluateValues(clause, column);
            verdicts.put(clause, known);
        }
        if (known != null) {
            possible.and(known.possible());
            matching.and(isFiltered ? known.possible() : known.passed());
            return;
        }
        for (int row = possible.nextSetBit(0); row >= 0; row = possible.nextSetBit(row + 1)) {
            Clause.Verdict verdict = evaluate(clause, column, row);
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
        Map<Optional<Value>, BitSet> rows = new HashMap<>();
        Column column = new Column();
        for (int row = 0; row < offers.size(); row++) {
            Offer offer = offers.get(row);
            Optional<Value> value = Optional.ofNullable(
                    isDerived ? offer.value(field) : offer.row().get(field));
            @Nullable BitSet same = rows.get(value);
            if (same == null) {
                if (rows.size() == FEW_VALUES) {
                    return numbers(field);
                }
                same = new BitSet(offers.size());
                rows.put(value, same);
                column.rows.add(same);
                column.examples.add(offer);
            }
            same.set(row);
        }
        return column;
    }

    private Column numbers(Field field) {
        Column column = new Column();
        column.numbers =
                offers.stream().mapToDouble(offer -> offer.row().number(field)).toArray();
        return column;
    }

    private Clause.Verdict evaluate(Clause clause, Column column, int row) {
        double number = column.numbers[row];
        return Double.isNaN(number) ? clause.evaluate(offers.get(row)) : clause.evaluate(number);
    }

    private Verdicts evaluateValues(Clause clause, Column column) {
        Verdicts all = new Verdicts(new BitSet(offers.size()), new BitSet(offers.size()));
        for (int value = 0; value < column.examples.size(); value++) {
            Clause.Verdict verdict = clause.evaluate(column.examples.get(value));
            if (verdict == Clause.Verdict.PASSES) {
                all.passed().or(column.rows.get(value));
            }
            if (verdict != Clause.Verdict.FAILS) {
                all.possible().or(column.rows.get(value));
            }
        }
        return all;
    }

    private Verdicts evaluateRows(Clause clause, Column column) {
        Verdicts all = new Verdicts(new BitSet(offers.size()), new BitSet(offers.size()));
        for (int row = 0; row < offers.size(); row++) {
            Clause.Verdict verdict = evaluate(clause, column, row);
            all.passed().set(row, verdict == Clause.Verdict.PASSES);
            all.possible().set(row, verdict != Clause.Verdict.FAILS);
        }
        return all;
    }
}

package io.github.vastwatch.plan;

import io.github.vastwatch.offer.Clause;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.Operator;
import io.github.vastwatch.offer.Query;
import io.github.vastwatch.offer.Question;
import io.github.vastwatch.offer.RentalType;
import io.github.vastwatch.offer.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Counts the offers that questions ask for. What a clause lets pass is a set of bits, one for each offer, so that a
 * question of any size costs a few operations on words.
 */
final class RowCounter {
    private final List<Offer> offers;
    private final Map<RentalType, BitSet> types = new EnumMap<>(RentalType.class);
    private final Map<Field, Column> columns = new EnumMap<>(Field.class);
    private final Map<Clause, BitSet> passing = new HashMap<>();
    private final Map<Long, List<Integer>> machines = new HashMap<>();

    RowCounter(Collection<Offer> offers) {
        this.offers = List.copyOf(offers);
        for (int i = 0; i < this.offers.size(); i++) {
            int row = i;
            Offer offer = this.offers.get(i);
            types.computeIfAbsent(offer.type(), type -> new BitSet()).set(i);
            offer.number(Field.MACHINE_ID)
                    .ifPresent(id -> machines.computeIfAbsent(id.longValue(), each -> new ArrayList<>(2))
                            .add(row));
        }
    }

    boolean isEmpty() {
        return offers.isEmpty();
    }

    /** Whether every offer has a value of the field, or an explicit null. */
    boolean carry(Field field) {
        return column(field).lacking.isEmpty();
    }

    /** The offers that a question asks for, except those of some machines. */
    int rowsExcept(Question question, Set<Long> excluded) {
        BitSet rows = matching(question);
        rows.andNot(of(excluded));
        return rows.cardinality();
    }

    /** The offers of some machines that a question asks for. */
    int rowsOf(Question question, Set<Long> wanted) {
        BitSet rows = of(wanted);
        rows.and(matching(question));
        return rows.cardinality();
    }

    private BitSet of(Set<Long> ids) {
        BitSet rows = new BitSet(offers.size());
        for (Long id : ids) {
            machines.getOrDefault(id, List.of()).forEach(rows::set);
        }
        return rows;
    }

    private BitSet matching(Question question) {
        BitSet rows = (BitSet) types.getOrDefault(question.type(), new BitSet()).clone();
        Query query = question.query();
        for (Clause clause : query.clauses()) {
            rows.and(passing(clause));
        }
        return rows;
    }

    /** The offers that a clause lets pass; a server that filters by it lets only such pass where the row lacks the value. */
    private BitSet passing(Clause clause) {
        if (clause.operator().isOrdering() && clause.field().type().isOrdered()) {
            // Each watch has a bound of its own: they are too many to be kept.
            return column(clause.field()).passing(clause);
        }
        BitSet known = passing.get(clause);
        if (known == null) {
            known = clause.operands().size() > 1 && clause.operator() == Operator.IN
                    ? any(clause)
                    : column(clause.field()).passing(clause);
            passing.put(clause, known);
        }
        return known;
    }

    private BitSet any(Clause list) {
        BitSet any = new BitSet(offers.size());
        list.operands().forEach(value -> any.or(passing(new Clause(list.field(), Operator.EQ, List.of(value)))));
        return any;
    }

    private Column column(Field field) {
        return columns.computeIfAbsent(field, Column::new);
    }

    /** The values of one field. */
    private final class Column {
        private final Field field;
        private final BitSet lacking = new BitSet(offers.size());
        /** The offers of each value that is not a number of a numeric field. */
        private final Map<Value, BitSet> groups = new LinkedHashMap<>();

        private final double[] numbers = new double[offers.size()];
        /** The last number of each slice of the numbers in their order. */
        private final double[] ends;
        /** The offers of each slice. */
        private final List<BitSet> slices = new ArrayList<>();
        /** The offers of each slice and of those before it. */
        private final List<BitSet> upTo = new ArrayList<>();

        private static final int SLICES = 64;

        Column(Field field) {
            this.field = field;
            BitSet numeric = new BitSet(offers.size());
            for (int i = 0; i < offers.size(); i++) {
                @Nullable Value value = offers.get(i).value(field);
                if (value == null) {
                    lacking.set(i);
                } else if (isNumber(value)) {
                    numbers[i] = value.asNumber().orElseThrow();
                    numeric.set(i);
                } else {
                    groups.computeIfAbsent(value, each -> new BitSet()).set(i);
                }
            }
            double[] sorted =
                    numeric.stream().mapToDouble(i -> numbers[i]).sorted().toArray();
            int slice = sorted.length / SLICES + 1;
            ends = new double[(sorted.length + slice - 1) / slice];
            Arrays.setAll(ends, i -> sorted[Math.min(sorted.length, (i + 1) * slice) - 1]);
            for (int i = 0; i < ends.length; i++) {
                slices.add(new BitSet(offers.size()));
            }
            numeric.stream().forEach(i -> slices.get(slice(numbers[i])).set(i));
            BitSet sum = new BitSet(offers.size());
            for (BitSet each : slices) {
                sum.or(each);
                upTo.add((BitSet) sum.clone());
            }
        }

        private boolean isNumber(Value value) {
            return (field.type() == Field.Type.INTEGER || field.type() == Field.Type.NUMBER)
                    && value instanceof Value.Num;
        }

        /** The first slice that ends at a number or above; the number of slices if all end below. */
        private int slice(double number) {
            int low = 0;
            int high = ends.length;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (Double.compare(ends[middle], number) < 0) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low;
        }

        BitSet passing(Clause clause) {
            BitSet passing = new BitSet(offers.size());
            if (field.isFilteredByServer()) {
                passing.or(lacking);
            }
            groups.values().stream()
                    .filter(group -> clause.evaluate(offers.get(group.nextSetBit(0))) == Clause.Verdict.PASSES)
                    .forEach(passing::or);
            if (ends.length > 0) {
                passing.or(numbersPassing(clause));
            }
            return passing;
        }

        private BitSet numbersPassing(Clause clause) {
            @Nullable
            Double operand = clause.operands().size() == 1
                    ? clause.operands().get(0).asNumber().orElse(null)
                    : null;
            if (operand == null) {
                return chosen(upTo.get(upTo.size() - 1), i -> clause.evaluate(offers.get(i)) == Clause.Verdict.PASSES);
            }
            double bound = operand;
            return switch (clause.operator()) {
                case LT, LTE -> below(bound, clause.operator() == Operator.LTE);
                case GT, GTE -> without(below(bound, clause.operator() == Operator.GT));
                case EQ, IN -> equal(bound);
                case NEQ, NOTIN -> without(equal(bound));
            };
        }

        private BitSet without(BitSet some) {
            BitSet rest = (BitSet) upTo.get(upTo.size() - 1).clone();
            rest.andNot(some);
            return rest;
        }

        private BitSet equal(double number) {
            int at = slice(number);
            // Equal numbers are all in the first slice that ends at them or above.
            return at == slices.size()
                    ? new BitSet()
                    : chosen(slices.get(at), i -> Double.compare(numbers[i], number) == 0);
        }

        private BitSet below(double bound, boolean isInclusive) {
            int at = slice(bound);
            if (at == slices.size()) {
                return upTo.get(at - 1);
            }
            BitSet below = chosen(slices.get(at), i -> Double.compare(numbers[i], bound) < (isInclusive ? 1 : 0));
            if (at > 0) {
                below.or(upTo.get(at - 1));
            }
            return below;
        }

        private BitSet chosen(BitSet rows, IntPredicate isChosen) {
            BitSet chosen = new BitSet(offers.size());
            for (int i = rows.nextSetBit(0); i >= 0; i = rows.nextSetBit(i + 1)) {
                if (isChosen.test(i)) {
                    chosen.set(i);
                }
            }
            return chosen;
        }
    }
}

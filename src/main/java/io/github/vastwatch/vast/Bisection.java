package io.github.vastwatch.vast;

import io.github.vastwatch.offer.Clause;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.Operator;
import io.github.vastwatch.offer.Query;
import io.github.vastwatch.offer.Question;
import io.github.vastwatch.offer.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Splits a question into two that together return the same rows, none twice. Vast.ai's search has no offset, so
 * narrower filters are the only way to rows that an answer lacks.
 */
final class Bisection {
    private static final List<Field> NUMBERS = List.of(Field.DPH_TOTAL, Field.NUM_GPUS, Field.MACHINE_ID);

    private Bisection() {}

    /**
     * The two halves, by a field that splits the rows seen: the price, the number of GPUs, the GPU's name. Empty if
     * no field does.
     */
    static List<Question> of(Question question, List<Offer> answer) {
        for (Field field : NUMBERS) {
            List<Question> halves = byNumber(question, field, answer);
            if (!halves.isEmpty()) {
                return halves;
            }
        }
        return byName(question, answer);
    }

    /** Split by a number, up to {@code middle} and above; both halves have rows. */
    static List<Question> byNumber(Question question, Field field, List<Offer> answer) {
        List<Offer> seen = within(question, answer);
        List<Double> values = new ArrayList<>(seen.stream()
                .flatMap(offer -> offer.number(field).stream())
                .sorted()
                .toList());
        if (values.isEmpty() || values.size() < seen.size()) {
            // A row without the number would be in neither half.
            return List.of();
        }
        double largest = values.get(values.size() - 1);
        values.removeIf(value -> value == largest);
        if (values.isEmpty()) {
            return List.of();
        }
        // The median, or the next smaller value if at least half of the rows have the largest.
        double middle = values.get(Math.min(values.size() - 1, (seen.size() - 1) / 2));
        return halves(question, field, Operator.LTE, Operator.GT, List.of(Value.of(middle)));
    }

    private static List<Question> byName(Question question, List<Offer> answer) {
        List<Offer> seen = within(question, answer);
        Map<String, Integer> rows = new TreeMap<>();
        seen.forEach(offer -> offer.text(Field.GPU_NAME).ifPresent(name -> rows.merge(name, 1, Integer::sum)));
        if (rows.size() < 2) {
            return List.of();
        }
        List<Value> half =
                rows.keySet().stream().limit(rows.size() / 2).map(Value::of).toList();
        return halves(question, Field.GPU_NAME, Operator.IN, Operator.NOTIN, half);
    }

    /** Ignores rows that violate the server's own filter, which would split outside the question. */
    private static List<Offer> within(Question question, List<Offer> answer) {
        return answer.stream()
                .filter(offer -> question.query().matches(offer, question.query()))
                .toList();
    }

    private static List<Question> halves(
            Question question, Field field, Operator one, Operator other, List<Value> operands) {
        Query query = question.query();
        // Values that a list already excludes stay excluded.
        List<Value> others = Stream.concat(
                        operands.stream(),
                        query.clauses().stream()
                                .filter(clause -> clause.field() == field && clause.operator() == Operator.NOTIN)
                                .flatMap(clause -> clause.operands().stream())
                                .filter(value -> other == Operator.NOTIN))
                .distinct()
                .toList();
        return List.of(
                question.with(query.with(new Clause(field, one, operands))),
                question.with(query.with(new Clause(field, other, others))));
    }
}

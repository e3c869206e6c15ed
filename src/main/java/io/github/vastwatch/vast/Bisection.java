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
 * Splits a question into two that together match the same offers, each once: Vast.ai's search has no offset, so narrower
 * filters are the only way to the rows that an answer left out.
 */
final class Bisection {
    private static final List<Field> NUMBERS = List.of(Field.DPH_TOTAL, Field.NUM_GPUS, Field.MACHINE_ID);

    private Bisection() {}

    /**
     * The two halves, by the first value that divides the rows of the answer: the price, the number of GPUs, the machine, the
     * name of the GPU. Empty if none does.
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

    /** Split by a number into at most the median and above; both halves have rows. Empty if the number does not divide them. */
    static List<Question> byNumber(Question question, Field field, List<Offer> answer) {
        List<Offer> matching = matching(question, answer);
        List<Double> values = new ArrayList<>(matching.stream()
                .flatMap(offer -> offer.number(field).stream())
                .sorted()
                .toList());
        if (values.isEmpty() || values.size() < matching.size()) {
            // A row without the number would be in neither half.
            return List.of();
        }
        double largest = values.get(values.size() - 1);
        values.removeIf(value -> value == largest);
        if (values.isEmpty()) {
            return List.of();
        }
        // The median, or the next smaller number if half of them or more are the largest.
        double median = values.get(Math.min(values.size() - 1, (matching.size() - 1) / 2));
        return halves(question, field, Operator.LTE, Operator.GT, List.of(Value.of(median)));
    }

    private static List<Question> byName(Question question, List<Offer> answer) {
        List<Offer> matching = matching(question, answer);
        Map<String, Integer> rows = new TreeMap<>();
        matching.forEach(offer -> offer.text(Field.GPU_NAME).ifPresent(name -> rows.merge(name, 1, Integer::sum)));
        if (rows.size() < 2) {
            return List.of();
        }
        List<Value> half =
                rows.keySet().stream().limit(rows.size() / 2).map(Value::of).toList();
        return halves(question, Field.GPU_NAME, Operator.IN, Operator.NOTIN, half);
    }

    /** Without rows that fail the question, which would split outside it. */
    private static List<Offer> matching(Question question, List<Offer> answer) {
        return answer.stream()
                .filter(offer -> question.query().matches(offer, question.query()))
                .toList();
    }

    private static List<Question> halves(
            Question question, Field field, Operator inside, Operator outside, List<Value> operands) {
        Query query = question.query();
        // Values that the question excludes already stay excluded.
        List<Value> excluded = Stream.concat(
                        operands.stream(),
                        query.clauses().stream()
                                .filter(clause -> clause.field() == field && clause.operator() == Operator.NOTIN)
                                .flatMap(clause -> clause.operands().stream())
                                .filter(value -> outside == Operator.NOTIN))
                .distinct()
                .toList();
        return List.of(
                question.with(query.with(new Clause(field, inside, operands))),
                question.with(query.with(new Clause(field, outside, excluded))));
    }
}

package io.github.vastwatch.plan;

import io.github.vastwatch.offer.Clause;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.Operator;
import io.github.vastwatch.offer.Query;
import io.github.vastwatch.offer.Value;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What answers have shown of the market.
 *
 * @param recent recently shown offers, by which the cost of a question is estimated
 * @param ratio the actual rows per expected row
 * @param flops the lowest TFLOPS of one GPU seen for each model, by its name
 */
public record MarketView(Collection<Offer> recent, double ratio, Map<String, Double> flops) {
    /** Before any answer. */
    public static final MarketView EMPTY = new MarketView(List.of(), 1, Map.of());

    /** Vast.ai states the same TFLOPS for nearly every GPU of a model; models that differ by more need separate bounds. */
    private static final double ALIKE = 1.25;

    /** The lowest TFLOPS of one GPU of a query; empty unless it names similar models that were seen. */
    Optional<Double> leastFlops(Query query) {
        Optional<List<Value>> names = query.clauses().stream()
                .filter(clause -> clause.field() == Field.GPU_NAME)
                .filter(clause -> clause.operator() == Operator.EQ || clause.operator() == Operator.IN)
                .map(Clause::operands)
                .findFirst();
        List<Optional<Double>> known = names.stream()
                .flatMap(List::stream)
                .map(name -> Optional.ofNullable(flops.get(name.toString())))
                .toList();
        if (known.isEmpty() || known.stream().anyMatch(Optional::isEmpty)) {
            return Optional.empty();
        }
        double least = known.stream().mapToDouble(Optional::orElseThrow).min().orElseThrow();
        double most = known.stream().mapToDouble(Optional::orElseThrow).max().orElseThrow();
        return most <= least * ALIKE ? Optional.of(least) : Optional.empty();
    }
}

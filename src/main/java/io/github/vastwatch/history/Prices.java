package io.github.vastwatch.history;

import io.github.vastwatch.history.Spans.Span;
import io.github.vastwatch.history.WatchHistory.Offered;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The values at which something was offered, each weighted by how long. Times that were not seen do not count, and while
 * nothing is offered there is no value.
 */
public final class Prices {
    private final List<Weighted> values;
    private final long total;

    /**
     * A value, and how long it was offered.
     *
     * @param milliseconds of all offers together
     */
    public record Weighted(BigDecimal value, long milliseconds) {}

    private Prices(List<Weighted> values) {
        this.values = values;
        this.total = values.stream().mapToLong(Weighted::milliseconds).sum();
    }

    /**
     * The values within the times that were seen.
     *
     * @param order the best first
     */
    public static Prices of(Collection<Offered> offered, Spans seen, Comparator<BigDecimal> order) {
        Map<BigDecimal, Long> weights = new HashMap<>();
        for (Offered each : offered) {
            Duration time = seen.within(new Span(each.from(), each.to())).length();
            if (!time.isZero()) {
                weights.merge(each.value().stripTrailingZeros(), time.toMillis(), Long::sum);
            }
        }
        List<Weighted> values = new ArrayList<>();
        weights.forEach((value, milliseconds) -> values.add(new Weighted(value, milliseconds)));
        values.sort(Comparator.comparing(Weighted::value, order));
        return new Prices(List.copyOf(values));
    }

    /** The best first. */
    public List<Weighted> values() {
        return values;
    }

    /**
     * The nearest rank: the first value, from the best on, up to which at least a share of the time was offered. Empty if
     * nothing was.
     *
     * @param share above 0, at most 1
     */
    public Optional<BigDecimal> quantile(BigDecimal share) {
        long before = 0;
        for (Weighted each : values) {
            before += each.milliseconds();
            if (BigDecimal.valueOf(before).compareTo(share.multiply(BigDecimal.valueOf(total))) >= 0) {
                return Optional.of(each.value());
            }
        }
        return Optional.empty();
    }
}

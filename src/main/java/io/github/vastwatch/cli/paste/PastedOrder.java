package io.github.vastwatch.cli.paste;

import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.offer.Query;
import io.github.vastwatch.watch.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a pasted search sorts by. A watch ranks by its threshold, so that an order matters only where it hints at one.
 *
 * @param written as it was pasted; empty where nothing was
 * @param keys what of it is known
 */
public record PastedOrder(String written, List<Query.Order> keys) {
    public PastedOrder {
        keys = List.copyOf(keys);
    }

    /** Reads the vendor's notation, and {@code dph asc}, {@code dph_total desc} as SQL has it. */
    public static PastedOrder of(String written) {
        List<Query.Order> keys = new ArrayList<>();
        for (String part : written.split(",")) {
            String key = part.strip()
                    .replaceFirst("(?i)[\\s+]+asc(ending)?$", "")
                    .replaceFirst("(?i)[\\s+]+desc(ending)?$", "-")
                    .replaceFirst("^priceInstanceHourly-asc$", "dph_total");
            if (!key.isEmpty()) {
                try {
                    keys.addAll(Query.Order.parse(key));
                } catch (InvalidInput unknown) {
                    break;
                }
            }
        }
        return new PastedOrder(written.strip(), keys);
    }

    /** What is left out of it; empty where a watch on {@code metric} sorts the same. */
    public Optional<String> note(Metric metric) {
        boolean isKept = !keys.isEmpty() && keys.get(0).field() == metric.field();
        return written.isEmpty() || isKept
                ? Optional.empty()
                : Optional.of("the order '" + written + "' is left out: a watch ranks by its threshold, " + metric);
    }
}

package io.github.vastwatch.cli.market;

import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.Query;
import io.github.vastwatch.offer.Value;
import io.github.vastwatch.watch.Metric;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Sorts offers in the requested order; those without the value come last. */
final class Ranking {
    private Ranking() {}

    /** Best first, by a metric that all of them have. */
    static Comparator<Offer> by(Metric metric) {
        return Comparator.comparing((Offer offer) -> metric.valueOf(offer).orElseThrow(), metric::compare)
                .thenComparing(offer -> offer.id().orElse(Long.MAX_VALUE));
    }

    static Comparator<Offer> by(List<Query.Order> keys) {
        Comparator<Offer> order = Comparator.comparing(offer -> 0);
        for (Query.Order key : keys) {
            order = order.thenComparing(by(key));
        }
        return order.thenComparing(offer -> offer.id().orElse(Long.MAX_VALUE));
    }

    private static Comparator<Offer> by(Query.Order key) {
        return switch (key.field().type()) {
            case INTEGER, NUMBER -> by(key, offer -> offer.number(key.field()));
            case FLAG -> by(key, offer -> offer.flag(key.field()));
            case VERSION, RELEASE -> by(key, offer -> offer.text(key.field()).map(Version::new));
            case COUNTRY, TEXT -> by(key, offer -> text(offer, key.field()));
        };
    }

    private interface Sight<T> {
        Optional<T> of(Offer offer);
    }

    private static <T extends Comparable<? super T>> Comparator<Offer> by(Query.Order key, Sight<T> sight) {
        Comparator<T> natural = Comparator.naturalOrder();
        Comparator<T> order = key.ascending() ? natural : natural.reversed();
        return (left, right) -> {
            Optional<T> one = sight.of(left);
            Optional<T> other = sight.of(right);
            return one.isPresent() && other.isPresent()
                    ? order.compare(one.get(), other.get())
                    : Boolean.compare(one.isEmpty(), other.isEmpty());
        };
    }

    private static Optional<String> text(Offer offer, Field field) {
        return Optional.ofNullable(offer.value(field))
                .filter(value -> value != Value.Null.NULL)
                .map(Value::toString);
    }

    /** Numbers with points between them, compared one by one. */
    private record Version(String text) implements Comparable<Version> {
        @Override
        public int compareTo(Version other) {
            return Arrays.compare(parts(), other.parts());
        }

        private int[] parts() {
            return Arrays.stream(text.split("\\D+"))
                    .filter(part -> !part.isEmpty() && part.length() < 10)
                    .mapToInt(Integer::parseInt)
                    .toArray();
        }
    }
}

package io.github.vastwatch.history;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Spans of time without overlaps, in order. */
public final class Spans {
    public static final Spans NONE = new Spans(List.of());

    private final List<Span> spans;

    /**
     * A time from {@code from} until before {@code to}.
     *
     * @param to after {@code from}
     */
    public record Span(Instant from, Instant to) {
        public Span {
            if (!from.isBefore(to)) {
                throw new IllegalArgumentException("a span from " + from + " cannot end at " + to);
            }
        }

        public Duration length() {
            return Duration.between(from, to);
        }
    }

    private Spans(List<Span> spans) {
        this.spans = spans;
    }

    /** The times that are in any of some spans. */
    public static Spans of(Collection<Span> any) {
        List<Span> sorted =
                any.stream().sorted(Comparator.comparing(Span::from)).toList();
        List<Span> joined = new ArrayList<>();
        for (Span span : sorted) {
            int last = joined.size() - 1;
            if (last >= 0 && !span.from().isAfter(joined.get(last).to())) {
                Span before = joined.get(last);
                joined.set(last, new Span(before.from(), later(before.to(), span.to())));
            } else {
                joined.add(span);
            }
        }
        return new Spans(List.copyOf(joined));
    }

    public List<Span> list() {
        return spans;
    }

    public boolean contains(Instant at) {
        return !within(new Span(at, at.plusMillis(1))).list().isEmpty();
    }

    /** The times that are in this or the other. */
    public Spans and(Spans other) {
        List<Span> all = new ArrayList<>(spans);
        all.addAll(other.spans);
        return of(all);
    }

    /** The times that are in this and the other. */
    public Spans within(Spans other) {
        List<Span> common = new ArrayList<>();
        int i = 0;
        int j = 0;
        while (i < spans.size() && j < other.spans.size()) {
            Span one = spans.get(i);
            Span two = other.spans.get(j);
            Instant from = later(one.from(), two.from());
            Instant to = one.to().isBefore(two.to()) ? one.to() : two.to();
            if (from.isBefore(to)) {
                common.add(new Span(from, to));
            }
            if (one.to().isBefore(two.to())) {
                i++;
            } else {
                j++;
            }
        }
        return new Spans(List.copyOf(common));
    }

    /** The times of this within one span. */
    public Spans within(Span span) {
        List<Span> common = new ArrayList<>();
        for (int i = firstEndingAfter(span.from()); i < spans.size(); i++) {
            Span each = spans.get(i);
            if (!each.from().isBefore(span.to())) {
                break;
            }
            common.add(
                    new Span(later(each.from(), span.from()), each.to().isBefore(span.to()) ? each.to() : span.to()));
        }
        return new Spans(List.copyOf(common));
    }

    private int firstEndingAfter(Instant at) {
        int low = 0;
        int high = spans.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (spans.get(middle).to().isAfter(at)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /** How long they are together. */
    public Duration length() {
        Duration length = Duration.ZERO;
        for (Span span : spans) {
            length = length.plus(span.length());
        }
        return length;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    @Override
    public boolean equals(@org.jspecify.annotations.Nullable Object other) {
        return other instanceof Spans same && spans.equals(same.spans);
    }

    @Override
    public int hashCode() {
        return spans.hashCode();
    }

    @Override
    public String toString() {
        return spans.toString();
    }
}

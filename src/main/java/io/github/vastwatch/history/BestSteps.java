package io.github.vastwatch.history;

import io.github.vastwatch.history.Spans.Span;
import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.watch.Metric;
import io.github.vastwatch.watch.Threshold;
import io.github.vastwatch.watch.Watch;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The best value for a watch in each of some steps of equal length. It keeps nothing else of what it reads. */
public final class BestSteps implements Consumer<Run> {
    private final Watch watch;
    private final Span span;
    private final Collection<RecordedPoll> polls;
    private final List<Optional<BigDecimal>> best;
    private final Predicate<OfferKey> keys;
    private final WatchHistory.Reader reader;

    /** @param polls the answers within the span, and those before it that hold until then */
    public BestSteps(Watch watch, Span span, int steps, Collection<RecordedPoll> polls) {
        this.watch = watch;
        this.span = span;
        this.polls = polls;
        this.best = new ArrayList<>(Collections.nCopies(steps, Optional.empty()));
        this.keys = WatchHistory.keys(watch);
        this.reader = new WatchHistory.Reader(watch, span, polls, Optional.of(this::add));
    }

    public Watch watch() {
        return watch;
    }

    /** Whether an offer may be admitted, by its key alone. */
    public boolean mayAdmit(OfferKey key) {
        return keys.test(key);
    }

    @Override
    public void accept(Run run) {
        if (mayAdmit(run.key())) {
            reader.accept(run);
        }
    }

    private void add(WatchHistory.Offered offered) {
        Metric metric = watch.threshold().metric();
        for (int i = step(offered.from().toEpochMilli()); i <= step(offered.to().toEpochMilli() - 1); i++) {
            Optional<BigDecimal> before = best.get(i);
            if (before.isEmpty() || metric.compare(offered.value(), before.get()) < 0) {
                best.set(i, Optional.of(offered.value()));
            }
        }
    }

    private int step(long at) {
        long start = span.from().toEpochMilli();
        return (int) Math.max(0, Math.min(best.size() - 1, (at - start) / length()));
    }

    private long length() {
        return Math.max(1, span.length().toMillis() / best.size());
    }

    /** Empty where nothing was seen, or nothing was there; of a time in which only matches were asked for, a match or nothing. */
    public List<Optional<BigDecimal>> values() {
        Spans whole = Visibility.of(watch.with(Threshold.NONE), polls).within(span);
        Spans matching = Visibility.of(watch, polls).within(span);
        List<Optional<BigDecimal>> values = new ArrayList<>();
        for (int i = 0; i < best.size(); i++) {
            Span step =
                    new Span(span.from().plusMillis(i * length()), span.from().plusMillis((i + 1) * length()));
            boolean isWhole = !whole.within(step).equals(Spans.NONE);
            boolean isMatching = !matching.within(step).equals(Spans.NONE);
            values.add(best.get(i)
                    .filter(value -> isWhole || (isMatching && watch.threshold().matches(value))));
        }
        return values;
    }
}

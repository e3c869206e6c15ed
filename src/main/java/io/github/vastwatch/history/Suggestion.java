package io.github.vastwatch.history;

import io.github.vastwatch.history.Spans.Span;
import io.github.vastwatch.history.WatchHistory.Offered;
import io.github.vastwatch.offer.Operator;
import io.github.vastwatch.watch.Metric;
import io.github.vastwatch.watch.Threshold;
import io.github.vastwatch.watch.Watch;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;

/** How many alerts each threshold of a watch's metric would have caused, counted by replays. */
public final class Suggestion {
    private static final double SECONDS_A_DAY = 86_400;

    /** Dollars in tenths of cents, and four digits of other values, as people write thresholds. */
    private static final int PRICE_SCALE = 3;

    private static final MathContext UP = new MathContext(4, RoundingMode.CEILING);
    private static final MathContext DOWN = new MathContext(4, RoundingMode.FLOOR);

    /** Candidates around the one that bisection finds: caps and repeats make the count jump. */
    private static final int AROUND = 1;

    private final Watch watch;
    private final Span span;
    private final Replay replay;
    private final WatchHistory history;
    private final List<RecordedPoll> polls;
    private final IntConsumer progress;
    private final List<Threshold> candidates;
    /** The last candidate of which enough was seen; -1 if there is none. */
    private final int most;

    private final Map<Integer, Rate> rates = new HashMap<>();

    /**
     * A threshold, and what it would have caused.
     *
     * @param alerts how many it would have sent
     * @param seen the times in which all that it admits is recorded
     */
    public record Rate(Threshold threshold, int alerts, Spans seen) {
        public double days() {
            return seen.length().toSeconds() / SECONDS_A_DAY;
        }

        /** Alerts on each day that was seen; without one, 0. */
        public double perDay() {
            return days() > 0 ? alerts / days() : 0;
        }
    }

    /**
     * @param history of the watch, with all that is recorded of its query
     * @param polls the answers within its span
     * @param progress gets the number of answers so far, of the replay that is going on
     */
    public Suggestion(Replay replay, WatchHistory history, Collection<RecordedPoll> polls, IntConsumer progress) {
        this.watch = history.watch();
        this.span = history.span();
        this.replay = replay;
        this.history = history;
        this.polls = List.copyOf(polls);
        this.progress = progress;
        Metric metric = watch.threshold().metric();
        this.candidates = history.offered().stream()
                .map(Offered::value)
                .filter(value -> value.signum() > 0)
                .map(value -> rounded(metric, value))
                .distinct()
                .sorted(metric::compare)
                .map(value -> new Threshold(metric, metric.lowerIsBetter() ? Operator.LTE : Operator.GTE, value))
                .toList();
        this.most = mostSeen();
    }

    /** Away from the best, so that the value that it is of is within. */
    private static BigDecimal rounded(Metric metric, BigDecimal value) {
        BigDecimal rounded = metric.isMoney()
                ? value.setScale(PRICE_SCALE, RoundingMode.CEILING)
                : value.round(metric.lowerIsBetter() ? UP : DOWN);
        BigDecimal plain = rounded.stripTrailingZeros();
        return plain.scale() < 0 ? plain.setScale(0) : plain;
    }

    /** The threshold whose rate is nearest to one; of equals the strictest. Empty if nothing was seen. */
    public Optional<Rate> nearest(double perDay) {
        if (most < 0) {
            return Optional.empty();
        }
        int first = firstWith(perDay);
        Rate best = rate(first);
        for (int i = Math.max(0, first - AROUND); i <= Math.min(most, first + AROUND); i++) {
            if (Math.abs(rate(i).perDay() - perDay) < Math.abs(best.perDay() - perDay)) {
                best = rate(i);
            }
        }
        Rate strictest = rate(firstWith(best.perDay()));
        return Optional.of(strictest.perDay() == best.perDay() ? strictest : best);
    }

    /** The strictest with at least a rate, by bisection; the loosest if none has. */
    private int firstWith(double perDay) {
        int low = 0;
        int high = most;
        while (low < high) {
            int middle = (low + high) / 2;
            if (rate(middle).perDay() < perDay) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Whether a looser threshold is not recorded well enough to be counted. */
    public boolean isLoosest(Rate rate) {
        return most < candidates.size() - 1 && candidates.get(most).equals(rate.threshold());
    }

    /** At least half as much as of the first. */
    private int mostSeen() {
        if (candidates.isEmpty() || seen(0).length().isZero()) {
            return -1;
        }
        long enough = seen(0).length().toMillis() / 2;
        int low = 0;
        int high = candidates.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) / 2;
            if (seen(middle).length().toMillis() >= enough) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    private Spans seen(int candidate) {
        return Visibility.of(watch.with(candidates.get(candidate)), polls).within(span);
    }

    private Rate rate(int candidate) {
        return rates.computeIfAbsent(candidate, index -> {
            Threshold threshold = candidates.get(index);
            return new Rate(
                    threshold,
                    Backtest.of(replay, history, watch.with(threshold), List.of(), progress)
                            .alerts()
                            .size(),
                    seen(index));
        });
    }
}

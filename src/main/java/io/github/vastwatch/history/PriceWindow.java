package io.github.vastwatch.history;

import io.github.vastwatch.history.Spans.Span;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.offer.Question;
import io.github.vastwatch.watch.Coverage;
import io.github.vastwatch.watch.Metric;
import io.github.vastwatch.watch.MovingThreshold;
import io.github.vastwatch.watch.Threshold;
import io.github.vastwatch.watch.Watch;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The values at which the offers of a query were offered in the time before now, each weighted by how long. A value counts
 * only while an answer showed all that the query admits: from one such answer to the next, if that came soon enough, so that
 * neither the last answer nor a gap counts. The weights are kept as answers come in and as time passes, and are the same as
 * if they were computed anew from the record.
 */
public final class PriceWindow {
    /** What was shown by one answer only, and is this many times below the first percentile, sets no low. */
    private static final BigDecimal FREAK = BigDecimal.valueOf(2);

    /** A figure is known once this part of its window was seen. */
    private static final int KNOWN = 4;

    private static final long NEVER = Long.MAX_VALUE;

    private final Watch watch;
    private final Duration length;
    private final Metric metric;
    private final Predicate<OfferKey> keys;
    private final Question sent;

    /** In the order of their values. */
    private final List<Value> values = new ArrayList<>();

    private final Map<OfferKey, Offered> open = new HashMap<>();
    /** Those that began within the window, in the order in which they began. */
    private final Deque<Offered> began = new ArrayDeque<>();
    /** Those that began before the window and had not ended then. */
    private final List<Offered> before = new ArrayList<>();
    /** Those that a further answer may extend. */
    private final List<Offered> recent = new ArrayList<>();

    private final Map<Question, Answer> last = new HashMap<>();
    /** The ends of the times that were seen, by their starts. */
    private final TreeMap<Long, Long> seen = new TreeMap<>();

    private long start;
    private long covered;
    private long total;
    private long latest;
    private boolean isStale;

    /** A value, and how long it was offered within the window. */
    private static final class Value {
        private final BigDecimal value;
        private long weight;
        /** How often an answer showed an offer at it. */
        private int answers;
        /** The times of offers at it. */
        private int uses;

        Value(BigDecimal value) {
            this.value = value;
        }
    }

    /** A time in which an offer had one value. */
    private static final class Offered {
        private final Value value;
        private final long from;
        private long to;
        private int answers;

        Offered(Value value, long from, long to) {
            this.value = value;
            this.from = from;
            this.to = to;
        }

        long within(long spanFrom, long spanTo) {
            return Math.max(0, Math.min(to, spanTo) - Math.max(from, spanFrom));
        }
    }

    private interface SpanReader {
        void read(long from, long to);
    }

    /** The last answer to a question that shows all. */
    private record Answer(long at, boolean complete, long holds) {
        boolean holdsUntil(long next) {
            return complete && at < next && next - at <= holds;
        }
    }

    /**
     * An empty window, before the record is read.
     *
     * @param watch with the query and the metric; its threshold does not matter
     */
    public PriceWindow(Watch watch, Duration length) {
        this.watch = watch.with(Threshold.NONE);
        this.length = length;
        this.metric = watch.threshold().metric();
        this.keys = WatchHistory.keys(watch);
        this.sent = watch.question().with(WatchHistory.sentBy(List.of(watch.question())));
    }

    /** The time of the record that has to be read, for a window that ends now. */
    public Span toRead(Instant now) {
        return new Span(now.minus(length), now);
    }

    /** Whether a run of an offer may be read. */
    public boolean mayRead(OfferKey key) {
        return keys.test(key);
    }

    /** Whether an answer to a question shows all that the query admits. */
    public boolean isWhole(Question asked) {
        return new Coverage(watch, asked, true).showsAll();
    }

    /** Reads a run that began before now, in any order, before {@link #start}. */
    public void read(Run run) {
        begin(run);
        run.to().ifPresent(to -> {
            Offered offered = open.remove(run.key());
            if (offered != null) {
                offered.to = to.toEpochMilli();
            }
        });
    }

    /**
     * Ends the reading of the record.
     *
     * @param answers to the questions that show all, before now, those before the window that hold into it too
     */
    public void start(Answers answers, Instant now) {
        start = now.minus(length).toEpochMilli();
        latest = now.toEpochMilli();
        List<Offered> read = new ArrayList<>(began);
        began.clear();
        read.sort(Comparator.comparingLong(offered -> offered.from));
        read.forEach(offered -> (offered.from < start ? before : began).add(offered));
        last.putAll(answers.last);
        answers.seen
                .list()
                .forEach(span -> cover(span.from().toEpochMilli(), span.to().toEpochMilli()));
        read.forEach(offered -> shown(offered, below(answers.times, offered.to) - below(answers.times, offered.from)));
        before.removeIf(this::hasLeft);
        forgetOld();
    }

    /** Recorded answers that show all, as windows need them. */
    public static final class Answers {
        private final Spans seen;
        /** Of the complete ones, in order. */
        private final long[] times;

        private final Map<Question, Answer> last = new HashMap<>();

        /** @param polls in any order */
        public Answers(Collection<RecordedPoll> polls) {
            List<RecordedPoll> sorted = polls.stream()
                    .sorted(Comparator.comparing(RecordedPoll::at))
                    .toList();
            List<Span> spans = new ArrayList<>();
            for (RecordedPoll poll : sorted) {
                long at = poll.at().toEpochMilli();
                Answer answer = new Answer(at, poll.complete(), poll.holds().toMillis());
                Answer previous = last.put(poll.asked(), answer);
                if (previous != null && previous.holdsUntil(at)) {
                    spans.add(new Span(Instant.ofEpochMilli(previous.at), poll.at()));
                }
            }
            seen = Spans.of(spans);
            times = sorted.stream()
                    .filter(RecordedPoll::complete)
                    .mapToLong(poll -> poll.at().toEpochMilli())
                    .toArray();
        }
    }

    /** How many of some times in order are before another. */
    private static int below(long[] times, long other) {
        int at = Arrays.binarySearch(times, other);
        return at < 0 ? -at - 1 : at;
    }

    /** Adds what an answer has just added to the record. */
    public void add(Recording recording) {
        Observation answer = recording.observation();
        long at = answer.at().toEpochMilli();
        // After the clock was set back, times are not in order any more.
        isStale |= at < latest;
        latest = at;
        recording
                .ended()
                .forEach(each ->
                        end(each.key(), each.from().toEpochMilli(), each.to().toEpochMilli()));
        recording.opened().forEach(this::begin);
        if (!isWhole(answer.asked())) {
            return;
        }
        Answer previous = last.put(
                answer.asked(), new Answer(at, answer.complete(), answer.holds().toMillis()));
        if (previous != null && previous.holdsUntil(at)) {
            cover(previous.at, at);
        }
        if (answer.complete()) {
            open.forEach((key, offered) -> shown(offered, recording.shown().containsKey(key) ? 1 : 0));
        }
        forgetOld();
    }

    private static void shown(Offered offered, int answers) {
        offered.answers += answers;
        offered.value.answers += answers;
    }

    private void begin(Run run) {
        if (!keys.test(run.key()) || !Facts.hasPriceWith(run, watch.diskGb())) {
            return;
        }
        Offer offer = Facts.withDisk(run.offer(), run.diskGb(), watch.diskGb());
        if (watch.question().matches(offer, sent)) {
            metric.valueOf(offer).ifPresent(value -> {
                Offered offered =
                        new Offered(used(value.stripTrailingZeros()), run.from().toEpochMilli(), NEVER);
                open.put(run.key(), offered);
                began.add(offered);
                recent.add(offered);
            });
        }
    }

    private Value used(BigDecimal value) {
        int at = place(value);
        if (at < 0) {
            at = -at - 1;
            values.add(at, new Value(value));
        }
        values.get(at).uses++;
        return values.get(at);
    }

    private int place(BigDecimal value) {
        int low = 0;
        int high = values.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = values.get(middle).value.compareTo(value);
            if (order == 0) {
                return middle;
            }
            low = order < 0 ? middle + 1 : low;
            high = order < 0 ? high : middle - 1;
        }
        return -low - 1;
    }

    /** Ends the time of an offer; it may have ended before the last answers. */
    private void end(OfferKey key, long from, long to) {
        Offered offered = open.get(key);
        if (offered != null && offered.from == from) {
            open.remove(key);
            seenWithin(Math.max(start, to), NEVER, (one, other) -> add(offered, -offered.within(one, other)));
            offered.to = to;
        }
    }

    private void add(Offered offered, long milliseconds) {
        offered.value.weight += milliseconds;
        total += milliseconds;
    }

    /** Counts a time, as far as it does not count yet. */
    private void cover(long from, long to) {
        long first = Math.max(from, start);
        if (first >= to) {
            return;
        }
        long next = first;
        List<long[]> gaps = new ArrayList<>();
        Map.Entry<Long, Long> at = seen.floorEntry(first);
        for (at = at == null ? seen.higherEntry(first) : at;
                at != null && at.getKey() < to;
                at = seen.higherEntry(at.getKey())) {
            if (next < at.getKey()) {
                gaps.add(new long[] {next, at.getKey()});
            }
            next = Math.max(next, at.getValue());
        }
        if (next < to) {
            gaps.add(new long[] {next, to});
        }
        for (long[] gap : gaps) {
            covered += gap[1] - gap[0];
            recent.forEach(offered -> add(offered, offered.within(gap[0], gap[1])));
            join(gap[0], gap[1]);
        }
    }

    private void join(long from, long to) {
        Map.Entry<Long, Long> left = seen.floorEntry(from);
        Long right = seen.remove(to);
        boolean isJoined = left != null && left.getValue() == from;
        seen.put(isJoined ? left.getKey() : from, right == null ? to : right);
    }

    /** Passes the times seen within a span. */
    private void seenWithin(long from, long to, SpanReader reader) {
        Map.Entry<Long, Long> at = seen.floorEntry(from);
        for (at = at == null ? seen.higherEntry(from) : at;
                at != null && at.getKey() < to;
                at = seen.higherEntry(at.getKey())) {
            long one = Math.max(from, at.getKey());
            long other = Math.min(to, at.getValue());
            if (one < other) {
                reader.read(one, other);
            }
        }
    }

    /** Forgets the answers that the next one can follow no more, and the times that no answer can extend. */
    private void forgetOld() {
        last.values().removeIf(answer -> latest - answer.at > answer.holds);
        long earliest = last.values().stream().mapToLong(Answer::at).min().orElse(latest);
        recent.removeIf(offered -> offered.to <= earliest);
    }

    /** Moves the window so that it ends at a time. */
    public void advance(Instant now) {
        long next = now.minus(length).toEpochMilli();
        if (next <= start) {
            return;
        }
        while (!began.isEmpty() && began.element().from < next) {
            before.add(began.remove());
        }
        seenWithin(start, next, (from, to) -> {
            covered -= to - from;
            before.forEach(offered -> add(offered, -offered.within(from, to)));
        });
        start = next;
        before.removeIf(this::hasLeft);
        while (!seen.isEmpty() && seen.firstEntry().getValue() <= start) {
            seen.pollFirstEntry();
        }
    }

    private boolean hasLeft(Offered offered) {
        if (offered.to > start) {
            return false;
        }
        Value value = offered.value;
        value.answers -= offered.answers;
        value.uses--;
        if (value.uses == 0) {
            values.remove(place(value.value));
        }
        return true;
    }

    /**
     * A threshold at its figure, once a quarter of the window was seen; of the lowest and the highest value at least a day.
     * Empty before, and where no offer can meet it.
     */
    public Optional<Threshold> threshold(MovingThreshold moving) {
        boolean isKnown = covered >= length.toMillis() / KNOWN
                && (!moving.isExtreme() || covered >= MovingThreshold.LEAST_OF_EXTREME.toMillis());
        return isKnown ? percentile(moving.percentile()).flatMap(moving::at) : Optional.empty();
    }

    /** Whether the clock was set back, so that the record has to be read again. */
    public boolean isStale() {
        return isStale;
    }

    /** How much of the window was seen. */
    public Duration covered() {
        return Duration.ofMillis(covered);
    }

    /**
     * A percentile, by the nearest rank: the first value from the lowest up, up to which at least that share of the time was
     * offered. The lowest and the highest value leave out what one answer alone showed, far from all others.
     *
     * @param percentile 0 for the lowest, 100 for the highest
     * @return empty if nothing was offered in the times that were seen
     */
    public Optional<BigDecimal> percentile(int percentile) {
        if (total == 0) {
            return Optional.empty();
        }
        return switch (percentile) {
            case 0 -> lowest();
            case 100 -> highest();
            default -> Optional.of(rank(percentile, 0, values.size(), total));
        };
    }

    private BigDecimal rank(int percentile, int from, int to, long weight) {
        long sum = 0;
        for (int i = from; i < to; i++) {
            sum += values.get(i).weight;
            if (values.get(i).weight > 0 && sum * 100 >= percentile * weight) {
                return values.get(i).value;
            }
        }
        throw new IllegalStateException("no value has the rank " + percentile);
    }

    private Optional<BigDecimal> lowest() {
        long rest = total;
        for (int i = 0; i < values.size(); i++) {
            Value each = values.get(i);
            if (each.weight > 0) {
                rest -= each.weight;
                if (each.answers > 1
                        || rest == 0
                        || each.value.multiply(FREAK).compareTo(rank(1, i + 1, values.size(), rest)) >= 0) {
                    return Optional.of(each.value);
                }
            }
        }
        return Optional.empty();
    }

    private Optional<BigDecimal> highest() {
        long rest = total;
        for (int i = values.size() - 1; i >= 0; i--) {
            Value each = values.get(i);
            if (each.weight > 0) {
                rest -= each.weight;
                if (each.answers > 1
                        || rest == 0
                        || each.value.compareTo(rank(99, 0, i, rest).multiply(FREAK)) <= 0) {
                    return Optional.of(each.value);
                }
            }
        }
        return Optional.empty();
    }

    /** When an answer last showed all; empty if that was too long ago for the next one to follow. */
    public Optional<Instant> lastAnswer() {
        return last.values().stream()
                .map(answer -> answer.at)
                .max(Comparator.naturalOrder())
                .map(Instant::ofEpochMilli);
    }
}

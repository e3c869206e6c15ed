package io.github.vastwatch.history;

import static io.github.vastwatch.Fixtures.CHEAP_4090;
import static io.github.vastwatch.Fixtures.NOON;
import static io.github.vastwatch.Fixtures.offer;
import static io.github.vastwatch.Fixtures.watch;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.vastwatch.history.Spans.Span;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.offer.Question;
import io.github.vastwatch.watch.MovingThreshold;
import io.github.vastwatch.watch.Threshold;
import io.github.vastwatch.watch.Watch;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The windows of random histories with gaps, compared with the sorted record. */
final class PriceWindowTest {
    private static final Watch WATCH = watch("cheap-4090", "gpu_name=RTX_4090 num_gpus=1", "none");
    private static final Question WHOLE = CHEAP_4090.question();
    private static final Question WITHIN = CHEAP_4090.threshold().narrow(WHOLE);
    private static final Duration LENGTH = Duration.ofHours(30);
    private static final Duration HOLDS = Duration.ofMinutes(75);

    @Test
    void isExactAtAnyTimeAndAfterEachRestart() {
        for (int seed = 0; seed < 40; seed++) {
            isExact(seed);
        }
    }

    private static void isExact(int seed) {
        Random random = new Random(seed);
        Recorded record = new Recorded();
        PriceWindow window = window(record, NOON);
        Map<Long, Double> market = new HashMap<>();
        Instant now = NOON;
        for (int poll = 0; poll < 150; poll++) {
            boolean isGap = random.nextInt(15) == 0;
            now = now.plusSeconds(random.nextInt(3_000)).plus(isGap ? Duration.ofHours(5) : Duration.ZERO);
            change(market, random);
            if (random.nextInt(4) == 0) {
                window.advance(now);
            }
            boolean isWhole = random.nextInt(3) > 0;
            window.add(record.answer(
                    isWhole ? WHOLE : WITHIN,
                    now,
                    isWhole || random.nextBoolean(),
                    shown(market, isWhole, random, now)));
            now = now.plusSeconds(1 + random.nextInt(600));
            window.advance(now);
            isAsSorted(window, record, now, seed);
            isAsSorted(window(record, now), record, now, seed);
        }
    }

    private static void isAsSorted(PriceWindow window, Recorded record, Instant now, int seed) {
        Span span = new Span(now.minus(LENGTH), now);
        Spans seen = record.whole().within(span);
        List<Weighted> sorted = record.sorted(seen, now);
        assertThat(window.covered()).as("seed %s at %s", seed, now).isEqualTo(seen.length());
        for (int percentile : new int[] {1, 10, 50, 90, 99}) {
            assertThat(window.percentile(percentile))
                    .as("p%s, seed %s at %s", percentile, seed, now)
                    .isEqualTo(rank(sorted, percentile));
        }
    }

    private record Weighted(BigDecimal value, long milliseconds) {}

    private static Optional<BigDecimal> rank(List<Weighted> sorted, int percentile) {
        long all = sorted.stream().mapToLong(Weighted::milliseconds).sum();
        long sum = 0;
        for (Weighted each : sorted) {
            sum += each.milliseconds();
            if (sum * 100 >= all * percentile) {
                return Optional.of(each.value());
            }
        }
        return Optional.empty();
    }

    private static void change(Map<Long, Double> market, Random random) {
        for (long machine = 1; machine <= 12; machine++) {
            if (random.nextInt(6) == 0) {
                market.put(machine, (30 + random.nextInt(20)) / 100.0);
            } else if (random.nextInt(12) == 0) {
                market.remove(machine);
            }
        }
    }

    private static List<Offer> shown(Map<Long, Double> market, boolean isWhole, Random random, Instant at) {
        List<Offer> shown = new ArrayList<>();
        market.forEach((machine, price) -> {
            if ((isWhole || price <= 0.40) && random.nextInt(8) > 0) {
                shown.add(offer(machine, machine, price, at));
            }
        });
        return shown;
    }

    @Test
    void doesNotCountTheLastAnswer() {
        Recorded record = new Recorded();
        PriceWindow window = window(record, NOON);
        window.add(record.answer(WHOLE, NOON, true, List.of(offer(1, 1, 0.30, NOON))));
        window.advance(NOON.plusSeconds(600));

        assertThat(window.covered()).isZero();
        assertThat(window.percentile(50)).isEmpty();
    }

    @Test
    void doesNotKnowWhatComesLater() {
        Recorded record = new Recorded();
        Recorded longer = new Recorded();
        for (int hour = 0; hour < 20; hour++) {
            Instant at = NOON.plus(Duration.ofHours(hour));
            List<Offer> offers = List.of(offer(1, 1, 0.30 + hour * 0.01, at), offer(2, 2, 0.90 - hour * 0.02, at));
            longer.answer(WHOLE, at, true, offers);
            if (hour < 10) {
                record.answer(WHOLE, at, true, offers);
            }
        }
        Instant now = NOON.plus(Duration.ofHours(9)).plusSeconds(60);

        for (int percentile = 0; percentile <= 100; percentile++) {
            assertThat(window(longer, now).percentile(percentile))
                    .isEqualTo(window(record, now).percentile(percentile));
        }
    }

    @Test
    void takesNoLowFromAFreakRowInOneAnswer() {
        Recorded record = new Recorded();
        PriceWindow window = window(record, NOON);
        for (int hour = 0; hour < 30; hour++) {
            Instant at = NOON.plus(Duration.ofHours(hour));
            List<Offer> offers = new ArrayList<>(List.of(offer(1, 1, 0.30, at), offer(2, 2, 0.40, at)));
            if (hour == 10) {
                offers.add(offer(3, 3, 0.01, at));
            }
            if (hour == 12) {
                offers.add(offer(4, 4, 9.0, at));
            }
            window.add(record.answer(WHOLE, at, true, offers));
        }

        assertThat(window.percentile(0)).contains(new BigDecimal("0.3"));
        assertThat(window.percentile(100)).contains(new BigDecimal("0.4"));
        Instant now = NOON.plus(Duration.ofHours(29));
        assertThat(window(record, now).percentile(0)).contains(new BigDecimal("0.3"));
    }

    @Test
    void takesALowFromTwoAnswersAndFromOneThatIsNear() {
        Recorded record = new Recorded();
        PriceWindow window = window(record, NOON);
        for (int hour = 0; hour < 20; hour++) {
            Instant at = NOON.plus(Duration.ofHours(hour));
            List<Offer> offers = new ArrayList<>(List.of(offer(1, 1, 0.30, at), offer(2, 2, 0.40, at)));
            if (hour == 3) {
                offers.add(offer(3, 3, 0.20, at));
            }
            if (hour == 10 || hour == 11) {
                offers.add(offer(4, 4, 0.01, at));
            }
            window.add(record.answer(WHOLE, at, true, offers));
            if (hour == 9) {
                assertThat(window.percentile(0)).contains(new BigDecimal("0.2"));
            }
        }

        assertThat(window.percentile(0)).contains(new BigDecimal("0.01"));
    }

    @Test
    void knowsItsThresholdOnceAQuarterOfTheWindowWasSeen() {
        Recorded record = new Recorded();
        PriceWindow window = window(record, NOON);
        MovingThreshold p10 = MovingThreshold.parse("dph_total <= p10(30h)");
        for (int half = 0; half <= 14; half++) {
            Instant at = NOON.plus(Duration.ofMinutes(30L * half));
            window.add(record.answer(WHOLE, at, true, List.of(offer(1, 1, 0.30, at))));
        }
        assertThat(window.threshold(p10)).isEmpty();

        Instant at = NOON.plus(Duration.ofMinutes(450));
        window.add(record.answer(WHOLE, at, true, List.of(offer(1, 1, 0.30, at))));
        assertThat(window.threshold(p10)).contains(Threshold.parse("dph_total <= 0.3"));

        window.advance(at.plus(LENGTH).minusSeconds(1));
        assertThat(window.threshold(p10)).isEmpty();
    }

    @Test
    void callsNothingLowestWithLessThanADay() {
        Recorded record = new Recorded();
        PriceWindow window = window(record, NOON);
        MovingThreshold lowest = MovingThreshold.parse("dph_total < lowest(2d)");
        Instant at = NOON;
        for (; at.isBefore(NOON.plus(Duration.ofDays(1))); at = at.plusSeconds(3_600)) {
            window.add(record.answer(WHOLE, at, true, List.of(offer(1, 1, 0.30, at))));
        }
        assertThat(window.threshold(lowest)).isEmpty();

        window.add(record.answer(WHOLE, at, true, List.of(offer(1, 1, 0.30, at))));
        assertThat(window.threshold(lowest)).contains(Threshold.parse("dph_total < 0.3"));
    }

    private static PriceWindow window(Recorded record, Instant now) {
        PriceWindow window = new PriceWindow(WATCH, LENGTH);
        record.runs.values().stream()
                .flatMap(List::stream)
                .filter(run -> run.from().isBefore(now)
                        && run.to()
                                .filter(to -> !to.isAfter(window.toRead(now).from()))
                                .isEmpty())
                .forEach(window::read);
        window.start(
                new PriceWindow.Answers(record.polls.stream()
                        .filter(poll -> poll.at().isBefore(now) && window.isWhole(poll.asked()))
                        .toList()),
                now);
        return window;
    }

    /** What answers left in the record. */
    private static final class Recorded {
        private final Recorder recorder = new Recorder(List.of());
        private final Map<OfferKey, List<Run>> runs = new HashMap<>();
        private final List<RecordedPoll> polls = new ArrayList<>();

        Recording answer(Question asked, Instant at, boolean complete, List<Offer> offers) {
            Observation seen = new Observation(
                    asked,
                    List.of("cheap-4090"),
                    at,
                    complete,
                    HOLDS,
                    new Observation.Missing(3, Duration.ofMinutes(20)),
                    offers);
            Recording recording = recorder.record(seen);
            recorder.committed(recording);
            recording.ended().forEach(ended -> {
                List<Run> own = runs.getOrDefault(ended.key(), List.of());
                own.set(own.size() - 1, own.get(own.size() - 1).ended(ended.to(), ended.end()));
            });
            recording
                    .opened()
                    .forEach(run -> runs.computeIfAbsent(run.key(), key -> new ArrayList<>())
                            .add(run));
            polls.add(new RecordedPoll(asked, Set.of("cheap-4090"), at, complete, HOLDS));
            return recording;
        }

        Spans whole() {
            return Visibility.of(WATCH, polls);
        }

        List<Weighted> sorted(Spans seen, Instant now) {
            List<Weighted> weighted = new ArrayList<>();
            runs.values().stream().flatMap(List::stream).forEach(run -> {
                Instant to = run.to().orElse(now);
                if (run.from().isBefore(to)) {
                    long milliseconds =
                            seen.within(new Span(run.from(), to)).length().toMillis();
                    if (milliseconds > 0) {
                        weighted.add(new Weighted(
                                WATCH.threshold()
                                        .metric()
                                        .valueOf(run.offer())
                                        .orElseThrow()
                                        .stripTrailingZeros(),
                                milliseconds));
                    }
                }
            });
            weighted.sort(java.util.Comparator.comparing(Weighted::value));
            return weighted;
        }
    }
}

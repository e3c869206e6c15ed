package io.github.vastwatch.history;

import static io.github.vastwatch.Fixtures.CHEAP_4090;
import static io.github.vastwatch.Fixtures.NOON;
import static io.github.vastwatch.Fixtures.offer;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.vastwatch.history.Spans.Span;
import io.github.vastwatch.offer.Offer;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class MarketContextTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Instant START = NOON.minus(Duration.ofDays(12));

    private final Recorder recorder = new Recorder(List.of());
    private final Map<String, Run> runs = new HashMap<>();
    private final List<RecordedPoll> polls = new ArrayList<>();

    @Test
    void saysHowGoodAnOfferIsBesideTheMarket() {
        for (int hour = 0; hour <= 12 * 24; hour++) {
            boolean isCheap = hour >= 3 * 24 && hour < 3 * 24 + 2;
            show(hour, offer(1, 1, 0.48, at(hour)), offer(2, 2, isCheap ? 0.36 : 0.50, at(hour)));
        }

        assertThat(facts("0.38", NOON))
                .isEqualTo(Map.of(
                        MarketContext.SINCE, START.toString(),
                        MarketContext.SEEN, "1.000",
                        MarketContext.MEDIAN, "0.48",
                        MarketContext.LAST_AS_GOOD, at(3 * 24 + 2).toString(),
                        MarketContext.SPARKLINE, "▁".repeat(28)));
    }

    @Test
    void countsWhatWasOfferedSinceTheRecordWasRead() {
        for (int hour = 0; hour <= 12 * 24; hour++) {
            show(hour, offer(1, 1, 0.48, at(hour)));
        }

        MarketContext later = context(NOON).after(NOON.plus(HOUR), new BigDecimal("0.37"));

        assertThat(later.facts(new BigDecimal("0.38"), NOON.plus(HOUR.multipliedBy(2))))
                .containsEntry(MarketContext.LAST_AS_GOOD, NOON.plus(HOUR).toString());
        assertThat(later.facts(new BigDecimal("0.36"), NOON.plus(HOUR.multipliedBy(2))))
                .doesNotContainKey(MarketContext.LAST_AS_GOOD);
    }

    @Test
    void saysHowLongOffersWithinTheThresholdStay() {
        for (int hour = 0; hour <= 10 * 24; hour++) {
            Offer[] offers = hour % 24 < 3 + hour / 24 ? new Offer[] {offer(1, 1, 0.38, at(hour))} : new Offer[0];
            show(hour, offers);
        }

        // Ten appeared, for three to twelve hours; the first one was there from the start.
        assertThat(context(at(10 * 24)).lifetime()).contains(Duration.ofHours(8));
    }

    @Test
    void saysNothingOfARecordShorterThanADay() {
        for (int hour = 0; hour <= 23; hour++) {
            show(hour, offer(1, 1, 0.48, at(hour)));
        }

        assertThat(facts("0.38", at(23))).isEmpty();
    }

    @Test
    void hasNoMedianOfAWeekOfWhichLessThanAQuarterWasSeen() {
        for (int hour = 0; hour <= 12 * 24; hour += hour < 11 * 24 ? 100 : 1) {
            show(hour, offer(1, 1, 0.48, at(hour)));
        }

        assertThat(facts("0.38", NOON)).doesNotContainKey(MarketContext.MEDIAN);
    }

    @Test
    void drawsGapsAsGaps() {
        for (int hour = 0; hour <= 12 * 24; hour++) {
            int day = hour / 24;
            if (day != 8) {
                show(hour, offer(1, 1, day < 8 ? 0.40 : 0.80, at(hour)));
            }
        }

        String bars = facts("0.38", NOON).getOrDefault(MarketContext.SPARKLINE, "");

        assertThat(bars).isEqualTo("▁".repeat(12) + "·".repeat(4) + "█".repeat(12));
        assertThat(MarketContext.heights(bars))
                .isEqualTo(Stream.of(1, 0, 8)
                        .flatMap(height -> Stream.generate(() -> height).limit(height == 0 ? 4 : 12))
                        .toList());
    }

    private Map<String, String> facts(String value, Instant now) {
        return context(now).facts(new BigDecimal(value), now);
    }

    private MarketContext context(Instant now) {
        WatchHistory.Reader reader =
                new WatchHistory.Reader(CHEAP_4090, new Span(now.minus(MarketContext.MONTH), now), polls);
        runs.values().forEach(reader);
        return MarketContext.of(reader.history(), START);
    }

    private static Instant at(int hour) {
        return START.plus(HOUR.multipliedBy(hour));
    }

    private void show(int hour, Offer... offers) {
        Observation seen = new Observation(
                CHEAP_4090.question(),
                List.of("cheap-4090"),
                at(hour),
                true,
                HOUR.multipliedBy(2),
                new Observation.Missing(1, Duration.ZERO),
                List.of(offers));
        Recording recording = recorder.record(seen);
        recording
                .ended()
                .forEach(each -> runs.computeIfPresent(
                        each.key() + " " + each.from(), (key, run) -> run.ended(each.to(), each.end())));
        recording.opened().forEach(run -> runs.put(run.key() + " " + run.from(), run));
        recorder.committed(recording);
        polls.add(new RecordedPoll(seen.asked(), Set.copyOf(seen.watches()), seen.at(), true, seen.holds()));
        assertThat(runs.values())
                .allMatch(run -> run.to().isEmpty() == run.end().equals(Optional.empty()));
    }
}

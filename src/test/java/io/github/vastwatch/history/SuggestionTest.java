package io.github.vastwatch.history;

import static io.github.vastwatch.Fixtures.NOON;
import static io.github.vastwatch.Fixtures.offer;
import static io.github.vastwatch.Fixtures.watch;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.vastwatch.alert.Match;
import io.github.vastwatch.history.Spans.Span;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.offer.Query;
import io.github.vastwatch.offer.Question;
import io.github.vastwatch.watch.MovingThreshold;
import io.github.vastwatch.watch.Threshold;
import io.github.vastwatch.watch.Watch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What follows from a record: replays of watches that are new to it, and thresholds. */
class SuggestionTest {
    private static final Duration INTERVAL = Duration.ofHours(1);
    private static final int ANSWERS = 100;
    private static final int MACHINES = 20;
    private static final Watch WATCH = watch("new", "gpu_name=RTX_4090 num_gpus=1", "dph_total <= 0.40");
    private static final Question OWN = WATCH.question();

    private final List<Run> runs = new ArrayList<>();
    private final List<RecordedPoll> polls = new ArrayList<>();
    private final Map<OfferKey, Run> open = new HashMap<>();
    private final Recorder recorder = new Recorder(List.of());

    @Test
    void isTheStrictestOfAllThresholdsWhoseRateIsNearest() {
        for (long seed = 0; seed < 5; seed++) {
            runs.clear();
            polls.clear();
            recordMarket(new Random(seed));
            WatchHistory history = history(WATCH);
            Replay replay = Replay.of(WATCH, polls, NOON, runs);
            double days = history.whole().length().toSeconds() / 86_400.0;
            for (double wanted : new double[] {0.5, 2, 5}) {
                Suggestion.Rate rate = new Suggestion(replay, history, polls, answers -> {})
                        .nearest(wanted)
                        .orElseThrow();

                assertThat(rate.threshold())
                        .as("seed %d, %s a day", seed, wanted)
                        .isEqualTo(nearestOfAll(replay, history, wanted, days));
                assertThat(rate.alerts()).isEqualTo(alerts(replay, history, rate.threshold()));
                assertThat(rate.days()).isEqualTo(days);
            }
        }
    }

    private static Threshold nearestOfAll(Replay replay, WatchHistory history, double wanted, double days) {
        Set<String> values = new TreeSet<>();
        history.offered().forEach(each -> values.add(each.value().toPlainString()));
        Threshold nearest = WATCH.threshold();
        double best = Double.MAX_VALUE;
        for (String value : values) {
            Threshold threshold = Threshold.parse("dph_total <= " + value);
            double off = Math.abs(alerts(replay, history, threshold) / days - wanted);
            if (off < best) {
                best = off;
                nearest = threshold;
            }
        }
        return nearest;
    }

    private static int alerts(Replay replay, WatchHistory history, Threshold threshold) {
        return Backtest.of(replay, history, WATCH.with(threshold), List.of(), answers -> {})
                .alerts()
                .size();
    }

    @Test
    void doesNotCountThresholdsThatWereNotAskedFor() {
        Question narrow = WATCH.threshold().narrow(OWN);
        for (int hour = 0; hour < 48; hour++) {
            record(hour % 24 == 0 ? OWN : narrow, hour, offer(7, 1, 0.30, at(hour)), offer(8, 2, 0.40, at(hour)));
        }
        record(OWN, 48, offer(9, 3, 0.90, at(48)));
        record(OWN, 49, offer(9, 3, 0.90, at(49)));
        Suggestion suggestion =
                new Suggestion(Replay.of(WATCH, polls, NOON, runs), history(WATCH), polls, answers -> {});

        Suggestion.Rate rate = suggestion.nearest(100).orElseThrow();

        assertThat(rate.threshold()).isEqualTo(Threshold.parse("dph_total <= 0.3"));
        assertThat(suggestion.isLoosest(suggestion.nearest(100).orElseThrow())).isFalse();
    }

    @Test
    void aWatchThatIsNewSeesAllAnswersThatMayShowItsOffers() {
        Question others = OWN.with(Query.parse("gpu_name=H100_SXM"));
        record(others, 0);
        record(OWN, 1, offer(7, 1, 0.30, at(1)));
        record(others, 2);

        assertThat(Replay.of(WATCH, polls, NOON, runs).polls())
                .extracting(RecordedPoll::at)
                .containsExactly(at(1));
    }

    @Test
    void theLastSweepOfAnImportHasNoRowsOfItsOwnAndIsNotReplayed() {
        record(OWN, 1, offer(7, 1, 0.30, at(1)));
        polls.add(new RecordedPoll(OWN, Set.of(), at(2), true, Duration.ZERO));

        assertThat(Replay.of(WATCH, polls, NOON, runs).polls())
                .extracting(RecordedPoll::at)
                .containsExactly(at(1));
    }

    @Test
    void aWatchThatRanSeesItsOwnAnswersFromTheFirstOn() {
        record(OWN, 0, List.of("other"), offer(7, 1, 0.30, at(0)));
        record(OWN, 1, List.of("new", "other"), offer(7, 1, 0.30, at(1)));
        record(OWN, 2, List.of("other"), offer(7, 1, 0.30, at(2)));
        record(OWN, 3, List.of("new"), offer(7, 1, 0.30, at(3)));

        assertThat(Replay.of(WATCH, polls, NOON, runs).polls())
                .extracting(RecordedPoll::at)
                .containsExactly(at(0), at(1), at(3));
    }

    @Test
    void aThresholdThatFollowsTheMarketIsWhereItWasAtEachTime() {
        Watch moving = WATCH.following(MovingThreshold.parse("dph_total <= 90% of median(1d)"));
        for (int hour = 0; hour < 60; hour++) {
            List<Offer> rows = new ArrayList<>();
            for (int machine = 1; machine <= 3; machine++) {
                rows.add(offer(machine, machine, hour < 30 ? 1.00 : 0.50, at(hour)));
            }
            if (hour >= 3) {
                rows.add(offer(7, 7, 0.80, at(hour)));
            }
            if (hour >= 58) {
                rows.add(offer(8, 8, 0.44, at(hour)));
                rows.add(offer(9, 9, 0.46, at(hour)));
            }
            record(OWN, hour, rows.toArray(Offer[]::new));
        }

        List<String> alerts = alerts(moving);

        // Known from a quarter of a day on. At first all have halved, and the median is $1.00; then it is $0.50.
        assertThat(alerts)
                .containsExactly(
                        "2026-11-23T19:00:00Z dph_total <= 0.9 [0.8]",
                        "2026-11-24T18:00:00Z dph_total <= 0.9 [0.5, 0.5, 0.5]",
                        "2026-11-25T22:00:00Z dph_total <= 0.45 [0.44]");
        polls.removeIf(poll -> poll.at().isAfter(at(40)));
        assertThat(alerts(moving)).as("without the future").isEqualTo(alerts.subList(0, 2));
    }

    private List<String> alerts(Watch watch) {
        List<String> alerts = new ArrayList<>();
        Replay.of(watch, polls, NOON, runs)
                .run(
                        watch,
                        List.of(),
                        update -> update.alerts()
                                .forEach(alert -> alerts.add(alert.at() + " "
                                        + alert.terms().orElseThrow().threshold() + " "
                                        + alert.matches().stream()
                                                .map(Match::value)
                                                .toList())),
                        answers -> {});
        return alerts;
    }

    /** Offers that come and go, each at its own price. */
    private void recordMarket(Random random) {
        boolean[] isThere = new boolean[MACHINES];
        for (int hour = 0; hour < ANSWERS; hour++) {
            List<Offer> rows = new ArrayList<>();
            for (int machine = 0; machine < MACHINES; machine++) {
                isThere[machine] ^= random.nextInt(8) == 0;
                if (isThere[machine]) {
                    rows.add(offer(machine, machine, (30 + machine) / 100.0, at(hour)));
                }
            }
            record(OWN, hour, rows.toArray(Offer[]::new));
        }
    }

    private WatchHistory history(Watch watch) {
        WatchHistory.Reader reader =
                new WatchHistory.Reader(watch, new Span(NOON, NOON.plus(Duration.ofDays(10))), polls);
        runs.forEach(reader);
        return reader.history();
    }

    private void record(Question asked, int hour, Offer... rows) {
        record(asked, hour, List.of(), rows);
    }

    private void record(Question asked, int hour, List<String> watches, Offer... rows) {
        Observation seen = new Observation(
                asked,
                watches,
                at(hour),
                true,
                INTERVAL.multipliedBy(2),
                new Observation.Missing(2, Duration.ZERO),
                List.of(rows));
        Recording recording = recorder.record(seen);
        recording.ended().forEach(each -> {
            Run run = Objects.requireNonNull(open.remove(each.key()));
            runs.remove(run);
            runs.add(run.ended(each.to(), each.end()));
        });
        recording.opened().forEach(run -> {
            open.put(run.key(), run);
            runs.add(run);
        });
        recorder.committed(recording);
        polls.add(new RecordedPoll(seen.asked(), Set.copyOf(watches), at(hour), true, seen.holds()));
    }

    private static Instant at(int hour) {
        return NOON.plus(INTERVAL.multipliedBy(hour));
    }
}

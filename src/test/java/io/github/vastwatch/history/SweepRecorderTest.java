package io.github.vastwatch.history;

import static io.github.vastwatch.Fixtures.NOON;
import static io.github.vastwatch.Fixtures.offer;
import static io.github.vastwatch.Fixtures.watch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.vastwatch.history.Spans.Span;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.RentalType;
import io.github.vastwatch.watch.Watch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class SweepRecorderTest {
    private static final Watch ANY = watch("any", "gpu_name=RTX_4090", "none");

    private final List<Run> runs = new ArrayList<>();

    @Test
    void endsEachRunAtTheLastSweepAtLatest() {
        SweepRecorder recorder = recorder(Spans.NONE, 0, 1, 2);

        show(recorder, 0, 0.30);
        show(recorder, 1, 0.31);
        show(recorder, 2, 0.31);

        assertThat(runs)
                .extracting(Run::from, Run::to, Run::end)
                .containsExactly(
                        tuple(at(0), Optional.of(at(1)), Optional.of(Run.End.CHANGED)),
                        tuple(at(1), Optional.of(at(2)), Optional.of(Run.End.UNSEEN)));
        assertThat(seen(recorder)).isEqualTo(Spans.of(List.of(new Span(at(0), at(2)))));
    }

    @Test
    void takesALongerTimeThanUsualForAGap() {
        SweepRecorder recorder = recorder(Spans.NONE, 0, 1, 2, 4, 5);

        assertThat(seen(recorder)).isEqualTo(Spans.of(List.of(new Span(at(0), at(2)), new Span(at(4), at(5)))));
    }

    @Test
    void skipsSweepsWhereSomethingIsRecordedAndNeverReachesBeyond() {
        Spans recorded = Spans.of(List.of(new Span(at(2), at(2).plusSeconds(1))));
        SweepRecorder recorder = recorder(recorded, 0, 1, 2, 3, 4);

        IntStream.range(0, 5).forEach(sweep -> show(recorder, sweep, 0.30));

        assertThat(recorder.times()).containsExactly(at(0), at(1), at(3), at(4));
        assertThat(runs)
                .extracting(Run::from, Run::to, Run::end)
                .containsExactly(
                        tuple(at(0), Optional.of(at(1)), Optional.of(Run.End.UNSEEN)),
                        tuple(at(3), Optional.of(at(4)), Optional.of(Run.End.UNSEEN)));
        assertThat(seen(recorder)).isEqualTo(Spans.of(List.of(new Span(at(0), at(1)), new Span(at(3), at(4)))));
    }

    @Test
    void didNotSeeTheTimeBetweenTwoSweepsInWhichSomethingElseIsRecorded() {
        Instant between = at(1).plus(Duration.ofHours(12));
        SweepRecorder recorder = recorder(Spans.of(List.of(new Span(between, between.plusSeconds(1)))), 0, 1, 2, 3);

        assertThat(recorder.times()).hasSize(4);
        assertThat(seen(recorder)).isEqualTo(Spans.of(List.of(new Span(at(0), at(1)), new Span(at(2), at(3)))));
    }

    private static SweepRecorder recorder(Spans recorded, int... sweeps) {
        TreeSet<Instant> times = new TreeSet<>();
        IntStream.of(sweeps).mapToObj(SweepRecorderTest::at).forEach(times::add);
        return new SweepRecorder(RentalType.ON_DEMAND, times, recorded);
    }

    private static Instant at(int sweep) {
        return NOON.plus(Duration.ofDays(1).multipliedBy(sweep));
    }

    private void show(SweepRecorder recorder, int sweep, double price) {
        Offer offer = offer(7, 1, price, at(sweep));
        runs.addAll(recorder.add(at(sweep), List.of(offer)));
    }

    private static Spans seen(SweepRecorder recorder) {
        return Visibility.of(
                ANY,
                recorder.polls().stream()
                        .map(Recording::observation)
                        .map(poll -> new RecordedPoll(
                                poll.asked(),
                                java.util.Set.copyOf(poll.watches()),
                                poll.at(),
                                poll.complete(),
                                poll.holds()))
                        .toList());
    }
}

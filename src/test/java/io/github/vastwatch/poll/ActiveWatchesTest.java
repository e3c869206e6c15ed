package io.github.vastwatch.poll;

import static io.github.vastwatch.Fixtures.NOON;
import static io.github.vastwatch.Fixtures.watch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.vastwatch.history.MarketThreshold;
import io.github.vastwatch.watch.MovingThreshold;
import io.github.vastwatch.watch.Schedule;
import io.github.vastwatch.watch.Threshold;
import io.github.vastwatch.watch.Watch;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a reload does to the watches that run. */
class ActiveWatchesTest {
    private static final Watch A = watch("a", "gpu_name=RTX_4090", "dph_total <= 0.40");
    private static final Watch B = watch("b", "gpu_name=RTX_3090", "dph_total <= 0.40");
    private static final Watch B_CHEAPER = watch("b", "gpu_name=RTX_3090", "dph_total <= 0.30");
    private static final Watch C = watch("c", "gpu_name=A100_PCIE", "dph_total <= 0.40");

    private final ActiveWatches activeWatches = new ActiveWatches(List.of(A, B));

    @Test
    void namesWhatIsNewChangedOrGoneAndNothingElse() {
        assertThat(activeWatches.replace(List.of(A, B_CHEAPER, C), () -> {})).containsExactly("b", "c");
        assertThat(activeWatches.replace(List.of(C), () -> {})).containsExactly("a", "b");
        assertThat(activeWatches.replace(List.of(C), () -> {})).isEmpty();
    }

    @Test
    void anAnswerForAWatchThatWasEditedMeanwhileCountsForNothing() {
        activeWatches.replace(List.of(A, B_CHEAPER), () -> {});

        assertThat(activeWatches.<List<Watch>>withCurrent(List.of(A, B), watches -> watches))
                .containsExactly(A);
        assertThat(activeWatches.<List<Watch>>withCurrent(List.of(A, B_CHEAPER), watches -> watches))
                .containsExactly(A, B_CHEAPER);
    }

    @Test
    void whatCannotBeCommittedChangesNothing() {
        assertThatThrownBy(() -> activeWatches.replace(List.of(C), () -> {
                    throw new IllegalStateException("disk full");
                }))
                .hasMessage("disk full");

        assertThat(activeWatches.all()).containsExactly(A, B);
    }

    @Test
    void aFigureOfOneQueryNeverBecomesTheThresholdOfAnother() {
        MovingThreshold median = MovingThreshold.parse("dph_total <= median(7d)");
        Watch old = watch("a", "gpu_name=RTX_4090", "dph_total <= 0.40").following(median);
        Watch edited = watch("a", "gpu_name=RTX_3090", "dph_total <= 0.40").following(median);
        Map<String, MarketThreshold> figures = Map.of(
                "a",
                new MarketThreshold(
                        median.toString(),
                        Optional.of(Threshold.parse("dph_total <= 0.35")),
                        NOON,
                        Duration.ofDays(7),
                        Duration.ofDays(7),
                        Optional.of(NOON)));
        activeWatches.replace(List.of(edited), () -> {});

        assertThat(activeWatches.move(List.of(old), figures)).isFalse();
        assertThat(activeWatches.all()).containsExactly(edited);
        assertThat(activeWatches.move(List.of(edited), figures)).isTrue();
        assertThat(activeWatches.all().get(0).threshold()).hasToString("dph_total <= 0.35");
    }

    @Test
    void aWatchWithTheSameCronIsUnchanged() {
        assertThat(activeWatches.replace(List.of(A, cron()), () -> {})).containsExactly("b");
        assertThat(activeWatches.replace(List.of(A, cron()), () -> {})).isEmpty();
    }

    @Test
    void onlyWhatChangedIsPlannedAnewAndDueAtOnce() throws Exception {
        DueQueue dueQueue = new DueQueue();
        try (PollScheduler pollScheduler = new PollScheduler(
                activeWatches, dueQueue, Clock.fixed(NOON, ZoneOffset.UTC), (thread, failure) -> {})) {
            pollScheduler.replan(activeWatches.replace(List.of(A, B_CHEAPER, C), () -> {}));

            assertThat(dueQueue.take(() -> Duration.ZERO)).containsExactly("b", "c");
        }
    }

    private static Watch cron() {
        return new Watch(
                "b",
                true,
                B.query(),
                B.type(),
                B.diskGb(),
                B.threshold(),
                Schedule.cron("*/5 7-22 * * *", ZoneId.of("Europe/Berlin")),
                B.until(),
                B.channels(),
                B.rent());
    }
}

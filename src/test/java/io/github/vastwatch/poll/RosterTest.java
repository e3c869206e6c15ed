package io.github.vastwatch.poll;

import static io.github.vastwatch.Fixtures.NOON;
import static io.github.vastwatch.Fixtures.watch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.vastwatch.watch.Schedule;
import io.github.vastwatch.watch.Watch;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a reload does to the watches that run. */
class RosterTest {
    private static final Watch A = watch("a", "gpu_name=RTX_4090", "dph_total <= 0.40");
    private static final Watch B = watch("b", "gpu_name=RTX_3090", "dph_total <= 0.40");
    private static final Watch B_CHEAPER = watch("b", "gpu_name=RTX_3090", "dph_total <= 0.30");
    private static final Watch C = watch("c", "gpu_name=A100_PCIE", "dph_total <= 0.40");

    private final Roster roster = new Roster(List.of(A, B));

    @Test
    void namesWhatIsNewChangedOrGoneAndNothingElse() {
        assertThat(roster.replace(List.of(A, B_CHEAPER, C), () -> {})).containsExactly("b", "c");
        assertThat(roster.replace(List.of(C), () -> {})).containsExactly("a", "b");
        assertThat(roster.replace(List.of(C), () -> {})).isEmpty();
    }

    @Test
    void anAnswerForAWatchThatWasEditedMeanwhileCountsForNothing() {
        roster.replace(List.of(A, B_CHEAPER), () -> {});

        assertThat(roster.<List<Watch>>withCurrent(List.of(A, B), watches -> watches))
                .containsExactly(A);
        assertThat(roster.<List<Watch>>withCurrent(List.of(A, B_CHEAPER), watches -> watches))
                .containsExactly(A, B_CHEAPER);
    }

    @Test
    void whatCannotBeCommittedChangesNothing() {
        assertThatThrownBy(() -> roster.replace(List.of(C), () -> {
                    throw new IllegalStateException("disk full");
                }))
                .hasMessage("disk full");

        assertThat(roster.all()).containsExactly(A, B);
    }

    @Test
    void aWatchWithTheSameCronIsUnchanged() {
        assertThat(roster.replace(List.of(A, cron()), () -> {})).containsExactly("b");
        assertThat(roster.replace(List.of(A, cron()), () -> {})).isEmpty();
    }

    @Test
    void onlyWhatChangedIsPlannedAnewAndDueAtOnce() throws Exception {
        Due due = new Due();
        try (Alarm alarm = new Alarm(roster, due, Clock.fixed(NOON, ZoneOffset.UTC), (thread, failure) -> {})) {
            alarm.replan(roster.replace(List.of(A, B_CHEAPER, C), () -> {}));

            assertThat(due.take(() -> Duration.ZERO)).containsExactly("b", "c");
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

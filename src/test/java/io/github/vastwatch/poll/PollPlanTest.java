package io.github.vastwatch.poll;

import static io.github.vastwatch.Fixtures.CHEAP_4090;
import static io.github.vastwatch.Fixtures.NOON;
import static io.github.vastwatch.Fixtures.watch;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.vastwatch.watch.Watch;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PollPlanTest {

    @Test
    void watchesWithTheSameQuestionShareOneCall() {
        Watch cheaper = watch("cheaper", "gpu_name=RTX_4090 num_gpus=1", "dph_total <= 0.20");
        Watch other = watch("other", "gpu_name=RTX_3090 num_gpus=1", "dph_total <= 0.20");

        assertThat(PollPlan.of(List.of(CHEAP_4090, other, cheaper), false).asks())
                .containsExactly(
                        new PollPlan.Ask(
                                CHEAP_4090.question(),
                                Optional.of(CHEAP_4090.threshold()),
                                List.of(CHEAP_4090, cheaper)),
                        new PollPlan.Ask(other.question(), Optional.of(other.threshold()), List.of(other)));
    }

    @Test
    void withoutAKeyTheLoosestThresholdGoesIntoTheQuestionWithItsSlack() {
        Watch cheaper = watch("cheaper", "gpu_name=RTX_4090 num_gpus=1", "dph_total <= 0.20");
        Watch value = watch("value", "gpu_name=RTX_4090 num_gpus=1", "dlperf_per_dphtotal >= 400");
        Watch perGpu = watch("per-gpu", "gpu_name=RTX_4090", "dph_per_gpu <= 0.20");

        PollPlan plan = PollPlan.of(List.of(cheaper, CHEAP_4090, value, perGpu), true);

        assertThat(plan.asks())
                .extracting(ask ->
                        ask.names() + " " + ask.question().query().toString().substring(43))
                .containsExactly(
                        "[cheaper, cheap-4090] gpu_name=RTX_4090 num_gpus=1 dph_total<=0.408",
                        "[value] gpu_name=RTX_4090 num_gpus=1 dlperf_per_dphtotal>=392",
                        "[per-gpu] gpu_name=RTX_4090");
        assertThat(plan.asks())
                .allSatisfy(ask -> assertThat(ask.watches())
                        .allSatisfy(each ->
                                assertThat(each.isCoveredBy(ask.question())).isTrue()));
    }

    @Test
    void aWatchThatIsDueTwiceBeforeItsTurnIsPolledOnce() throws InterruptedException {
        Due due = new Due();
        due.add("a");
        due.add("b");
        due.add("a");

        assertThat(due.take(() -> Duration.ZERO)).containsExactly("a", "b");
    }

    @Test
    void aClockThatIsSetIsNoticedOnceAndSlewingIsNot() {
        AtomicLong wall = new AtomicLong(NOON.toEpochMilli());
        AtomicLong nanos = new AtomicLong();
        InstantSource source = () -> Instant.ofEpochMilli(wall.get());
        ClockWatch watch = new ClockWatch(source.withZone(ZoneOffset.UTC), nanos::get);

        wall.addAndGet(1_400);
        nanos.addAndGet(1_000_000_000L);
        assertThat(watch.jump()).isEmpty();
        wall.addAndGet(-3_600_000);
        assertThat(watch.jump()).contains(Duration.ofHours(-1));
        assertThat(watch.jump()).isEmpty();
    }

    @Test
    void afterTheClockWasSetBackIntervalsAreDueAtOnceAndCronsWait() throws InterruptedException {
        Due due = new Due();
        Watch cron = new Watch(
                "cron",
                true,
                CHEAP_4090.query(),
                CHEAP_4090.type(),
                20,
                CHEAP_4090.threshold(),
                io.github.vastwatch.watch.Schedule.cron("0 7 * * *", ZoneOffset.UTC),
                CHEAP_4090.until(),
                CHEAP_4090.channels(),
                CHEAP_4090.rent());
        try (Alarm alarm = new Alarm(new Roster(List.of(cron, CHEAP_4090)), due, Clock.fixed(NOON, ZoneOffset.UTC))) {
            alarm.wakeMissed(NOON.plus(Duration.ofHours(1)));

            assertThat(due.take(() -> Duration.ZERO)).containsExactly("cheap-4090");
            alarm.wakeMissed(NOON.minus(Duration.ofHours(6)));
            assertThat(due.take(() -> Duration.ZERO)).containsExactly("cron", "cheap-4090");
        }
    }
}

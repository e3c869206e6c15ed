package io.github.vastwatch.poll;

import static io.github.vastwatch.Fixtures.CHEAP_4090;
import static io.github.vastwatch.Fixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.vastwatch.watch.Schedule;
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

class DueQueueTest {

    @Test
    void aWatchThatIsDueTwiceBeforeItsTurnIsPolledOnce() throws InterruptedException {
        DueQueue dueQueue = new DueQueue();
        dueQueue.add("a");
        dueQueue.add("b");
        dueQueue.add("a");

        assertThat(dueQueue.take(() -> Duration.ZERO)).containsExactly("a", "b");
    }

    @Test
    void atTheStartAWatchIsPolledWithoutWaitingForOthers() throws InterruptedException {
        DueQueue dueQueue = new DueQueue();
        dueQueue.addComplete(List.of("a", "b"));

        Thread.currentThread().interrupt();
        List<String> taken = dueQueue.take(() -> Duration.ZERO);
        boolean wasInterrupted = Thread.interrupted();

        assertThat(taken).containsExactly("a", "b");
        assertThat(wasInterrupted)
                .as("a wait would have ended with an exception")
                .isTrue();
    }

    @Test
    void aWaitIsEvaluatedAgainAfterAJumpOfTheClock() throws InterruptedException {
        DueQueue dueQueue = new DueQueue();
        AtomicLong seconds = new AtomicLong(3_600);
        Thread poll = new Thread(() -> {
            try {
                dueQueue.take(() -> Duration.ofSeconds(seconds.get()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        poll.start();
        await().until(() -> poll.getState() == Thread.State.TIMED_WAITING);

        seconds.set(0);
        dueQueue.wake();

        poll.join(10_000);
        assertThat(poll.isAlive()).isFalse();
    }

    @Test
    void knowsWhenItWasLastAsked() throws InterruptedException {
        AtomicLong nanos = new AtomicLong();
        DueQueue dueQueue = new DueQueue(nanos::get);

        nanos.set(9_000_000_000L);
        assertThat(dueQueue.sinceTake()).isEqualTo(Duration.ofSeconds(9));
        dueQueue.take(() -> Duration.ZERO);
        assertThat(dueQueue.sinceTake()).isZero();
    }

    @Test
    void aSchedulerThatWakesNoWatchIsLate() {
        AtomicLong ahead = new AtomicLong();
        Clock machine = Clock.systemUTC();
        InstantSource source = () -> machine.instant().plusSeconds(ahead.get());
        Watch hourly = with("hourly", Schedule.every(Duration.ofHours(1), "seed"), Optional.empty());
        try (PollScheduler pollScheduler = new PollScheduler(
                new ActiveWatches(List.of(hourly)),
                new DueQueue(),
                source.withZone(ZoneOffset.UTC),
                (thread, failure) -> {})) {
            pollScheduler.start();
            assertThat(pollScheduler.isLate(Duration.ofMinutes(1))).isFalse();

            // Quartz goes by the machine's clock, so it sleeps.
            ahead.set(7_200);

            assertThat(pollScheduler.isLate(Duration.ofMinutes(1))).isTrue();
            pollScheduler.wakeMissed(source.instant());
            assertThat(pollScheduler.isLate(Duration.ofMinutes(1)))
                    .as("after a jump of the clock")
                    .isFalse();
        }
    }

    @Test
    void aClockThatIsSetIsNoticedOnceAndSlewingIsNot() {
        AtomicLong wall = new AtomicLong(NOON.toEpochMilli());
        AtomicLong nanos = new AtomicLong();
        InstantSource source = () -> Instant.ofEpochMilli(wall.get());
        ClockJumpDetector detector = new ClockJumpDetector(source.withZone(ZoneOffset.UTC), nanos::get);

        wall.addAndGet(1_400);
        nanos.addAndGet(1_000_000_000L);
        assertThat(detector.jump()).isEmpty();
        wall.addAndGet(-3_600_000);
        assertThat(detector.jump()).contains(Duration.ofHours(-1));
        assertThat(detector.jump()).isEmpty();
    }

    @Test
    void afterTheClockWasSetBackIntervalsAreDueAtOnceAndCronsWait() throws InterruptedException {
        DueQueue dueQueue = new DueQueue();
        Watch cron = with("cron", Schedule.cron("0 7 * * *", ZoneOffset.UTC), Optional.empty());
        try (PollScheduler pollScheduler = new PollScheduler(
                new ActiveWatches(List.of(cron, CHEAP_4090)),
                dueQueue,
                Clock.fixed(NOON, ZoneOffset.UTC),
                (thread, failure) -> {})) {
            pollScheduler.wakeMissed(NOON.plus(Duration.ofHours(1)));

            assertThat(dueQueue.take(() -> Duration.ZERO)).containsExactly("cheap-4090");
            pollScheduler.wakeMissed(NOON.minus(Duration.ofHours(6)));
            assertThat(dueQueue.take(() -> Duration.ZERO)).containsExactly("cron", "cheap-4090");
        }
    }

    @Test
    void watchesOfOneScheduleAreDueTogetherExceptThoseThatEnded() throws InterruptedException {
        DueQueue dueQueue = new DueQueue();
        Schedule schedule = Schedule.every(Duration.ofSeconds(1), "seed");
        Clock clock = Clock.systemUTC();
        ActiveWatches watches = new ActiveWatches(List.of(
                with("a", schedule, Optional.empty()),
                with("ended", schedule, Optional.of(clock.instant().minusSeconds(9))),
                with("b", schedule, Optional.of(clock.instant().plusSeconds(3_600)))));
        try (PollScheduler pollScheduler = new PollScheduler(watches, dueQueue, clock, (thread, failure) -> {})) {
            pollScheduler.start();

            assertThat(dueQueue.take(() -> Duration.ofSeconds(9)))
                    .as("at the start")
                    .containsExactly("a", "b");
            assertThat(dueQueue.take(() -> Duration.ofSeconds(9)))
                    .as("by the trigger")
                    .containsExactly("a", "b");
        }
    }

    private static Watch with(String name, Schedule schedule, Optional<Instant> until) {
        return new Watch(
                name,
                true,
                CHEAP_4090.query(),
                CHEAP_4090.type(),
                20,
                CHEAP_4090.threshold(),
                schedule,
                until,
                CHEAP_4090.channels(),
                CHEAP_4090.rent());
    }
}

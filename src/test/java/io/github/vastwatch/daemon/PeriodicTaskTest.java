package io.github.vastwatch.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PeriodicTaskTest {
    private final List<Throwable> errors = new CopyOnWriteArrayList<>();
    private final PeriodicTask periodicTask =
            new PeriodicTask("upkeep under test", Duration.ofMillis(1), (thread, failure) -> errors.add(failure));

    @AfterEach
    void stop() {
        periodicTask.stop();
    }

    @Test
    void workRunsAtItsOwnRhythm() {
        AtomicInteger often = new AtomicInteger();
        AtomicInteger seldom = new AtomicInteger();
        List<Integer> seen = new CopyOnWriteArrayList<>();
        periodicTask.soon(() -> {
            periodicTask.repeat(1, often::incrementAndGet);
            periodicTask.repeat(5, () -> {
                seldom.incrementAndGet();
                seen.add(often.get());
            });
        });

        await().until(() -> seldom.get() >= 3);
        assertThat(seen.get(2) - seen.get(1)).isEqualTo(5);
    }

    @Test
    void laterIsOnceAtTheNextTick() {
        AtomicInteger ticks = new AtomicInteger();
        List<Integer> seen = new CopyOnWriteArrayList<>();
        periodicTask.soon(() -> {
            periodicTask.later(() -> seen.add(ticks.get()));
            periodicTask.repeat(1, ticks::incrementAndGet);
        });

        await().until(() -> ticks.get() >= 3);
        assertThat(seen).containsExactly(1);
    }

    @Test
    void workThatFailedIsDoneAgain() {
        AtomicInteger runs = new AtomicInteger();

        periodicTask.repeat(1, () -> {
            if (runs.incrementAndGet() == 1) {
                throw new IllegalStateException("a bug");
            }
        });

        await().until(() -> runs.get() > 2);
        assertThat(errors).isEmpty();
    }

    @Test
    void anErrorIsNeverKeptSilent() {
        Error full = new OutOfMemoryError("a template");

        periodicTask.repeat(1, () -> {
            throw full;
        });

        await().until(() -> !errors.isEmpty());
        assertThat(errors).first().isSameAs(full);
    }

    @Test
    void workThatHangsIsNoticedAndWorkThatComesAgainIsNot() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        periodicTask.soon(() -> {
            begun.countDown();
            wait(goOn);
        });
        begun.await();

        assertThat(periodicTask.hangs(2))
                .as("the first look only sees that it is under way")
                .isFalse();
        assertThat(periodicTask.hangs(2)).isFalse();
        assertThat(periodicTask.hangs(2)).isTrue();
        goOn.countDown();
        await().until(() -> !periodicTask.hangs(2));

        CountDownLatch next = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        periodicTask.soon(() -> {
            next.countDown();
            wait(end);
        });
        next.await();
        assertThat(periodicTask.hangs(2)).as("another piece of work").isFalse();
        end.countDown();
    }

    private static void wait(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

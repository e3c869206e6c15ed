package io.github.vastwatch.alert;

import static io.github.vastwatch.Fixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.vastwatch.Fixtures;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class RetryScheduleTest {
    /** The middle of each jitter: nothing is added, nothing taken away. */
    private static final RetrySchedule EVEN = new RetrySchedule(always(0.5));

    @Test
    void pausesGrowFromFiveSecondsToAnHour() {
        Outcome deferred = new Outcome.Deferred("HTTP 503", Optional.empty());

        assertThat(List.of(0, 1, 2, 3, 4, 5, 6, 50))
                .extracting(attempts -> pause(EVEN, attempts, 0, deferred).orElseThrow())
                .containsExactly(
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(30),
                        Duration.ofMinutes(2),
                        Duration.ofMinutes(5),
                        Duration.ofMinutes(15),
                        Duration.ofHours(1),
                        Duration.ofHours(1),
                        Duration.ofHours(1));
    }

    @Test
    void eachPauseIsAFifthShorterOrLonger() {
        Outcome deferred = new Outcome.Deferred("HTTP 503", Optional.empty());

        assertThat(pause(new RetrySchedule(always(0)), 0, 0, deferred)).contains(Duration.ofSeconds(4));
        assertThat(pause(new RetrySchedule(always(1)), 0, 0, deferred)).contains(Duration.ofSeconds(6));
    }

    @Test
    void whatTheReceiverAsksForCountsUpToAnHour() {
        assertThat(pause(EVEN, 0, 0, asking(Duration.ofSeconds(40)))).contains(Duration.ofSeconds(40));
        assertThat(pause(EVEN, 0, 0, asking(Duration.ofSeconds(1)))).contains(Duration.ofSeconds(5));
        assertThat(pause(EVEN, 0, 0, asking(Duration.ofHours(9)))).contains(Duration.ofHours(1));
    }

    @Test
    void aRefusalIsTriedThriceAnHourApartAndARejectionNeverAgain() {
        Outcome refused = new Outcome.Refused("HTTP 404");

        assertThat(pause(EVEN, 0, 0, refused)).contains(Duration.ofHours(1));
        assertThat(pause(EVEN, 1, 1, refused)).contains(Duration.ofHours(1));
        assertThat(pause(EVEN, 2, 2, refused)).isEmpty();
        assertThat(pause(EVEN, 0, 0, new Outcome.Delivered("HTTP 200"))).isEmpty();
    }

    private static Outcome asking(Duration after) {
        return new Outcome.Deferred("HTTP 429", Optional.of(after));
    }

    private static Optional<Duration> pause(RetrySchedule retrySchedule, int attempts, int refusals, Outcome outcome) {
        Delivery delivery = new Delivery(
                "msg_1", "hook", Fixtures.alert("a"), NOON, attempts, Optional.empty(), refusals, false, List.of());
        return retrySchedule.next(delivery, outcome, NOON).map(next -> Duration.between(NOON, next));
    }

    private static RandomGenerator always(double value) {
        return new RandomGenerator() {
            @Override
            public long nextLong() {
                return 0;
            }

            @Override
            public double nextDouble() {
                return value;
            }
        };
    }
}

package io.github.vastwatch.vast;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RateLimiterTest {
    private long now;

    @Test
    void holdsOverAnyMinute() {
        RateLimiter rateLimiter = new RateLimiter(2, () -> now);

        assertThat(rateLimiter.tryTake()).isZero();
        now = seconds(10);
        assertThat(rateLimiter.tryTake()).isZero();
        now = seconds(20);
        assertThat(rateLimiter.tryTake()).isEqualTo(seconds(40));
        now = seconds(60);
        assertThat(rateLimiter.tryTake()).isZero();
        now = seconds(65);
        assertThat(rateLimiter.tryTake()).isEqualTo(seconds(5));
    }

    @Test
    void knowsWhenItLastPermittedARequest() {
        RateLimiter rateLimiter = new RateLimiter(2, () -> now);

        assertThat(rateLimiter.sinceLast()).isEmpty();
        rateLimiter.tryTake();
        now = seconds(10);
        rateLimiter.tryTake();
        now = seconds(90);
        assertThat(rateLimiter.sinceLast()).contains(Duration.ofSeconds(80));
    }

    @Test
    void keepsThreeSecondsBetweenTwoRequests() {
        RateLimiter rateLimiter = new RateLimiter(6, () -> now);

        assertThat(rateLimiter.tryTake()).isZero();
        now = seconds(1);
        assertThat(rateLimiter.tryTake()).isEqualTo(seconds(2));
        now = seconds(3);
        assertThat(rateLimiter.tryTake()).isZero();
    }

    @Test
    void aLargeBudgetKeepsHalfItsMeanInterval() {
        RateLimiter rateLimiter = new RateLimiter(600, () -> now);

        assertThat(rateLimiter.tryTake()).isZero();
        assertThat(rateLimiter.tryTake()).isEqualTo(Duration.ofMillis(50).toNanos());
        now = Duration.ofMillis(50).toNanos();
        assertThat(rateLimiter.tryTake()).isZero();
    }

    private static long seconds(int seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }
}

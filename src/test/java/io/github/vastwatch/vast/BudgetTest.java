package io.github.vastwatch.vast;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BudgetTest {
    private long now;

    @Test
    void holdsOverAnyMinute() {
        Budget budget = new Budget(2, () -> now);

        assertThat(budget.tryTake()).isZero();
        now = seconds(10);
        assertThat(budget.tryTake()).isZero();
        now = seconds(20);
        assertThat(budget.tryTake()).isEqualTo(seconds(40));
        now = seconds(60);
        assertThat(budget.tryTake()).isZero();
        now = seconds(65);
        assertThat(budget.tryTake()).isEqualTo(seconds(5));
    }

    @Test
    void keepsThreeSecondsBetweenTwoRequests() {
        Budget budget = new Budget(6, () -> now);

        assertThat(budget.tryTake()).isZero();
        now = seconds(1);
        assertThat(budget.tryTake()).isEqualTo(seconds(2));
        now = seconds(3);
        assertThat(budget.tryTake()).isZero();
    }

    @Test
    void aLargeBudgetKeepsHalfItsMeanInterval() {
        Budget budget = new Budget(600, () -> now);

        assertThat(budget.tryTake()).isZero();
        assertThat(budget.tryTake()).isEqualTo(Duration.ofMillis(50).toNanos());
        now = Duration.ofMillis(50).toNanos();
        assertThat(budget.tryTake()).isZero();
    }

    private static long seconds(int seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }
}

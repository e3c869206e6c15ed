package io.github.vastwatch.poll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RowForecastTest {
    @Test
    void answersThatAreAlwaysLargerThanPlannedAreExpectedToBe() {
        RowForecast forecast = new RowForecast();

        for (int i = 0; i < 1_000; i++) {
            forecast.add(10 * forecast.ratio(), 14);
        }

        assertThat(forecast.ratio()).isCloseTo(1.4, within(0.01));
    }

    @Test
    void noPlanExpectsFewerRowsThanWereSeenOrThreeTimesAsMany() {
        RowForecast fewer = new RowForecast();
        RowForecast more = new RowForecast();

        for (int i = 0; i < 1_000; i++) {
            fewer.add(10, 1);
            more.add(10, 500);
        }

        assertThat(fewer.ratio()).isEqualTo(1);
        assertThat(more.ratio()).isEqualTo(3);
    }

    @Test
    void aFewAnswersSayNothing() {
        RowForecast forecast = new RowForecast();

        forecast.add(1, 100);

        assertThat(forecast.ratio()).isEqualTo(1);
    }
}

package io.github.vastwatch.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MetricFamilyTest {
    @Test
    void readsAsPrometheusExpects() {
        MetricFamily money = MetricFamily.gauge("b", "Money")
                .add(0.1, "watch", "a \"quoted\" \\ name\nof two lines")
                .add(7, "watch", "w");
        MetricFamily when = MetricFamily.gauge("a", "When").add(Instant.ofEpochMilli(1_500));

        assertThat(MetricFamily.text(List.of(money, when))).isEqualTo("""
                # HELP a When
                # TYPE a gauge
                a 1.5
                # HELP b Money
                # TYPE b gauge
                b{watch="a \\"quoted\\" \\\\ name\\nof two lines"} 0.1
                b{watch="w"} 7
                """);
    }

    @Test
    void bucketsAreCumulative() {
        Metrics metrics = new Metrics();
        metrics.answered(Duration.ofMillis(200), 1_000, false);
        metrics.answered(Duration.ofSeconds(1), 500, true);
        metrics.answered(Duration.ofMinutes(1), 100, false);

        assertThat(MetricFamily.text(metrics.families(Set.of(), Set.of()))).contains("""
                # HELP vastwatch_answer_bytes_total Bytes of answers, compressed where they were
                # TYPE vastwatch_answer_bytes_total counter
                vastwatch_answer_bytes_total 1600
                # HELP vastwatch_answer_seconds Time from a request to the end of its answer
                # TYPE vastwatch_answer_seconds histogram
                vastwatch_answer_seconds_bucket{le="0.1"} 0
                vastwatch_answer_seconds_bucket{le="0.25"} 1
                vastwatch_answer_seconds_bucket{le="0.5"} 1
                vastwatch_answer_seconds_bucket{le="1"} 2
                vastwatch_answer_seconds_bucket{le="2.5"} 2
                vastwatch_answer_seconds_bucket{le="5"} 2
                vastwatch_answer_seconds_bucket{le="10"} 2
                vastwatch_answer_seconds_bucket{le="30"} 2
                vastwatch_answer_seconds_bucket{le="+Inf"} 3
                vastwatch_answer_seconds_sum 61.2
                vastwatch_answer_seconds_count 3
                # HELP vastwatch_answers_truncated_total Answers that lacked rows, also where further searches found those
                # TYPE vastwatch_answers_truncated_total counter
                vastwatch_answers_truncated_total 1
                """);
    }
}

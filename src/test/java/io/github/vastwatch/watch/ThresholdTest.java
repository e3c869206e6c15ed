package io.github.vastwatch.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.vastwatch.offer.InvalidInput;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThresholdTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0.31          | write dph_total <= 0.31
            $0.31         | write dph_total <= 0.31
            0,31          | write dph_total <= 0.31
            .31           | write dph_total <= .31
            $0.31/h       | write dph_total <= 0.31
            0.31 USD      | write dph_total <= 0.31
            0.31 per hour | write dph_total <= 0.31
            < $0.31/hr    | write dph_total < 0.31
            >= 0.31       | write dph_total >= 0.31
            cheap         | write it as dph_total <= 0.40
            """)
    void aBarePriceIsSuggestedAsAThreshold(String text, String advice) {
        assertThat(catchThrowableOfType(InvalidInput.class, () -> Threshold.parse(text)))
                .usingRecursiveComparison()
                .isEqualTo(new InvalidInput("not a threshold: '" + text + "'", advice));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            price <= 0.31          | price         | did you mean 'dph_total'?
            cost<0.31              | cost          | did you mean 'dph_total'?
            price_per_gpu <= 0.31  | price_per_gpu | did you mean 'dph_per_gpu'?
            price_per_gb <= 0.01   | price_per_gb  | did you mean 'dph_per_vram'?
            dph_per_dlperf <= 0.01 | dph_per_dlperf | did you mean 'price_per_dlperf'?
            total_cost <= 5        | total_cost    | did you mean 'job_cost'?
            real_price <= 0.31     | real_price    | did you mean 'effective_dph'?
            bid <= 0.31            | bid           | did you mean 'min_bid'?
            uptime >= 0.99         | uptime        | did you mean 'reliability'?
            dlperf_per_dph >= 400  | dlperf_per_dph | did you mean 'dlperf_per_dphtotal'?
            dph_totl <= 0.31       | dph_totl      | did you mean 'dph_total'?
            gpu_ram >= 24          | gpu_ram       | it can be on dph_total, dph_per_gpu, dph_per_vram, min_bid, dlperf_per_dphtotal, price_per_dlperf, flops_per_dphtotal, dlperf, reliability, job_cost, effective_dph
            """)
    void whatPeopleCallAMetricIsSuggestedByItsName(String text, String name, String advice) {
        assertThat(catchThrowableOfType(InvalidInput.class, () -> Threshold.parse(text)))
                .usingRecursiveComparison()
                .isEqualTo(new InvalidInput("a threshold cannot be set on '" + name + "'", advice));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            dph_total <= 0.31/h | 0.31/h | write 0.31
            dph_total <= 0.31$  | 0.31$  | write 0.31
            dph_total <= 0,31   | 0,31   | write a point, not a comma: 0.31
            """)
    void aPriceTakesNoUnit(String text, String value, String advice) {
        assertThat(catchThrowableOfType(InvalidInput.class, () -> Threshold.parse(text)))
                .usingRecursiveComparison()
                .isEqualTo(new InvalidInput("a threshold takes a number: '" + value + "'", 13, advice));
    }
}

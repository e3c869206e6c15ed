package io.github.vastwatch.watch;

import static io.github.vastwatch.Fixtures.CHEAP_4090;
import static io.github.vastwatch.Fixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.vastwatch.Fixtures;
import io.github.vastwatch.offer.Query;
import io.github.vastwatch.offer.Question;
import io.github.vastwatch.offer.RentalType;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CoverTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            dph_total <= 0.40             | num_gpus=1   | dph_total<=0.408
            dph_total < 0.40              | num_gpus=1   | dph_total<=0.408
            dlperf_per_dphtotal >= 400    | num_gpus=1   | dlperf_per_dphtotal>=392
            min_bid <= 0.1                | num_gpus=1   | min_bid<=0.102
            dph_per_gpu <= 0.25           | num_gpus=4   | dph_total<=1.02
            dph_per_gpu <= 0.25           | num_gpus<=8  | dph_total<=2.04
            dph_per_gpu <= 0.25           | num_gpus in [1,2] num_gpus<=8 | dph_total<=0.51
            dph_per_gpu <= 0.25           | num_gpus>=4  | ``
            dph_per_gpu >= 1              | num_gpus>=4  | dph_total>=3.92
            dph_per_vram <= 0.015         | num_gpus=1   | ``
            dph_per_vram <= 0.015         | gpu_total_ram<=48 | dph_total<=0.7344
            dph_per_vram >= 0.015         | gpu_total_ram>=24 | dph_total>=0.3528
            price_per_dlperf <= 0.0025    | num_gpus=1   | dlperf_per_dphtotal>=392.156862745098
            price_per_dlperf >= 0.0025    | num_gpus=1   | ``
            job_cost(20h) <= 8            | num_gpus=1   | dph_total<=0.408
            job_cost(20h, 100GB down) <= 8 | num_gpus=1  | dph_total<=0.408
            job_cost(20h, 100GB down) >= 8 | num_gpus=1  | ``
            effective_dph(20h, 10GB up) <= 0.4 | num_gpus=1 | dph_total<=0.408
            job_cost <= 8                 | num_gpus=1   | ``
            """)
    void theThresholdBecomesAFilterWithSlack(String threshold, String query, String filter) {
        assertThat(Threshold.parse(threshold)
                        .clauseWithSlack(Query.parse(query))
                        .map(Object::toString)
                        .orElse(""))
                .isEqualTo(filter);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            gpu_name=RTX_4090 num_gpus=1                      | true
            gpu_name=RTX_4090                                 | true
            ``                                                | true
            gpu_name=RTX_4090 num_gpus=1 dph_total<=0.40      | true
            gpu_name=RTX_4090 num_gpus=1 dph_total<=0.5       | true
            gpu_name in [RTX_4090,RTX_3090] num_gpus<=2       | true
            gpu_name=RTX_4090 num_gpus=1 dph_total<0.40       | false
            gpu_name=RTX_4090 num_gpus=1 dph_total>=0.1       | false
            gpu_name=RTX_4090 num_gpus=1 reliability>0.9      | false
            gpu_name=RTX_4090 num_gpus=1 machine_id!=7        | false
            gpu_name=RTX_3090 num_gpus=1                      | false
            """)
    void anAnswerIsCompleteWhenItsQuestionCoversAllThatTheWatchMatches(String asked, boolean isComplete) {
        assertThat(isWhole(CHEAP_4090, CHEAP_4090.question().with(Query.parse(asked))))
                .isEqualTo(isComplete);
    }

    @Test
    void anAnswerIsNotCompleteForAnotherRentalTypeDiskOrServiceLevel() {
        Question own = CHEAP_4090.question();

        assertThat(isWhole(CHEAP_4090, new Question(own.query(), RentalType.BID, 20, own.order())))
                .isFalse();
        assertThat(isWhole(CHEAP_4090, new Question(own.query(), RentalType.ON_DEMAND, 50, own.order())))
                .isFalse();
        assertThat(isWhole(CHEAP_4090, Fixtures.withSla(CHEAP_4090, "0.99").question()))
                .isFalse();
        assertThat(isWhole(CHEAP_4090, own)).isTrue();
    }

    private static boolean isWhole(Watch watch, Question asked) {
        return Snapshot.of(watch, asked, NOON, true, List.of()).isComplete();
    }
}

package io.github.vastwatch.plan;

import static io.github.vastwatch.Fixtures.CHEAP_4090;
import static io.github.vastwatch.Fixtures.NOON;
import static io.github.vastwatch.Fixtures.watch;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.vastwatch.watch.Watch;
import java.util.List;
import org.junit.jupiter.api.Test;

class RequestLoadTest {
    private static final Watch OTHER = watch("other", "gpu_name=RTX_3090 geolocation=SE", "dph_total <= 0.20");
    private static final Watch CHEAPER = watch("cheaper", "gpu_name=RTX_4090 num_gpus=1", "dph_total <= 0.30");

    @Test
    void saysWhichWatchesRunHowMuchLater() {
        assertThat(RequestLoad.shortage(List.of(CHEAP_4090, OTHER), 1, NOON))
                .containsExactly(
                        "the watches ask for 2.0 searches a minute, requests_per_minute allows 1: "
                                + "watch 'cheap-4090' will run about every 2m2s instead of 1m",
                        "the watches ask for 2.0 searches a minute, requests_per_minute allows 1: "
                                + "watch 'other' will run about every 2m2s instead of 1m");
    }

    @Test
    void watchesThatShareAQuestionCountOnce() {
        assertThat(RequestLoad.shortage(List.of(CHEAP_4090, CHEAPER), 1, NOON)).isEmpty();
        assertThat(RequestLoad.shortage(List.of(CHEAP_4090, OTHER), 2, NOON)).isEmpty();
    }
}

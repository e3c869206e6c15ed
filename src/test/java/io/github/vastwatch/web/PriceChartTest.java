package io.github.vastwatch.web;

import static io.github.vastwatch.Fixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PriceChartTest {
    @TempDir
    private Path folder;

    @Test
    void showsTheStepsAndTheAlertsOfItsWatchAlone() throws Exception {
        try (PolledSite site = new PolledSite(folder, true)) {
            site.poll();
            site.now = NOON.plus(Duration.ofMinutes(10));
            site.poll();
            site.now = NOON.plus(Duration.ofMinutes(20));

            assertThat(site.text("/api/v1/watches/cheaper/history?range=1h", Optional.empty()))
                    .isEqualTo("200 {\"metric\":\"dph_total\",\"money\":true,"
                            + "\"from\":\"2026-11-23T11:20:00Z\",\"to\":\"2026-11-23T12:20:00Z\","
                            + "\"at\":[1795432800,1795435200,1795435800,1795436400],\"best\":[null,0.31,null,null],"
                            + "\"p10\":[null,null,null,null],\"median\":[null,null,null,null],"
                            + "\"p90\":[null,null,null,null],\"threshold\":0.33,"
                            + "\"alerts\":[{\"at\":1795435200,\"value\":0.31}],"
                            + "\"seen\":0.0,\"matched\":1.0,\"matching\":[[1795435200,1795435800]]}");
        }
    }
}

package io.github.vastwatch.web;

import static io.github.vastwatch.Fixtures.CHEAP_4090;
import static io.github.vastwatch.Fixtures.NOON;
import static io.github.vastwatch.Fixtures.offer;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.vastwatch.history.Observation;
import io.github.vastwatch.history.Recorder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BoardTest {
    @TempDir
    private Path folder;

    /** A page that was shown in between has the poll, but the market of before. */
    @Test
    void theMarketThatIsRecordedAfterItsPollIsNews() throws Exception {
        try (Site site = Site.withToken(folder)) {
            site.poll("cheap-4090", 1);
            long polled = site.board.version();
            assertThat(site.board.market().runs()).isEmpty();

            site.store
                    .history()
                    .write(new Recorder(List.of())
                            .record(Observation.of(
                                    CHEAP_4090.question(),
                                    List.of(CHEAP_4090),
                                    NOON,
                                    true,
                                    Duration.ofMinutes(1),
                                    List.of(offer(7, 1, 0.38, NOON)))));

            assertThat(site.board.version()).isNotEqualTo(polled);
            assertThat(site.board.market().runs()).hasSize(1);
        }
    }
}

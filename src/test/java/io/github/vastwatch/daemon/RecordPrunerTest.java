package io.github.vastwatch.daemon;

import static io.github.vastwatch.Fixtures.CHEAP_4090;
import static io.github.vastwatch.Fixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.vastwatch.history.Observation;
import io.github.vastwatch.history.Recorder;
import io.github.vastwatch.history.Retention;
import io.github.vastwatch.metrics.Metrics;
import io.github.vastwatch.store.StateLocation;
import io.github.vastwatch.store.Store;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RecordPrunerTest {
    @Test
    void keepsWhatIsNotOlderThanConfigured() throws IOException {
        try (Store store = Store.open(StateLocation.MEMORY)) {
            Instant now = NOON.plus(Duration.ofDays(100));
            for (Instant at : List.of(NOON, now)) {
                store.history()
                        .write(new Recorder(List.of())
                                .record(Observation.of(
                                        CHEAP_4090.question(),
                                        List.of(CHEAP_4090),
                                        at,
                                        true,
                                        Duration.ofMinutes(
                                                1 + Duration.between(NOON, at).toDays()),
                                        List.of())));
            }
            store.history().flush();
            assertThat(store.history().since()).contains(NOON);

            new RecordPruner(store.history(), new Metrics()).prune(Retention.USUAL, now);

            assertThat(store.history().since()).contains(now);
        }
    }
}

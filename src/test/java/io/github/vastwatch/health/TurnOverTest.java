package io.github.vastwatch.health;

import static io.github.vastwatch.Fixtures.CHEAP_4090;
import static io.github.vastwatch.Fixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.vastwatch.LogCapture;
import io.github.vastwatch.metrics.Metrics;
import io.github.vastwatch.store.Cluster;
import io.github.vastwatch.store.PostgresServer;
import io.github.vastwatch.store.Store;
import io.github.vastwatch.store.StoreFailure;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** That another daemon polls now is nothing to report. */
class TurnOverTest {
    @Test
    void incidentsAreLeftToTheDaemonWhoseTurnItIs() throws Exception {
        try (Store store = Store.open(PostgresServer.database(), "one");
                LogCapture log = new LogCapture(IncidentReporter.class)) {
            Cluster cluster = store.cluster().orElseThrow();
            Cluster.Turn over = cluster.begin();
            cluster.begin();
            IncidentReporter incidents = new IncidentReporter(store, new Metrics());

            assertThatThrownBy(() -> cluster.inTurn(
                            over,
                            () -> incidents.report(
                                    List.of(CHEAP_4090), Optional.empty(), Optional.empty(), NOON, NOON)))
                    .isInstanceOf(StoreFailure.TurnOver.class);

            assertThat(log.lines()).isEmpty();
        }
    }
}

package io.github.vastwatch.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.vastwatch.LogCapture;
import io.github.vastwatch.config.Config;
import io.github.vastwatch.store.Cluster;
import io.github.vastwatch.store.PostgresServer;
import io.github.vastwatch.store.StateLocation;
import io.github.vastwatch.store.Store;
import io.github.vastwatch.vast.Outage;
import io.github.vastwatch.vast.SearchResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which of two nodes polls when Vast.ai answers only one of them, or none. */
class ClusterNodeTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final SearchResult DOWN =
            new SearchResult.Failed(SearchResult.Cause.UNAVAILABLE, "no route to host", Optional.empty());
    private static final SearchResult THROTTLED =
            new SearchResult.Throttled("too many requests", Optional.empty(), false);

    @TempDir
    private Path folder;

    private final StateLocation location = PostgresServer.database();
    private final Clock clock = Clock.systemUTC();
    private final Set<String> polling = ConcurrentHashMap.newKeySet();
    private final Map<String, Outage> outages = new ConcurrentHashMap<>();
    private Store oneStore;
    private Store otherStore;
    private ClusterNode one;
    private ClusterNode other;

    @BeforeEach
    void start() throws Exception {
        Path file = Files.writeString(folder.resolve("vastwatch.yaml"), """
                state: %s
                channels: {hook: {type: webhook, url: "http://127.0.0.1:9/"}}
                watches: [{name: w, query: gpu_name=RTX_4090, threshold: dph_total <= 0.4, every: 1m, notify: hook}]
                """.formatted(location));
        Config config = Config.read(file, Map.<String, String>of()::get);
        // In one process, Quartz finds the database of a node by its id.
        oneStore = Store.open(location, "node-one");
        otherStore = Store.open(location, "node-other");
        one = node(oneStore, "one");
        other = node(otherStore, "other");
        for (ClusterNode each : List.of(one, other)) {
            each.take(config, false);
        }
        one.look();
        await(() -> polling.equals(Set.of("one")));
        other.look();
    }

    private ClusterNode node(Store store, String name) {
        return new ClusterNode(
                store.cluster().orElseThrow(),
                store.outbox(),
                clock,
                (turn, isOver) -> poll(name, isOver),
                () -> Optional.ofNullable(outages.get(name)));
    }

    private void poll(String name, BooleanSupplier isOver) {
        polling.add(name);
        while (!isOver.getAsBoolean()) {
            LockSupport.parkNanos(10_000_000);
        }
        polling.remove(name);
    }

    @AfterEach
    void stop() {
        one.stop();
        other.stop();
        oneStore.close();
        otherStore.close();
    }

    @Test
    void aNodeThatVastDoesNotAnswerLeavesPollingToOneThatItAnswers() {
        try (LogCapture log = new LogCapture(ClusterNode.class)) {
            outages.put("one", outage(DOWN, HOUR));
            await(() -> polling.equals(Set.of("other")));

            assertThat(nodes().get(0).unansweredSince()).isPresent();
            assertThat(nodes().get(1).unansweredSince()).isEmpty();
            // None is better than the other.
            outages.put("other", outage(DOWN, HOUR));
            looks(20);
            assertThat(polling).containsExactly("other");

            outages.remove("one");
            await(() -> polling.equals(Set.of("one")));
            assertThat(log.lines())
                    .containsExactly(
                            "WARN Vast.ai does not answer this daemon (no route to host); others poll",
                            "WARN Vast.ai does not answer this daemon (no route to host); others poll");
        }
    }

    @Test
    void aNodeThatMayAskAgainTakesTurns() {
        outages.put("one", outage(DOWN, HOUR));
        await(() -> polling.equals(Set.of("other")));
        outages.put("one", outage(DOWN, Duration.ZERO));
        looks(5);

        other.stop();

        await(() -> polling.equals(Set.of("one")));
        looks(20);
        assertThat(polling).containsExactly("one");
    }

    @Test
    void aNodeThatIsThrottledOrJustFailedKeepsItsTurn() {
        outages.put("one", outage(THROTTLED, HOUR));
        looks(20);
        assertThat(polling).containsExactly("one");

        Instant now = clock.instant();
        outages.put("one", new Outage(now.minusSeconds(1), DOWN, now.plus(HOUR), Optional.empty()));
        looks(20);
        assertThat(polling).containsExactly("one");
    }

    private Outage outage(SearchResult last, Duration pause) {
        Instant now = clock.instant();
        return new Outage(now.minus(HOUR), last, now.plus(pause), Optional.empty());
    }

    /** More of them than a node needs to end its turn. */
    private void looks(int count) {
        for (int i = 0; i < count; i++) {
            one.look();
            other.look();
        }
    }

    private void await(BooleanSupplier condition) {
        Awaitility.await()
                .pollInSameThread()
                .atMost(Duration.ofSeconds(40))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> {
                    looks(1);
                    return condition.getAsBoolean();
                });
    }

    private List<Cluster.Node> nodes() {
        return oneStore.cluster().orElseThrow().nodes().all();
    }
}

package io.github.vastwatch.daemon;

import static io.github.vastwatch.Fixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.vastwatch.config.ConfigSource;
import io.github.vastwatch.metrics.Metrics;
import io.github.vastwatch.simulate.FaultyMarket;
import io.github.vastwatch.simulate.Market;
import io.github.vastwatch.simulate.MarketLimits;
import io.github.vastwatch.simulate.Receivers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real daemon on a market that returns three rows a day. */
class SpentQuotaTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    /** How many seconds the daemon's clock is ahead of the machine's, and the market's ahead of noon. */
    private final AtomicLong ahead = new AtomicLong();
    /** When searches arrived, by the market's clock. */
    private final List<Instant> asked = new CopyOnWriteArrayList<>();

    private FaultyMarket server;
    private Receivers receivers;

    @BeforeEach
    void start() throws Exception {
        InstantSource market = () -> NOON.plusSeconds(ahead.get());
        Market offers = Market.generated(3, 1000, NOON, 0);
        server = FaultyMarket.start(
                // What is for rent stays the same.
                (type, disk, at) -> offers.rows(type, disk, NOON),
                market::instant,
                new MarketLimits(3, MarketLimits.UNLIMITED, MarketLimits.UNLIMITED));
        server.faults(() -> {
            asked.add(market.instant());
            return Optional.empty();
        });
        receivers = Receivers.start();
    }

    @AfterEach
    void stop() {
        server.close();
        receivers.close();
    }

    @Test
    void aSpentQuotaIsOneIncidentAndNothingIsAskedUntilTheResetAlsoAfterARestart() throws Exception {
        Instant begin = Instant.now();
        try (Daemon daemon = daemon(new Metrics())) {
            daemon.start();
            await().atMost(PATIENCE).until(() -> sent().contains("incident.started"));
        }
        int inAll = asked.size();
        ahead.set(Duration.ofHours(3).toSeconds());
        Metrics numbers = new Metrics();
        try (Daemon daemon = daemon(numbers)) {
            daemon.start();
            // The watch is due, and planned for.
            await().atMost(PATIENCE).until(() -> numbers.rows().pausedUntil() > 0);
            assertThat(numbers.rows().read())
                    .as("rows of before the restart, unless its day is over")
                    .isIn(0L, (long) sentAlerts().size());
            assertThat(asked).hasSize(inAll);
            ahead.set(Duration.ofHours(12).plusMinutes(2).toSeconds());
            await().atMost(PATIENCE).until(() -> sent().contains("incident.resolved"));
        }

        assertThat(asked.subList(inAll, asked.size()))
                .isNotEmpty()
                .allSatisfy(at -> assertThat(at).isAfterOrEqualTo(NOON.plus(Duration.ofHours(12))));
        assertThat(sent()).containsExactly("offers.matched", "incident.started", "incident.resolved");
        JsonNode trouble = body(1).path("data");
        assertThat(trouble.path("title").asText())
                .startsWith(
                        "[vastwatch] TROUBLE: Vast.ai's quota of rows for the day is used up: nothing is asked until"
                                + " it resets, and no offer counts as gone");
        assertThat(Instant.parse(trouble.path("until").asText()))
                .isBetween(
                        begin.plus(Duration.ofHours(12)).minusSeconds(60),
                        begin.plus(Duration.ofHours(12)).plusSeconds(60));
        assertThat(body(2).at("/data/text").asText())
                .isEqualTo("Vast.ai answers again; its quota of rows is no longer used up");
    }

    private List<String> sent() {
        return receivers.hooks().stream()
                .map(hook -> read(hook.body()).path("type").asText())
                .toList();
    }

    private JsonNode body(int number) {
        return read(receivers.hooks().get(number).body());
    }

    private JsonNode sentAlerts() {
        return body(0).at("/data/offers");
    }

    private static JsonNode read(String body) {
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Daemon daemon(Metrics numbers) throws Exception {
        Path file = Files.writeString(
                folder.resolve("vastwatch.yaml"), """
                vast: {url: "%s", api_key: key, requests_per_minute: 600}
                state: file:%s/state.db
                channels:
                  hook: {type: webhook, url: "%s"}
                defaults: {every: 1s, disk: 20GB, notify: hook, hello: off, top: 50}
                watches:
                  - name: cheap-4090
                    query: gpu_name=RTX_4090 num_gpus=1
                    threshold: dph_total <= 0.36
                """.formatted(server.url(), folder, receivers.hookUrl()));
        InstantSource source = () -> Instant.now().plusSeconds(ahead.get());
        return new Daemon(
                new ConfigSource(file, Map.<String, String>of()::get), source.withZone(ZoneOffset.UTC), numbers);
    }
}

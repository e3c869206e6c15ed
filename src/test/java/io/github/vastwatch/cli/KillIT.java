package io.github.vastwatch.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.vastwatch.simulate.Market;
import io.github.vastwatch.simulate.MarketLimits;
import io.github.vastwatch.simulate.MarketServer;
import io.github.vastwatch.simulate.Receivers;
import io.github.vastwatch.store.PostgresServer;
import io.github.vastwatch.store.StateKind;
import io.github.vastwatch.store.StateLocation;
import io.github.vastwatch.store.Store;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes, killed at random moments over a market that moves. */
class KillIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant START = Instant.parse("2026-11-23T12:00:00Z");
    private static final double LIMIT = 0.42;
    /** What the state calls told. */
    private static final String TOLD = "select watch || ' ' || offer_key from notification";

    @TempDir
    Path folder;

    /** The program loads SQLite's library before a test uses the driver alone: there must be one copy of it. */
    @BeforeAll
    static void loadLibrary() throws Exception {
        Store.open(StateLocation.MEMORY).close();
    }

    @Test
    void nothingIsLostAndNothingIsSentUnderTwoIds() throws Exception {
        kill(StateKind.FILE, 1, 10);
    }

    /** One of two dies, and the other goes on. */
    @Test
    void norWhereTwoShareAPostgresql() throws Exception {
        kill(StateKind.POSTGRESQL, 2, 4);
    }

    /** @param daemons that share the state, of which one at a time is killed and started again */
    private void kill(StateKind kind, int daemons, int kills) throws Exception {
        StateLocation state = kind.empty(folder);
        Random random = new Random(11);
        Market market = Market.generated(11, 1000, START, 0.12);
        List<Instant> frozen = new CopyOnWriteArrayList<>();
        try (MarketServer server = server(market, frozen);
                Receivers receivers = Receivers.start()) {
            // Every third request is refused, so that retries are under way when the process dies.
            int[] requests = {0};
            receivers.answer(() -> frozen.isEmpty() && requests[0]++ % 3 == 0 ? 503 : 200);
            Path config = config(state.toString(), server, receivers);
            List<Process> running = new ArrayList<>();
            for (int kill = 0; kill < kills; kill++) {
                while (running.size() < daemons) {
                    running.add(Jar.run(config, folder.resolve("log")));
                }
                int before = server.answered();
                await().atMost(Duration.ofSeconds(60)).until(() -> server.answered() > before);
                // Somewhere between the answer, the commit and the deliveries.
                TimeUnit.MILLISECONDS.sleep(random.nextInt(900));
                running.remove(random.nextInt(daemons)).destroyForcibly().waitFor();
            }
            for (Process daemon : running) {
                daemon.destroyForcibly().waitFor();
            }
            Instant end = START.plus(Duration.ofHours(2));
            frozen.add(end);
            Process last = Jar.run(config, folder.resolve("log"));
            Set<String> truth = truth(market, end);
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> idsByOffer(receivers).keySet().containsAll(truth));
            last.destroy();
            assertThat(last.waitFor(10, TimeUnit.SECONDS))
                    .as("ended within 10 s of SIGTERM")
                    .isTrue();

            assertThat(truth).isNotEmpty();
            // What the state calls told has arrived, also what was committed just before a kill and matches no more.
            assertThat(idsByOffer(receivers).keySet()).isEqualTo(kind.column(state, TOLD));
            // It kept within the rations.
            assertThat(Files.readString(folder.resolve("log")))
                    .doesNotContain("quota")
                    .doesNotContain("too frequent");

            assertThat(idsByOffer(receivers))
                    .allSatisfy((offer, ids) -> assertThat(ids).as(offer).hasSize(1));
            assertThat(bodiesById(receivers))
                    .allSatisfy((id, bodies) -> assertThat(bodies).as(id).hasSize(1));
            assertThat(ids(receivers, 503)).as("some were refused at first").isNotEmpty();
        }
    }

    @Test
    void nothingIsLostOrSentUnderTwoIdsWhereTheStateMovesToPostgresqlAndBack() throws Exception {
        Market market = Market.generated(12, 1000, START, 0.12);
        List<Instant> frozen = new CopyOnWriteArrayList<>();
        List<String> states = List.of(
                "file:" + folder.resolve("first.db"),
                PostgresServer.emptyDatabase().toString(),
                "file:" + folder.resolve("state.db"));
        try (MarketServer server = server(market, frozen);
                Receivers receivers = Receivers.start()) {
            int[] requests = {0};
            receivers.answer(() -> frozen.isEmpty() && requests[0]++ % 3 == 0 ? 503 : 200);
            Instant end = START.plus(Duration.ofHours(2));
            for (int i = 0; i < states.size(); i++) {
                if (i > 0) {
                    PrintWriter unread = new PrintWriter(new StringWriter());
                    assertThat(Cli.run(
                                    unread,
                                    unread,
                                    "state",
                                    "migrate",
                                    "--state",
                                    states.get(i - 1),
                                    "--to",
                                    states.get(i)))
                            .isZero();
                }
                boolean isLast = i == states.size() - 1;
                if (isLast) {
                    frozen.add(end);
                }
                int before = server.answered();
                Process daemon = Jar.run(config(states.get(i), server, receivers), folder.resolve("log"));
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> isLast
                                ? idsByOffer(receivers).keySet().containsAll(truth(market, end))
                                : server.answered() > before + 8
                                        && receivers.hooks().size() > 2);
                daemon.destroy();
                assertThat(daemon.waitFor(10, TimeUnit.SECONDS))
                        .as("ended within 10 s of SIGTERM")
                        .isTrue();
            }

            assertThat(idsByOffer(receivers).keySet())
                    .isEqualTo(StateKind.FILE.column(StateKind.FILE.empty(folder), TOLD));
            assertThat(idsByOffer(receivers))
                    .allSatisfy((offer, ids) -> assertThat(ids).as(offer).hasSize(1));
            assertThat(bodiesById(receivers))
                    .allSatisfy((id, bodies) -> assertThat(bodies).as(id).hasSize(1));
            assertThat(ids(receivers, 503)).as("some were refused at first").isNotEmpty();
        }
    }

    /** A market that moves 60 times as fast, until it is frozen, and that rations as Vast.ai does, a second for a minute. */
    private static MarketServer server(Market market, List<Instant> frozen) throws IOException {
        long began = System.nanoTime();
        return MarketServer.start(
                (type, disk, now) -> market.rows(type, disk, frozen.isEmpty() ? now : frozen.get(0)),
                0,
                () -> START.plusNanos((System.nanoTime() - began) * 60),
                new MarketLimits(20_000, 10, MarketLimits.UNLIMITED));
    }

    private Path config(String state, MarketServer server, Receivers receivers) throws Exception {
        return Files.writeString(
                folder.resolve("vastwatch.yaml"), """
                vast: {url: "%s", api_key: key, requests_per_minute: 120, rows_per_day: 1200000}
                state: %s
                channels:
                  hook: {type: webhook, url: "%s"}
                defaults:
                  threshold: dph_total <= %s
                  every: 1s
                  notify: hook
                  hello: off
                  events: [new]
                  at_most: off
                watches:
                  - name: cheap-4090
                    query: gpu_name=RTX_4090 num_gpus=1
                  - name: roomy-4090
                    query: gpu_name=RTX_4090 num_gpus=1
                    disk: 200GB
                  - name: sure-4090
                    query: gpu_name=RTX_4090 num_gpus=1 reliability>0.98
                """.formatted(server.url(), state, receivers.hookUrl(), LIMIT));
    }

    private static Set<String> truth(Market market, Instant now) {
        Set<String> truth = new HashSet<>();
        truth.addAll(truth(market, now, "cheap-4090", 20, 0));
        truth.addAll(truth(market, now, "roomy-4090", 200, 0));
        truth.addAll(truth(market, now, "sure-4090", 20, 0.98));
        return truth;
    }

    private static Set<String> truth(Market market, Instant now, String watch, int diskGb, double reliability) {
        Set<String> truth = new HashSet<>();
        market.rows("on-demand", diskGb, now).stream()
                .filter(row -> row.path("disk_space").asDouble() >= diskGb)
                .filter(row -> row.path("reliability").asDouble() > reliability)
                .filter(row -> row.path("gpu_name").asText().equals("RTX 4090"))
                .filter(row -> row.path("num_gpus").asInt() == 1)
                .filter(row -> row.path("verification").asText().equals("verified"))
                .filter(row -> row.path("dph_total").asDouble() <= LIMIT)
                .forEach(row ->
                        truth.add(watch + " on-demand/" + row.path("machine_id").asLong() + "/1/RTX 4090"));
        return truth;
    }

    private static Map<String, Set<String>> idsByOffer(Receivers receivers) throws Exception {
        Map<String, Set<String>> ids = new HashMap<>();
        for (Receivers.Hook hook : receivers.hooks()) {
            JsonNode data = JSON.readTree(hook.body()).path("data");
            for (JsonNode offer : data.path("offers")) {
                // A better price is told again, under an id of its own.
                if (!offer.path("event").asText().equals("new")) {
                    continue;
                }
                ids.computeIfAbsent(
                                data.path("watch").asText() + " "
                                        + offer.path("key").asText(),
                                key -> new HashSet<>())
                        .add(hook.id());
            }
        }
        return ids;
    }

    private static Map<String, Set<String>> bodiesById(Receivers receivers) {
        Map<String, Set<String>> bodies = new HashMap<>();
        receivers
                .hooks()
                .forEach(hook ->
                        bodies.computeIfAbsent(hook.id(), id -> new HashSet<>()).add(hook.body()));
        return bodies;
    }

    /** The deliveries that were answered so at least once. */
    private static Set<String> ids(Receivers receivers, int answered) {
        return receivers.hooks().stream()
                .filter(hook -> hook.status() == answered)
                .map(Receivers.Hook::id)
                .collect(Collectors.toSet());
    }
}

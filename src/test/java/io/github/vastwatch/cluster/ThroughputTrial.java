package io.github.vastwatch.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.vastwatch.simulate.Market;
import io.github.vastwatch.simulate.MarketServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * How much daemons that share a state do together: deliveries and polls in a second. Run by hand, as {@link ClusterTrial}:
 * {@code mvn -Pslow test-compile surefire:test -Dtest=ThroughputTrial}.
 */
@Tag("slow")
class ThroughputTrial {
    private static final List<Integer> SIZES = List.of(1, 2, 4);
    private static final Instant START = Instant.parse("2026-11-23T12:00:00Z");
    private static final int CHANNELS = 10;
    private static final int WATCHES = Integer.getInteger("cluster.deliveries", 5000) / CHANNELS;
    private static final Duration ANSWER = Duration.ofMillis(50);
    /** So many offers of the market satisfy a watch. */
    private static final int MATCHES = 3;
    /** More than the daemons may ask for: 600 searches in a minute are the most that a config allows. */
    private static final int QUESTIONS = 40;

    private static final Duration POLLING = Duration.ofSeconds(30);
    private static final Duration TIMEOUT = Duration.ofMinutes(4);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    private volatile boolean isOpen;

    @Test
    void deliveries() throws Exception {
        System.out.printf(
                "%-6s %11s %8s %12s %14s %14s%n",
                "nodes", "deliveries", "s", "a second", "daemons CPU s", "server CPU s");
        for (int size : SIZES) {
            isOpen = false;
            Market generated = Market.generated(3, 1000, START, 0);
            Market market = (type, disk, now) -> isOpen ? generated.rows(type, disk, START) : List.of();
            try (DatabaseServer database = DatabaseServer.start();
                    MarketServer server = MarketServer.start(market, 0, () -> START);
                    HookReceiver receiver = new HookReceiver(ANSWER, 0)) {
                String watches = IntStream.range(0, WATCHES)
                        .mapToObj(number -> """
                                  - {name: w%d, query: gpu_name="RTX 4090" num_gpus=1, threshold: dph_total <= %s}
                                """.formatted(number, limit(generated)))
                        .collect(Collectors.joining());
                List<Node> nodes = start(size, database, server, channels(receiver), "every: 2s", watches);
                int answered = server.answered();
                ClusterRun.await(TIMEOUT, () -> server.answered() > answered + 2);
                double daemons = cpu(nodes);
                double postgres = database.cpuSeconds();
                isOpen = true;
                ClusterRun.await(TIMEOUT, () -> receiver.count() >= WATCHES * CHANNELS);
                List<Instant> times = receiver.accepted().stream()
                        .map(HookReceiver.Hook::at)
                        .sorted()
                        .toList();
                double seconds = Duration.between(times.get(0), times.get(times.size() - 1))
                                .toMillis()
                        / 1000.0;
                System.out.printf(
                        Locale.ROOT,
                        "%-6d %11d %8.1f %12.0f %14.1f %14.1f%n",
                        size,
                        times.size(),
                        seconds,
                        times.size() / seconds,
                        cpu(nodes) - daemons,
                        database.cpuSeconds() - postgres);
                nodes.forEach(Node::close);
                assertThat(receiver.count()).isEqualTo(WATCHES * CHANNELS);
            }
        }
    }

    @Test
    void polls() throws Exception {
        System.out.printf(
                "%-6s %8s %12s %18s %18s%n", "nodes", "polls", "a second", "daemons ms a poll", "server ms a poll");
        for (int size : SIZES) {
            Market generated = Market.generated(3, 1000, START, 0);
            try (DatabaseServer database = DatabaseServer.start();
                    MarketServer server = MarketServer.start(generated, 0, () -> START);
                    HookReceiver receiver = new HookReceiver(Duration.ZERO, 0)) {
                // Watches of different disks and with a reliability of their own share no question.
                String watches = IntStream.range(0, QUESTIONS)
                        .mapToObj(number -> """
                                  - {name: w%d, query: gpu_name="RTX 4090" num_gpus=1, threshold: dph_total <= 0.3,
                                     disk: %d, target_reliability: 0.99}
                                """.formatted(number, 10 + number))
                        .collect(Collectors.joining());
                List<Node> nodes = start(size, database, server, channels(receiver), "every: 1s", watches);
                TimeUnit.SECONDS.sleep(10);
                int before = server.answered();
                double daemons = cpu(nodes);
                double postgres = database.cpuSeconds();
                TimeUnit.MILLISECONDS.sleep(POLLING.toMillis());
                int polls = server.answered() - before;
                System.out.printf(
                        Locale.ROOT,
                        "%-6d %8d %12.1f %18.1f %18.1f%n",
                        size,
                        polls,
                        polls / (double) POLLING.toSeconds(),
                        (cpu(nodes) - daemons) * 1000 / polls,
                        (database.cpuSeconds() - postgres) * 1000 / polls);
                nodes.forEach(Node::close);
            }
        }
    }

    private List<Node> start(
            int size, DatabaseServer database, MarketServer server, String channels, String defaults, String watches)
            throws Exception {
        Path file = Files.writeString(folder.resolve("vastwatch.yaml"), """
                state: %s
                vast: {url: "%s", api_key: trial, requests_per_minute: 600, rows_per_day: off}
                channels:
                %sdefaults: {notify: %s, hello: false, events: [new], at_most: off, %s}
                watches:
                %s""".formatted(
                DatabaseServer.location(database.port()),
                server.url(),
                channels,
                IntStream.range(0, CHANNELS).mapToObj(number -> "c" + number).toList(),
                defaults,
                watches));
        List<Node> nodes = new ArrayList<>();
        for (int number = 1; number <= size; number++) {
            Node node = new Node(size + "-node" + number, file, folder);
            node.start();
            nodes.add(node);
        }
        if (!ClusterRun.await(Duration.ofMinutes(1), () -> nodes.stream().allMatch(Node::isWell))) {
            throw new IllegalStateException("the nodes do not start");
        }
        return nodes;
    }

    private static String channels(HookReceiver receiver) {
        return IntStream.range(0, CHANNELS)
                .mapToObj(
                        number -> "  c%d: {type: webhook, url: \"%s\"}%n".formatted(number, receiver.url("c" + number)))
                .collect(Collectors.joining());
    }

    /** A price at which few offers satisfy a watch. */
    private static double limit(Market market) {
        return market.rows("on-demand", 20, START).stream()
                .filter(row -> row.path("gpu_name").asText().equals("RTX 4090"))
                .filter(row -> row.path("num_gpus").asInt() == 1)
                .filter(row -> row.path("verification").asText().equals("verified"))
                .mapToDouble(ThroughputTrial::price)
                .sorted()
                .skip(MATCHES - 1)
                .findFirst()
                .orElseThrow();
    }

    private static double price(ObjectNode row) {
        return row.path("dph_total").asDouble();
    }

    private static double cpu(List<Node> nodes) {
        return nodes.stream().mapToDouble(Node::cpuSeconds).sum();
    }
}

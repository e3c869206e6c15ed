package io.github.vastwatch.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.vastwatch.config.ConfigSource;
import io.github.vastwatch.metrics.Metrics;
import io.github.vastwatch.simulate.Market;
import io.github.vastwatch.simulate.MarketServer;
import io.github.vastwatch.store.OutboxEntry;
import io.github.vastwatch.store.StateLocation;
import io.github.vastwatch.store.Store;
import io.github.vastwatch.store.StoreRows;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real daemon whose receivers are down for a while, each in a way of its own, while the market moves. */
class FaultyReceiverTest {
    private static final Instant START = Instant.parse("2026-11-23T12:00:00Z");
    private static final int ATTEMPTS = 10;
    private static final int ALERTS = 3;

    @TempDir
    Path folder;

    @Test
    void receiversThatFailForSecondsLoseNothingAndDisturbNoPoll() throws Exception {
        fail(Duration.ofSeconds(4), "1s");
    }

    @Test
    @Tag("slow")
    void neitherDoThoseThatFailForHalfAMinute() throws Exception {
        fail(Duration.ofSeconds(30), "5s");
    }

    private void fail(Duration time, String timeout) throws Exception {
        long began = System.nanoTime();
        Map<Fault, FaultyReceiver> receivers = new HashMap<>();
        try (MarketServer market = MarketServer.start(
                Market.generated(12, 1000, START, 0.12), 0, () -> START.plusNanos((System.nanoTime() - began) * 60))) {
            for (Fault fault : Fault.values()) {
                receivers.put(fault, FaultyReceiver.start(fault, time));
            }
            Path config = config(market, receivers, timeout);
            List<Long> looks = new ArrayList<>();
            try (Daemon daemon = new Daemon(
                            new ConfigSource(config, Map.<String, String>of()::get), Clock.systemUTC(), new Metrics());
                    Store beside = Store.open(new StateLocation(Optional.of(folder.resolve("state.db"))))) {
                daemon.start();
                await().atMost(Duration.ofMinutes(2))
                        .pollInterval(Duration.ofMillis(10))
                        .until(() -> {
                            while (looks.size() < market.answered()) {
                                looks.add(System.nanoTime());
                            }
                            return isAllOver(StoreRows.entries(beside));
                        });
            }
            report(time, looks);

            try (Store after = Store.open(new StateLocation(Optional.of(folder.resolve("state.db"))))) {
                for (Map.Entry<Fault, FaultyReceiver> each : receivers.entrySet()) {
                    Fault fault = each.getKey();
                    List<OutboxEntry> entries = StoreRows.entries(after).stream()
                            .filter(outboxEntry -> outboxEntry.channel().equals(fault.name()))
                            .filter(outboxEntry -> !outboxEntry.state().equals("pending"))
                            .toList();
                    assertThat(entries).as("%s", fault).isNotEmpty().allSatisfy(outboxEntry -> {
                        assertThat(outboxEntry.state()).isEqualTo("delivered");
                        assertThat(outboxEntry.attempts()).isLessThanOrEqualTo(ATTEMPTS);
                    });
                    Map<String, Set<String>> taken = each.getValue().taken();
                    assertThat(taken.keySet())
                            .as("%s", fault)
                            .containsAll(entries.stream().map(OutboxEntry::id).toList());
                    assertThat(taken.values())
                            .allSatisfy(bodies -> assertThat(bodies)
                                    .as("each repeat has the first one's bytes")
                                    .hasSize(1));
                    assertThat(entries).as("%s", fault).anyMatch(outboxEntry -> outboxEntry.attempts() > 1);
                    System.err.printf(
                            "%s: %d deliveries, at most %d attempts%n",
                            fault,
                            entries.size(),
                            entries.stream()
                                    .mapToInt(OutboxEntry::attempts)
                                    .max()
                                    .orElse(0));
                }
            }
        } finally {
            receivers.values().forEach(FaultyReceiver::close);
        }
    }

    /** Whether all has ended but for what was told just now, and the market has moved meanwhile. */
    private static boolean isAllOver(List<OutboxEntry> entries) {
        Instant recent = Instant.now().minusSeconds(1);
        return entries.stream()
                                .map(outboxEntry -> outboxEntry.alertId())
                                .distinct()
                                .count()
                        >= ALERTS
                && entries.stream()
                        .filter(outboxEntry -> outboxEntry.createdAt().isBefore(recent))
                        .noneMatch(outboxEntry -> outboxEntry.state().equals("pending"));
    }

    /** Reported, and not asserted: it depends on what else the machine does. */
    private static void report(Duration time, List<Long> looks) {
        List<Long> gaps = new ArrayList<>();
        for (int look = 1; look < looks.size(); look++) {
            gaps.add(TimeUnit.NANOSECONDS.toMillis(looks.get(look) - looks.get(look - 1)));
        }
        List<Long> sorted = gaps.stream().sorted().collect(Collectors.toList());
        System.err.printf(
                "receivers down for %s: %d looks, asked for each second; gap median %d ms, longest %d ms%n",
                time, looks.size(), sorted.get(sorted.size() / 2), sorted.get(sorted.size() - 1));
        assertThat(looks).as("polls went on").hasSizeGreaterThan(2);
    }

    private Path config(MarketServer market, Map<Fault, FaultyReceiver> receivers, String timeout) throws Exception {
        String channels = receivers.entrySet().stream()
                .map(each -> "  %s: {type: webhook, url: \"%s\", timeout: %s}%n"
                        .formatted(each.getKey(), each.getValue().url(), timeout))
                .collect(Collectors.joining());
        return Files.writeString(folder.resolve("vastwatch.yaml"), """
                vast: {url: "%s", api_key: key, requests_per_minute: 600, rows_per_day: off}
                state: file:%s/state.db
                channels:
                %swatches:
                  - name: any-4090
                    query: gpu_name=RTX_4090
                    threshold: dph_total <= 0.5
                    every: 1s
                    at_most: off
                    hello: off
                    notify: [%s]
                """.formatted(
                        market.url(),
                        folder,
                        channels,
                        receivers.keySet().stream().map(Fault::name).collect(Collectors.joining(", "))));
    }
}

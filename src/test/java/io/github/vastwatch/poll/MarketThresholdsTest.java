package io.github.vastwatch.poll;

import static io.github.vastwatch.Fixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.vastwatch.LogCapture;
import io.github.vastwatch.alert.Reason;
import io.github.vastwatch.config.Config;
import io.github.vastwatch.history.MarketThreshold;
import io.github.vastwatch.metrics.Metrics;
import io.github.vastwatch.simulate.MarketServer;
import io.github.vastwatch.store.StateLocation;
import io.github.vastwatch.store.Store;
import io.github.vastwatch.store.StoreRows;
import io.github.vastwatch.vast.Bench;
import io.github.vastwatch.vast.RowUsage;
import io.github.vastwatch.vast.VastClient;
import io.github.vastwatch.watch.Threshold;
import io.github.vastwatch.watch.Watch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A watch whose threshold follows the market, against a market over HTTP. */
final class MarketThresholdsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TICK = Duration.ofMinutes(10);

    @TempDir
    private Path folder;

    private final LogCapture log = new LogCapture(MarketThresholds.class);
    /** Prices by machine. */
    private final Map<Long, Double> market = new TreeMap<>();

    private Instant now = NOON;
    private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
    private MarketServer server;
    private VastClient vast;
    private Store store;
    private ActiveWatches activeWatches = new ActiveWatches(List.of());
    private Poller poller;

    @BeforeEach
    void open() throws Exception {
        server = MarketServer.start(
                (type, disk, at) -> market.entrySet().stream().map(this::row).toList(), 0, () -> now);
        vast = Bench.client(server.url(), clock, Duration.ofSeconds(30), 600, RowUsage.Limit.parse("100000"));
        store = Store.open(StateLocation.MEMORY);
        poller = new Poller(vast, store, activeWatches, new Metrics(), clock);
        for (long machine = 1; machine <= 20; machine++) {
            market.put(machine, 0.29 + machine / 100.0);
        }
    }

    private ObjectNode row(Map.Entry<Long, Double> offer) {
        return JSON.createObjectNode()
                .put("id", 1000 + offer.getKey())
                .put("machine_id", offer.getKey())
                .put("num_gpus", 1)
                .put("gpu_name", "RTX 4090")
                .put("dph_total", offer.getValue())
                .put("verification", "verified")
                .put("rentable", true)
                .putNull("external")
                .put("geolocation", "Sweden, SE")
                .put("reliability", 0.995)
                .put("disk_space", 500);
    }

    @AfterEach
    void close() {
        log.close();
        vast.close();
        store.close();
        server.close();
    }

    private void start(String threshold) throws Exception {
        activeWatches = new ActiveWatches(watches(threshold));
        poller = new Poller(vast, store, activeWatches, new Metrics(), clock);
    }

    private List<Watch> watches(String threshold) throws Exception {
        Path file = Files.writeString(folder.resolve("vastwatch.yaml"), """
                channels:
                  hook: {type: webhook, url: "http://127.0.0.1:9/"}
                watches:
                  - name: cheap
                    query: gpu_name=RTX_4090 num_gpus=1
                    threshold: %s
                    every: 1m
                    hello: off
                    at_most: off
                    rearm: 1h
                    gone_after: {answers: 2, time: 1m}
                    events: [new, better, worse, gone, back]
                    notify: hook
                """.formatted(threshold));
        return Config.read(file, Map.<String, String>of()::get).watches();
    }

    private void run(Duration time) throws InterruptedException {
        for (Instant end = now.plus(time); now.isBefore(end); now = now.plus(TICK)) {
            poller.due(List.of("cheap"));
            for (int step = 0; step < 4; step++) {
                poller.step();
            }
        }
    }

    private Watch watch() {
        return activeWatches.find("cheap").orElseThrow();
    }

    private MarketThreshold stored() {
        return Optional.ofNullable(store.watches().marketThresholds().get("cheap"))
                .orElseThrow();
    }

    private List<String> said() {
        return log.lines().stream().filter(line -> line.startsWith("INFO")).toList();
    }

    /** The reasons and values of all that was sent, in order. */
    private List<String> sent() {
        return StoreRows.alerts(store, Instant.EPOCH).stream()
                .map(each -> each.alert())
                .sorted((one, other) -> one.at().compareTo(other.at()))
                .flatMap(alert -> alert.matches().stream())
                .map(match -> match.reason() + " " + match.current())
                .toList();
    }

    @Test
    void asksForTheMarketAloneAndSendsNothingUntilAQuarterOfTheWindowIsSeen() throws Exception {
        start("dph_total <= p10(2d)");

        run(Duration.ofHours(12));

        assertThat(watch().isWaiting()).isTrue();
        assertThat(sent()).isEmpty();
        assertThat(server.answered()).as("one scan each half an hour").isEqualTo(24);
        assertThat(stored().threshold()).isEmpty();
        assertThat(stored().covered()).isBetween(Duration.ofHours(11), Duration.ofHours(12));
        assertThat(said())
                .singleElement()
                .asString()
                .contains(
                        "watch 'cheap': dph_total <= p10(2d) is not known yet (0 % of 2d seen); until then it asks for"
                                + " the market alone, and sends nothing");
    }

    @Test
    void sendsWhatMeetsTheThresholdOnceItIsKnown() throws Exception {
        start("dph_total <= p10(2d)");

        run(Duration.ofHours(13));

        assertThat(watch().threshold()).isEqualTo(Threshold.parse("dph_total <= 0.31"));
        assertThat(stored().threshold()).contains(Threshold.parse("dph_total <= 0.31"));
        assertThat(sent()).containsExactly(Reason.ALREADY_THERE + " 0.3", Reason.ALREADY_THERE + " 0.31");
        assertThat(said().get(1))
                .contains("watch 'cheap': dph_total <= p10(2d) is dph_total <= 0.31 now (25 % of 2d seen)");
    }

    @Test
    void usesTheGivenThresholdUntilItsFigureIsKnown() throws Exception {
        start("{is: dph_total <= p10(2d), until_known: dph_total <= 0.30}");

        run(Duration.ofHours(1));

        assertThat(watch().isWaiting()).isFalse();
        assertThat(sent()).containsExactly(Reason.ALREADY_THERE + " 0.3");
        assertThat(said()).singleElement().asString().contains("until then dph_total <= 0.30");
        run(Duration.ofHours(12));
        assertThat(watch().threshold()).isEqualTo(Threshold.parse("dph_total <= 0.31"));
        assertThat(sent()).containsExactly(Reason.ALREADY_THERE + " 0.3", Reason.FIRST_SEEN + " 0.31");
    }

    @Test
    void saysNothingOfAnOfferThatStaysWhileTheThresholdMovesAwayAndBack() throws Exception {
        start("dph_total <= p10(2d)");
        run(Duration.ofHours(13));
        assertThat(sent()).hasSize(2);

        for (long machine = 101; machine <= 120; machine++) {
            market.put(machine, 0.20);
        }
        run(Duration.ofHours(6));
        assertThat(watch().threshold()).isEqualTo(Threshold.parse("dph_total <= 0.2"));
        assertThat(sent()).hasSize(22).contains(Reason.FIRST_SEEN + " 0.2");

        market.keySet().removeIf(machine -> machine > 100);
        run(Duration.ofDays(2));
        assertThat(watch().threshold()).isEqualTo(Threshold.parse("dph_total <= 0.31"));
        assertThat(sent().stream().filter(each -> each.contains(" 0.3"))).hasSize(2);
    }

    @Test
    void saysThatAnOfferLeftOrBecameWorseWhereverTheThresholdIs() throws Exception {
        start("dph_total <= p10(2d)");
        run(Duration.ofHours(13));
        for (long machine = 101; machine <= 120; machine++) {
            market.put(machine, 0.20);
        }
        run(Duration.ofHours(6));
        market.remove(1L);
        market.put(2L, 0.60);
        run(Duration.ofHours(1));

        assertThat(sent()).hasSize(24).contains(Reason.LEFT + " 0.3", Reason.OUTSIDE + " 0.6");
    }

    @Test
    void knowsItsThresholdAgainAtOnceAfterARestart() throws Exception {
        start("dph_total <= p10(2d)");
        run(Duration.ofHours(13));
        MarketThreshold before = stored();

        start("dph_total <= p10(2d)");
        poller.due(List.of("cheap"));

        assertThat(watch().threshold()).isEqualTo(Threshold.parse("dph_total <= 0.31"));
        assertThat(stored().since()).isEqualTo(before.since());
    }

    @Test
    void isNoEditOfTheWatchWhenItMoves() throws Exception {
        start("dph_total <= p10(2d)");
        run(Duration.ofHours(13));

        assertThat(activeWatches.replace(watches("dph_total <= p10(2d)"), () -> {}))
                .isEmpty();
        assertThat(watch().threshold()).isEqualTo(Threshold.parse("dph_total <= 0.31"));
        assertThat(activeWatches.replace(watches("dph_total <= p20(2d)"), () -> {}))
                .containsExactly("cheap");
        assertThat(watch().isWaiting()).isTrue();
    }

    @Test
    void onceScansNoMoreOftenThanADaemon() throws Exception {
        start("dph_total <= p10(2d)");

        for (int time = 0; time < 6; time++) {
            poller = new Poller(vast, store, activeWatches, new Metrics(), clock);
            poller.once(activeWatches.all(), false);
            store.history().flush();
            now = now.plus(TICK);
        }

        assertThat(server.answered()).isEqualTo(2);
    }

    @Test
    void staysWhereItIsWhileTheRecordCannotBeRead() throws Exception {
        start("dph_total <= p10(2d)");
        run(Duration.ofHours(13));
        store.close();
        now = now.plus(TICK);
        poller.due(List.of("cheap"));
        now = now.plus(TICK);
        poller.due(List.of("cheap"));

        assertThat(watch().threshold()).isEqualTo(Threshold.parse("dph_total <= 0.31"));
    }

    @Test
    void isNoIncidentWhileItWaits() throws Exception {
        start("dph_total <= p10(30d)");
        run(Duration.ofHours(1));

        assertThat(watch().interval(now)).isEqualTo(Optional.of(Duration.ofHours(6)));
        assertThat(watch().incidentDelay(now)).isEqualTo(Duration.ofHours(18));
        assertThat(store.status().watches().get(0).dueAt()).contains(NOON.plus(Duration.ofHours(6)));
    }
}

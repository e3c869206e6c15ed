package io.github.vastwatch.health;

import static io.github.vastwatch.Fixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.vastwatch.Fixtures;
import io.github.vastwatch.alert.Attempt;
import io.github.vastwatch.alert.Delivery;
import io.github.vastwatch.alert.Outcome;
import io.github.vastwatch.alert.WatchUpdate;
import io.github.vastwatch.config.Config;
import io.github.vastwatch.http.Transport;
import io.github.vastwatch.metrics.Metrics;
import io.github.vastwatch.notify.channel.Heartbeat;
import io.github.vastwatch.store.DaemonStatus;
import io.github.vastwatch.store.HeartbeatStatus;
import io.github.vastwatch.store.PollOutcome;
import io.github.vastwatch.store.PollOutcome.Result;
import io.github.vastwatch.store.StateLocation;
import io.github.vastwatch.store.Store;
import io.github.vastwatch.vast.RowUsage;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** When the dead man's switch is called; times are seconds after the daemon was started. */
class HeartbeatMonitorTest {
    @TempDir
    Path folder;

    private final Metrics numbers = new Metrics();
    private final List<Integer> calls = new ArrayList<>();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private Store store;
    private HeartbeatMonitor heartbeatMonitor;
    private Config config;
    private int second;

    @BeforeEach
    void open() throws Exception {
        store = Store.open(new StateLocation(Optional.of(folder.resolve("state.db"))));
        store.takeConfig(
                new DaemonStatus(
                        7, "1", NOON, "c", 1, NOON, Optional.empty(), 0, 6, Optional.empty(), "", RowUsage.Limit.OFF),
                Set.of("w"),
                Map.of());
        heartbeatMonitor =
                new HeartbeatMonitor(store, numbers, NOON, new MonitoringStart(NOON), heartbeat -> calls.add(second));
        config = config("heartbeat: {url: 'https://hc-ping.com/id', every: 5m}");
        log.start();
        logger().setLevel(Level.INFO);
        logger().addAppender(log);
    }

    @AfterEach
    public void close() {
        logger().detachAppender(log);
        logger().setLevel(null);
        store.close();
    }

    @Test
    void callsOnceTheMarketWasSeenAndThenSoOften() {
        evaluate(0, 30);
        assertThat(calls).isEmpty();

        polled(31, Result.COMPLETE);
        evaluate(32, 700);

        assertThat(calls).containsExactly(32, 332, 632);
        assertThat(said()).isEmpty();
    }

    @Test
    void aBlindWatchHoldsItUntilItSeesAgainAndSaysSoOnce() {
        polled(0, Result.COMPLETE);
        evaluate(0, 55);
        polled(60, Result.FAILED);
        evaluate(60, 2000);
        assertThat(calls).containsExactly(0, 300, 600);
        HeartbeatStatus paused = store.status().heartbeat().orElseThrow();
        assertThat(paused.target()).isEqualTo("https://hc-ping.com/***");
        assertThat(paused.isSuspended()).isTrue();
        assertThat(paused.failingSince()).contains(NOON.plusSeconds(960));
        assertThat(paused.reason()).isEqualTo("watch 'w' has not seen the complete market for 33 minutes: no answer");

        polled(2001, Result.COMPLETE);
        evaluate(2001, 2002);

        assertThat(calls).endsWith(2001).hasSize(4);
        assertThat(said()).hasSize(2);
        assertThat(said().get(0))
                .startsWith("heartbeat paused until this is resolved: watch 'w' has not seen the complete market for ");
        assertThat(said().get(1)).isEqualTo("heartbeat resumed: polls and deliveries work again");
        assertThat(numbers.heartbeats("paused")).isEqualTo(1);
    }

    @Test
    void aPausedWatchHoldsNothing() {
        store.watches().pause("w", Optional.of(NOON));

        evaluate(0, 0);

        assertThat(calls).containsExactly(0);
    }

    @Test
    void aChannelThatFailsHoldsItAndWhatIsOverdueToo() {
        polled(0, Result.COMPLETE);
        Delivery delivery = new Delivery("msg_1", "hook", Fixtures.alert("a"), NOON, 0, Optional.empty());
        store.commit(new WatchUpdate("w", NOON, List.of(), List.of(), List.of(delivery)));
        evaluate(0, 0);
        assertThat(calls).as("a delivery that is under way is nothing wrong").containsExactly(0);

        polled(420, Result.COMPLETE);
        evaluate(420, 420);
        assertThat(calls).as("nobody delivers").hasSize(1);

        store.outbox()
                .record(List.of(new Attempt(
                        delivery,
                        new Outcome.Deferred("HTTP 503", Optional.empty()),
                        NOON.plusSeconds(420),
                        Optional.of(NOON.plusSeconds(450)))));
        evaluate(425, 425);
        assertThat(said())
                .containsExactly("heartbeat paused until this is resolved: deliveries to channel 'hook' are overdue");
        assertThat(calls).hasSize(1);

        store.outbox()
                .record(List.of(new Attempt(
                        delivery, new Outcome.Delivered("HTTP 200"), NOON.plusSeconds(430), Optional.empty())));
        evaluate(430, 430);
        assertThat(calls).containsExactly(0, 430);
    }

    @Test
    void aStateThatCannotBeWrittenHoldsIt() {
        polled(0, Result.COMPLETE);
        store.close();

        evaluate(0, 100);

        assertThat(calls).isEmpty();
        assertThat(said()).hasSize(1);
        assertThat(said().get(0)).startsWith("heartbeat paused until this is resolved: the state could not be used: ");
    }

    @Test
    void anotherConfigSwitchesIt() throws Exception {
        polled(0, Result.COMPLETE);
        evaluate(0, 10);
        assertThat(store.status().heartbeat()).isPresent();
        config = config("");
        evaluate(15, 400);
        assertThat(calls).containsExactly(0);
        assertThat(store.status().heartbeat()).isEmpty();

        config = config("heartbeat: {url: 'https://hc-ping.com/other', every: 10s}");
        evaluate(401, 411);

        assertThat(calls).containsExactly(0, 401, 411);
    }

    @Test
    void whoeverHangsOrRefusesIsLoggedOnceAndHoldsUpNothing() throws Exception {
        HeartbeatCall call = new HeartbeatCall(
                store, numbers, Clock.fixed(NOON, ZoneOffset.UTC), work -> new Thread(work, "heartbeat"));
        try (MockWebServer server = new MockWebServer();
                ServerSocket hangs = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            server.start();
            server.enqueue(new MockResponse.Builder().code(500).build());
            server.enqueue(new MockResponse.Builder().code(404).build());
            server.enqueue(new MockResponse.Builder().code(200).build());
            Heartbeat heartbeat = new Heartbeat(server.url("/secret-id"), Duration.ofMinutes(5), Transport.DIRECT);
            for (int number = 1; number <= 3; number++) {
                call.start(heartbeat);
                int count = number;
                await().until(() -> numbers.heartbeats("failed") + numbers.heartbeats("sent") == count);
            }
            assertThat(server.takeRequest().getMethod()).isEqualTo("GET");
            assertThat(numbers.heartbeats("failed")).isEqualTo(2);
            assertThat(said())
                    .containsExactly(
                            "heartbeat to http://" + server.getHostName()
                                    + "/*** failed (HTTP 500); trying again with the next one",
                            "heartbeat to http://" + server.getHostName() + "/*** works again");

            long began = System.nanoTime();
            call.start(new Heartbeat(
                    HttpUrl.get("http://127.0.0.1:" + hangs.getLocalPort() + "/secret-id"),
                    Duration.ofMinutes(5),
                    Transport.DIRECT));
            assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began)).isLessThan(1000);
        }
    }

    @Test
    void theStateSaysWhenTheHeartbeatWasTakenAndSinceWhenAndWhyItFails() throws Exception {
        try (MockWebServer server = new MockWebServer()) {
            server.start();
            Heartbeat heartbeat = new Heartbeat(server.url("/secret-id"), Duration.ofMinutes(5), Transport.DIRECT);
            String target = "http://" + server.getHostName() + "/***";
            store.daemon().heartbeat(Optional.of(HeartbeatStatus.expected(target)));
            assertThat(store.status().heartbeat()).contains(HeartbeatStatus.expected(target));

            Instant now = NOON;
            for (int code : List.of(200, 404, 500)) {
                server.enqueue(new MockResponse.Builder().code(code).build());
                double before = numbers.heartbeats("failed") + numbers.heartbeats("sent");
                new HeartbeatCall(
                                store, numbers, Clock.fixed(now, ZoneOffset.UTC), work -> new Thread(work, "heartbeat"))
                        .start(heartbeat);
                await().until(() -> numbers.heartbeats("failed") + numbers.heartbeats("sent") > before);
                now = now.plusSeconds(300);
            }

            Optional<Instant> first = Optional.of(NOON);
            assertThat(store.status().heartbeat())
                    .contains(
                            new HeartbeatStatus(target, first, Optional.of(NOON.plusSeconds(300)), false, "HTTP 500"));

            store.daemon().heartbeat(Optional.of(HeartbeatStatus.suspended(target, NOON.plusSeconds(900), "blind")));
            store.daemon()
                    .heartbeat(Optional.of(HeartbeatStatus.suspended(target, NOON.plusSeconds(905), "still blind")));
            store.daemon().heartbeat(Optional.of(HeartbeatStatus.expected(target)));
            store.daemon().heartbeat(Optional.of(HeartbeatStatus.accepted("another", NOON.plusSeconds(910))));
            assertThat(store.status().heartbeat())
                    .contains(new HeartbeatStatus(
                            target, first, Optional.of(NOON.plusSeconds(900)), true, "still blind"));

            store.daemon().heartbeat(Optional.of(HeartbeatStatus.accepted(target, NOON.plusSeconds(1200))));
            assertThat(store.status().heartbeat()).contains(HeartbeatStatus.accepted(target, NOON.plusSeconds(1200)));
        }
    }

    @Test
    void aSpentQuotaHoldsItAndSaysWhy() {
        polled(0, Result.COMPLETE);
        evaluate(0, 10);
        Instant refused = NOON.plusSeconds(20);
        store.daemon().change("", refused, usage -> usage.refused(NOON.plusSeconds(43_200), refused));
        evaluate(20, 2000);

        assertThat(calls).containsExactly(0);
        assertThat(said())
                .containsExactly(
                        "heartbeat paused until this is resolved: Vast.ai's quota of rows for the day is used up:"
                                + " nothing is asked until it resets, and no offer counts as gone");
        assertThat(store.status().heartbeat().orElseThrow().isSuspended()).isTrue();
    }

    /** Looks each five seconds. */
    @Test
    void aSleepOfTheMachineHoldsNothing() {
        polled(0, Result.COMPLETE);
        evaluate(0, 60);

        evaluate(7200, 7200);

        assertThat(calls).containsExactly(0, 7200);
        assertThat(said()).isEmpty();
    }

    private void evaluate(int from, int to) {
        for (second = from; second <= to; second += 5) {
            heartbeatMonitor.check(
                    config.heartbeat(),
                    config.watches(),
                    config.channels().keySet(),
                    Optional.empty(),
                    NOON.plusSeconds(second));
        }
    }

    private void polled(int at, Result result) {
        Instant now = NOON.plusSeconds(at);
        store.commit(
                List.of(),
                List.of(new PollOutcome("w", now, result, "", Optional.of(1), Optional.of(now.plusSeconds(60)))),
                LocalDate.ofInstant(now, ZoneOffset.UTC),
                1,
                Optional.empty());
    }

    /** Whatever tests beside this one say of others is not ours. */
    private List<String> said() {
        return log.list.stream()
                .filter(event ->
                        event.getThreadName().equals(Thread.currentThread().getName())
                                || event.getThreadName().equals("heartbeat"))
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger("io.github.vastwatch.health");
    }

    private Config config(String line) throws Exception {
        Path file = Files.writeString(folder.resolve("vastwatch.yaml"), line + """

                channels:
                  hook: {type: webhook, url: "http://127.0.0.1:9/"}
                watches:
                  - {name: w, query: gpu_name=RTX_4090, threshold: dph_total <= 0.4, every: 1m, notify: hook}
                """);
        return Config.read(file, name -> null);
    }
}

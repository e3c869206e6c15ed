package io.github.vastwatch.poll;

import static io.github.vastwatch.Fixtures.NOON;
import static io.github.vastwatch.Fixtures.watch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.vastwatch.LogCapture;
import io.github.vastwatch.metrics.Metrics;
import io.github.vastwatch.simulate.FaultyMarket;
import io.github.vastwatch.simulate.FaultyMarket.End;
import io.github.vastwatch.simulate.FaultyMarket.Fault;
import io.github.vastwatch.simulate.Market;
import io.github.vastwatch.store.StateLocation;
import io.github.vastwatch.store.Store;
import io.github.vastwatch.vast.Bench;
import io.github.vastwatch.vast.SearchResult;
import io.github.vastwatch.vast.VastClient;
import io.github.vastwatch.watch.Watch;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** Ten thousand polls of a market that misbehaves at random: nothing grows. */
@Tag("slow")
@Isolated
class SoakTest {
    private static final long SEED = 20261123;
    private static final int WARM = 1_000;
    private static final int LONG = 10_000;
    private static final double SHARE_OF_FAULTS = 0.12;
    /** Rare, for each takes as long as the client's patience. */
    private static final double SHARE_OF_TRICKLES = 0.03;

    private static final Duration PATIENCE = Duration.ofMillis(800);

    private static final String ROWS = "{\"offers\":[{\"id\":1,\"machine_id\":9},{\"id\":2},";
    private static final List<Fault> FAULTS = List.of(
            new Fault(401, "text/plain", "no"),
            new Fault(400, "application/json", "{\"msg\":\"'x' is not a valid search op\"}"),
            new Fault(400, "application/json", "{\"msg\":\"missing body\"}"),
            new Fault(404, "application/json", "{\"msg\":\"Invalid user key\"}"),
            new Fault(410, "application/json", "{\"error\":\"deprecated_endpoint\"}"),
            new Fault(429, "text/plain", "API requests too frequent: endpoint threshold=3.0"),
            new Fault(200, "application/json", "{\"success\":false,\"error\":\"rate_limit_exceeded\"}"),
            new Fault(503, "text/html", "<html>down</html>"),
            new Fault(200, "text/html", "<html>hello</html>"),
            new Fault(200, "application/json", "{\"offers\":null}"),
            new Fault(
                    200,
                    "application/json",
                    ROWS + "7,null,{\"dph_total\":-1,\"dlperf\":NaN},{\"gpu_name\":\"none\"}]}"),
            new Fault(200, "application/json", ROWS + "{\"x\":\"" + "x".repeat(100_000) + "\"}]}"),
            new Fault(200, "application/json", ROWS + "{\"x\":" + "[".repeat(20_000)),
            new Fault(200, "application/json", ROWS + "{\"id\":", End.CUT),
            new Fault(200, "application/json", "{\"off", End.CUT),
            new Fault(200, "application/json", "", End.CLOSED));

    @TempDir
    Path folder;

    private final AtomicLong seconds = new AtomicLong();
    private final InstantSource source = () -> NOON.plusSeconds(seconds.get());
    private final Clock clock = source.withZone(ZoneOffset.UTC);
    private final Metrics numbers = new Metrics();
    private final DueQueue dueQueue = new DueQueue();

    /** What must not grow. */
    private record Size(long threads, long heapMb, long handles) {
        static Size now() throws IOException {
            System.gc();
            System.gc();
            try (Stream<Path> handles = Files.list(Path.of("/proc/self/fd"))) {
                return new Size(
                        ManagementFactory.getThreadMXBean().getThreadCount(),
                        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20,
                        handles.count());
            }
        }
    }

    @Test
    void nothingGrowsOverTenThousandPolls() throws Exception {
        long began = System.nanoTime();
        Map<String, Watch> watches = Stream.of(
                        "RTX_4090", "RTX_3090", "RTX_5090", "A100_PCIE", "A100_SXM4", "H100_SXM", "L40S", "RTX_A6000")
                .map(gpu -> watch(gpu, "gpu_name=" + gpu, "dph_total <= 1.00"))
                .collect(Collectors.toMap(Watch::name, Function.identity(), (one, other) -> one, LinkedHashMap::new));
        // Hundreds of failures in a row are what this is about; none is news.
        try (LogCapture quiet = new LogCapture(PollFailureLog.class);
                FaultyMarket server = FaultyMarket.start(Market.generated(SEED, 400, NOON, 0.1), clock::instant);
                Store store = Store.open(new StateLocation(Optional.of(folder.resolve("state.db"))));
                VastClient vast = Bench.client(server.url(), clock, PATIENCE)) {
            assertThat(quiet.lines()).isEmpty();
            server.faults(faults());
            Poller poller = new Poller(vast, store, new ActiveWatches(watches.values()), numbers, clock);
            Thread polling = new Thread(() -> poller.run(dueQueue), "poll");
            polling.start();

            pollUntil(WARM, watches, polling);
            Size warm = Size.now();
            pollUntil(LONG, watches, polling);
            Size late = Size.now();
            polling.interrupt();
            polling.join();

            System.out.println("soak: seed " + SEED + ", " + numbers.polls() + " polls in "
                    + Duration.ofNanos(System.nanoTime() - began).toSeconds() + " s; after " + WARM + ": " + warm
                    + ", after " + LONG + ": " + late + "; " + results());
            assertThat(late.threads()).isLessThanOrEqualTo(warm.threads() + 4);
            assertThat(late.heapMb()).isLessThanOrEqualTo(warm.heapMb() + 6);
            assertThat(late.handles()).isLessThanOrEqualTo(warm.handles() + 8);
            assertThat(numbers.polls("found", "")).isGreaterThan(LONG / 2);
            assertThat(numbers.dropped()).isPositive();
            assertThat(numbers.disagreed()).isPositive();
            for (SearchResult.Cause cause : SearchResult.Cause.values()) {
                boolean otherProtocolsHelp = cause == SearchResult.Cause.PROTOCOL_REFUSED;
                assertThat(otherProtocolsHelp || numbers.polls("failed", name(cause)) > 0)
                        .as("%s", cause)
                        .isTrue();
            }
        }
    }

    /** Lets a minute pass again and again, so that every watch is due and no pause lasts. */
    private void pollUntil(int polls, Map<String, Watch> watches, Thread polling) {
        await().pollInterval(Duration.ofMillis(5))
                .atMost(Duration.ofMinutes(20))
                .until(() -> {
                    seconds.addAndGet(60);
                    dueQueue.addAll(watches.keySet());
                    assertThat(polling.isAlive()).isTrue();
                    return numbers.polls() >= polls;
                });
    }

    private static Supplier<Optional<Fault>> faults() {
        Random random = new Random(SEED);
        return () -> {
            if (random.nextDouble() >= SHARE_OF_FAULTS) {
                return Optional.empty();
            }
            return Optional.of(
                    random.nextDouble() < SHARE_OF_TRICKLES
                            ? new Fault(200, "application/json", ROWS, End.TRICKLE)
                            : FAULTS.get(random.nextInt(FAULTS.size())));
        };
    }

    private String results() {
        return "found " + numbers.polls("found", "") + ", truncated " + numbers.polls("truncated", "") + ", throttled "
                + numbers.polls("throttled", "") + ", failed "
                + Arrays.stream(SearchResult.Cause.values())
                        .map(cause -> name(cause) + " " + numbers.polls("failed", name(cause)))
                        .collect(Collectors.joining(", "))
                + "; dropped " + numbers.dropped() + ", disagreed " + numbers.disagreed();
    }

    private static String name(SearchResult.Cause cause) {
        return cause.name().toLowerCase(Locale.ROOT);
    }
}

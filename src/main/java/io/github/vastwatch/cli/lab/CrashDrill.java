package io.github.vastwatch.cli.lab;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.vastwatch.cli.console.Terminal;
import io.github.vastwatch.simulate.Market;
import io.github.vastwatch.simulate.MarketLimits;
import io.github.vastwatch.simulate.MarketServer;
import io.github.vastwatch.simulate.Receivers;
import io.github.vastwatch.store.Store;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** A daemon that is killed again and again on a market that changes, and a receiver that counts what arrives. */
final class CrashDrill {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** About fifty offers match and stop matching within half a minute. */
    private static final int OFFERS = 1000;
    /** Half an hour of the market passes in half a minute. */
    private static final int SPEED = 60;
    /** Vast.ai's limits. */
    private static final int ROWS_PER_DAY = 20_000;

    private static final int SEARCHES_PER_MINUTE = 10;

    private static final int KILLS = 4;
    /** A busy machine may take seconds to start a process. */
    private static final Duration START_TIMEOUT = Duration.ofSeconds(15);
    /** The whole drill takes less than a minute. */
    private static final Duration TIMEOUT = Duration.ofSeconds(52);
    /** From an answer of the market until its alerts are committed and being sent. */
    private static final int COMMIT_MS = 900;
    /** The receiver is slow, so that kills hit deliveries that are being sent. */
    private static final int ANSWER_MS = 100;

    private static final double PRICE_LIMIT = 0.42;

    private static final String CONFIG = """
            vast: {url: "%s", api_key: drill, requests_per_minute: 600, rows_per_day: 1200000}
            channels:
              hook: {type: webhook, url: "%s"}
            watches:
              - name: drill
                query: gpu_name=RTX_4090 num_gpus=1
                threshold: dph_total <= %s
                every: 1s
                notify: hook
                hello: off
                events: [new]
                at_most: off
            """;

    private final DaemonProcess daemon;
    private final Random random;
    private final Terminal.Progress progress;
    private final Market market;
    private final Instant start;
    private final long began = System.nanoTime();
    private final AtomicInteger requests = new AtomicInteger();
    /** The moment at which the market stopped changing. */
    private volatile Optional<Instant> frozenAt = Optional.empty();

    /**
     * The result, counted by the receiver; each offer is named by its key.
     *
     * @param delivered the offers that arrived
     * @param lost those that did not, although the state has them as sent or they are offered at the end
     * @param twice those that arrived under two ids, which no receiver can recognise as a repeat
     */
    record Result(Set<String> delivered, Set<String> lost, Set<String> twice) {
        boolean isFlawless() {
            return !delivered.isEmpty() && lost.isEmpty() && twice.isEmpty();
        }

        @Override
        public String toString() {
            return "delivered " + delivered.size() + ", lost " + lost.size() + ", sent under two ids " + twice.size();
        }
    }

    CrashDrill(DaemonProcess daemon, long seed, Instant start, Terminal.Progress progress) {
        this.daemon = daemon;
        this.random = new Random(seed);
        this.progress = progress;
        this.start = start;
        this.market = Market.generated(seed, OFFERS, start, 0.12);
    }

    /** Kills the daemon {@value #KILLS} times, lets it deliver the rest, and counts. */
    Result run() throws IOException, InterruptedException {
        Market freezable = (type, disk, now) -> market.rows(type, disk, frozenAt.orElse(now));
        MarketLimits limits = new MarketLimits(ROWS_PER_DAY, SEARCHES_PER_MINUTE, MarketLimits.UNLIMITED);
        try (MarketServer server = MarketServer.start(freezable, 0, this::marketTime, limits);
                Receivers receivers = Receivers.start()) {
            receivers.answer(this::answer);
            daemon.configure(CONFIG.formatted(server.url(), receivers.hookUrl(), PRICE_LIMIT));
            for (int kill = 1; kill <= KILLS; kill++) {
                progress.show("the daemon runs; next is kill " + kill + " of " + KILLS + ", after " + requests.get()
                        + " requests …");
                daemon.start();
                // Alternately while a poll is committed and while a delivery is sent.
                boolean isAtCommit = kill % 2 == 1;
                int answers = server.answered();
                int sends = requests.get();
                DaemonProcess.await(
                        START_TIMEOUT, () -> isAtCommit ? server.answered() > answers : requests.get() > sends);
                TimeUnit.MILLISECONDS.sleep(random.nextInt(isAtCommit ? COMMIT_MS : 2 * ANSWER_MS));
                daemon.kill();
            }
            frozenAt = Optional.of(marketTime());
            Set<String> expected = matching(frozenAt.get());
            progress.show("the daemon runs again and delivers what is pending …");
            daemon.start();
            DaemonProcess.await(
                    TIMEOUT.minusNanos(System.nanoTime() - began),
                    () -> idsByOffer(receivers).keySet().containsAll(expected) && daemon.pending() == 0);
            daemon.stop();
            progress.clear();
            return result(expected, idsByOffer(receivers));
        }
    }

    /** Every third request fails, so that retries are pending at a kill. */
    private int answer() {
        int number = requests.getAndIncrement();
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(ANSWER_MS));
        return frozenAt.isEmpty() && number % 3 == 0 ? 503 : 200;
    }

    /** The market's clock, which its limits follow even when its offers no longer change. */
    private Instant marketTime() {
        return start.plusNanos((System.nanoTime() - began) * SPEED);
    }

    /** The offers that the watch matches at a moment, by the market's own data. */
    private Set<String> matching(Instant now) {
        Set<String> keys = new TreeSet<>();
        market.rows("on-demand", 20, now).stream()
                .filter(row -> row.path("gpu_name").asText().equals("RTX 4090"))
                .filter(row -> row.path("num_gpus").asInt() == 1)
                .filter(row -> row.path("verification").asText().equals("verified"))
                .filter(row -> row.path("dph_total").asDouble() <= PRICE_LIMIT)
                .forEach(row -> keys.add("on-demand/" + row.path("machine_id").asLong() + "/1/RTX 4090"));
        return keys;
    }

    /** The offers that the receiver accepted, with the ids of their deliveries. */
    private static Map<String, Set<String>> idsByOffer(Receivers receivers) {
        Map<String, Set<String>> ids = new HashMap<>();
        for (Receivers.Hook hook : receivers.acceptedHooks()) {
            for (JsonNode offer : parse(hook.body()).at("/data/offers")) {
                ids.computeIfAbsent(offer.path("key").asText(), key -> new HashSet<>())
                        .add(hook.id());
            }
        }
        return ids;
    }

    private static JsonNode parse(String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("our own webhooks are JSON", e);
        }
    }

    private Result result(Set<String> expected, Map<String, Set<String>> idsByOffer) throws IOException {
        Set<String> lost = new TreeSet<>(expected);
        try (Store store = Store.beside(daemon.state())) {
            store.outbox()
                    .alerts(
                            Instant.EPOCH,
                            sent -> sent.alert()
                                    .matches()
                                    .forEach(match -> lost.add(match.key().toString())));
        }
        lost.removeAll(idsByOffer.keySet());
        Set<String> twice = new TreeSet<>();
        idsByOffer.forEach((key, ids) -> {
            if (ids.size() > 1) {
                twice.add(key);
            }
        });
        return new Result(idsByOffer.keySet(), lost, twice);
    }
}

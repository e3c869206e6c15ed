package io.github.vastwatch.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.vastwatch.config.Config;
import io.github.vastwatch.simulate.Market;
import io.github.vastwatch.simulate.MarketLimits;
import io.github.vastwatch.simulate.ObservedMarket;
import io.github.vastwatch.simulate.ObservedMarket.Search;
import io.github.vastwatch.store.ChannelState;
import io.github.vastwatch.store.StateLocation;
import io.github.vastwatch.store.Store;
import io.github.vastwatch.watch.Watch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Daemons with one config and one state, over one rationed market that moves 60 times as fast as a real one. */
final class ClusterRun implements AutoCloseable {
    static final Clock CLOCK = Clock.systemUTC();
    /** The sender of a search that was killed before it could be looked up. */
    static final String UNKNOWN = "?";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant START = Instant.parse("2026-11-23T12:00:00Z");
    private static final int SPEED = 60;
    private static final int OFFERS = 1000;
    /** Vast.ai's limits. */
    private static final int ROWS_PER_DAY = 20_000;

    private static final int SEARCHES_PER_MINUTE = 10;
    /** What the daemons may send in a minute of their own. */
    private static final int BUDGET = Integer.getInteger("cluster.searches", 180);

    private static final List<String> CHANNELS = List.of("a", "b");
    /** One delivery of this many is refused at first. */
    private static final int REFUSED_SHARE = 5;

    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration SETTLE_TIMEOUT = Duration.ofMinutes(3);

    /** The GPU of each watch, with its limit and interval: one that is always due, and some for which it matters when. */
    private static final List<Wanted> WANTED = List.of(
            new Wanted("RTX 4090", 0.42, Duration.ofSeconds(1)),
            new Wanted("RTX 3060", 0.062, Duration.ofSeconds(20)),
            new Wanted("RTX 3090", 0.18, Duration.ofSeconds(20)),
            new Wanted("RTX 4070", 0.12, Duration.ofSeconds(20)),
            new Wanted("RTX 5070", 0.13, Duration.ofSeconds(20)),
            new Wanted("RTX 5090", 0.57, Duration.ofSeconds(20)),
            new Wanted("L40S", 0.68, Duration.ofSeconds(20)));

    private final long began = System.nanoTime();
    private final Market market;
    private final ObservedMarket server;
    private final HookReceiver receiver;
    private final StateLocation state;
    private final List<Node> nodes = new ArrayList<>();
    private final Config config;
    private final List<Fault> faults = new ArrayList<>();
    private volatile Optional<Instant> frozenAt = Optional.empty();

    private record Wanted(String gpu, double limit, Duration every) {
        String watch() {
            return gpu.toLowerCase(Locale.ROOT).replace(' ', '-');
        }
    }

    /** An alert of an offer: once for each channel and watch. */
    private record Sent(String channel, String watch, String offer) implements Comparable<Sent> {
        @Override
        public int compareTo(Sent other) {
            return toString().compareTo(other.toString());
        }
    }

    /**
     * Starts the market and the receiver, and makes nodes that do not run yet.
     *
     * @param location of the state, as the config has it
     * @param folder for config and logs
     */
    ClusterRun(int size, String location, Path folder, long seed) throws Exception {
        market = new RenewedMarket(Market.generated(seed, OFFERS, START, 0.12));
        Market freezable = (type, disk, now) -> market.rows(type, disk, frozenAt.orElse(now));
        server = ObservedMarket.start(
                freezable,
                this::marketTime,
                new MarketLimits(ROWS_PER_DAY, SEARCHES_PER_MINUTE, MarketLimits.UNLIMITED),
                this::client);
        receiver = new HookReceiver(Duration.ofMillis(100), REFUSED_SHARE);
        Path file = Files.writeString(folder.resolve("vastwatch.yaml"), yaml(location));
        config = Config.read(file, name -> null);
        state = config.state();
        for (int number = 1; number <= size; number++) {
            nodes.add(new Node("node" + number, file, folder));
        }
    }

    private String yaml(String location) {
        // All drivers are newer, but questions with different versions are never combined.
        String watches = WANTED.stream()
                .map(wanted -> """
                  - name: %s
                    query: gpu_name="%s" num_gpus=1 driver_version>=400.00.%02d
                    threshold: dph_total <= %s
                    every: %ds
                """.formatted(
                                wanted.watch(),
                                wanted.gpu(),
                                WANTED.indexOf(wanted),
                                wanted.limit(),
                                wanted.every().toSeconds()))
                .collect(Collectors.joining());
        String channels = CHANNELS.stream()
                .map(name -> "  %s: {type: webhook, url: \"%s\"}%n".formatted(name, receiver.url(name)))
                .collect(Collectors.joining());
        return """
                state: %s
                vast: {url: "%s", api_key: trial, requests_per_minute: %d, rows_per_day: %d}
                channels:
                %sdefaults: {notify: %s, hello: false, events: [new], rearm: never, at_most: off}
                watches:
                %s""".formatted(location, server.url(), BUDGET, ROWS_PER_DAY * SPEED, channels, CHANNELS, watches);
    }

    List<Node> nodes() {
        return nodes;
    }

    /** Starts all nodes, and waits until they poll. */
    void start() throws Exception {
        for (Node node : nodes) {
            node.start();
        }
        await("the nodes start", START_TIMEOUT, () -> wellNodes().size() == nodes.size() && server.answered() > 0);
    }

    List<Node> wellNodes() {
        return nodes.stream().filter(Node::isWell).toList();
    }

    int searches() {
        return server.answered();
    }

    /** The node that polled last. */
    Optional<Node> poller() {
        List<Search> searches = server.searches();
        for (int i = searches.size() - 1; i >= 0; i--) {
            String client = searches.get(i).client();
            Optional<Node> node =
                    nodes.stream().filter(each -> each.name().equals(client)).findFirst();
            if (node.isPresent()) {
                return node;
            }
        }
        return Optional.empty();
    }

    /** Whether a node other than this one has polled since then. */
    boolean isTakenOver(Node node, Instant since) {
        return server.searches().stream()
                .anyMatch(search -> search.at().isAfter(since)
                        && search.client().startsWith("node")
                        && !search.client().equals(node.name()));
    }

    /** Remembers what was done; {@link #ended} says when it was over. */
    synchronized void began(Fault.Kind kind, String node) {
        faults.add(new Fault(kind, node, CLOCK.instant(), Instant.MAX));
    }

    synchronized void ended(String node) {
        for (int i = faults.size() - 1; i >= 0; i--) {
            Fault fault = faults.get(i);
            if (fault.node().equals(node)) {
                faults.set(i, new Fault(fault.kind(), node, fault.at(), CLOCK.instant()));
                return;
            }
        }
    }

    private String client(int port) {
        return nodes.stream()
                .filter(node -> node.has(port))
                .findFirst()
                .map(Node::name)
                .orElse(UNKNOWN);
    }

    private Instant marketTime() {
        return START.plusNanos((System.nanoTime() - began) * SPEED);
    }

    /** Stops the market and waits until everything that there is to send has arrived, then stops the nodes. */
    Result settle() throws Exception {
        receiver.acceptAll();
        frozenAt = Optional.of(marketTime());
        Set<Sent> expected = matching(frozenAt.get());
        int answered = server.answered();
        boolean isSettled = await(
                SETTLE_TIMEOUT,
                () -> server.answered() > answered + 20 && arrived().keySet().containsAll(expected) && pending() == 0);
        Set<Sent> pending = new TreeSet<>(expected);
        pending.removeAll(arrived().keySet());
        if (!isSettled) {
            System.out.printf(
                    "not settled: %d of %d that match are missing, %d deliveries are pending%n",
                    pending.size(), expected.size(), pending());
        }
        List<String> unwilling = new ArrayList<>();
        for (Node node : nodes) {
            if (!node.stop()) {
                unwilling.add(node.name());
            }
        }
        return result(expected, unwilling);
    }

    private Set<Sent> matching(Instant now) {
        Set<Sent> matching = new HashSet<>();
        List<ObjectNode> rows = market.rows("on-demand", 20, now);
        for (Wanted wanted : WANTED) {
            rows.stream()
                    .filter(row -> row.path("gpu_name").asText().equals(wanted.gpu()))
                    .filter(row -> row.path("num_gpus").asInt() == 1)
                    .filter(row -> row.path("verification").asText().equals("verified"))
                    .filter(row -> row.path("dph_total").asDouble() <= wanted.limit())
                    .map(row -> "on-demand/" + row.path("machine_id").asLong() + "/1/" + wanted.gpu())
                    .forEach(offer ->
                            CHANNELS.forEach(channel -> matching.add(new Sent(channel, wanted.watch(), offer))));
        }
        return matching;
    }

    /** What the receiver accepted, with the ids of its deliveries. */
    private Map<Sent, Set<String>> arrived() {
        Map<Sent, Set<String>> ids = new HashMap<>();
        for (HookReceiver.Hook hook : receiver.accepted()) {
            JsonNode data = parse(hook.body()).path("data");
            for (JsonNode offer : data.path("offers")) {
                Sent sent = new Sent(
                        hook.channel(),
                        data.path("watch").asText(),
                        offer.path("key").asText());
                ids.computeIfAbsent(sent, unused -> new TreeSet<>()).add(hook.id());
            }
        }
        return ids;
    }

    private static JsonNode parse(String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("webhooks are JSON", e);
        }
    }

    /** How many deliveries are pending; 1 if the state cannot be read. */
    private int pending() {
        try (Store store = Store.beside(state)) {
            return store.channels().all().stream()
                    .mapToInt(ChannelState::pending)
                    .sum();
        } catch (IOException | RuntimeException e) {
            return 1;
        }
    }

    /** What came of a run. */
    record Result(
            Set<?> lost,
            Set<?> underTwoIds,
            long changed,
            List<Searches.Repeat> repeats,
            List<Long> failovers,
            int mostInAMinute) {
        /** Nothing was lost, sent or asked twice, or asked too often. */
        void check() {
            assertThat(lost).as("lost").isEmpty();
            assertThat(underTwoIds).as("under two ids").isEmpty();
            assertThat(changed).as("repeated with other bytes").isZero();
            assertThat(probesTwice()).as("asked twice").isEmpty();
            assertThat(mostInAMinute).as("searches in a minute").isLessThanOrEqualTo(BUDGET);
        }

        List<Searches.Repeat> probesTwice() {
            return repeats.stream()
                    .filter(repeat -> !repeat.isCheck() && !repeat.isCutShort())
                    .toList();
        }

        /** The value below which this share of the failovers is; 0 if there was none. */
        long failover(double share) {
            return failovers.isEmpty()
                    ? 0
                    : failovers.get((int) Math.min(failovers.size() - 1, Math.floor(share * failovers.size())));
        }
    }

    private Result result(Set<Sent> expected, List<String> unwilling) throws Exception {
        Map<Sent, Set<String>> arrived = arrived();
        Set<Sent> lost = new TreeSet<>(expected);
        Set<Sent> superseded = new TreeSet<>();
        try (Store store = Store.beside(state)) {
            store.outbox()
                    .alerts(
                            Instant.EPOCH,
                            alert -> alert.deliveries()
                                    .forEach(delivery -> alert.alert().matches().forEach(match -> {
                                        Sent sent = new Sent(
                                                delivery.channel(),
                                                alert.alert().watch().orElse(""),
                                                match.key().toString());
                                        (delivery.state().equals("superseded") ? superseded : lost).add(sent);
                                    })));
        }
        lost.removeAll(arrived.keySet());
        superseded.removeAll(arrived.keySet());
        lost.removeAll(superseded);
        Set<Sent> underTwoIds = arrived.entrySet().stream()
                .filter(each -> each.getValue().size() > 1)
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
        Searches searches = new Searches(server.searches(), List.copyOf(faults));
        Map<String, Watch> watches = WANTED.stream()
                .collect(Collectors.toMap(
                        Wanted::gpu,
                        wanted -> config.watches().stream()
                                .filter(watch -> watch.name().equals(wanted.watch()))
                                .findFirst()
                                .orElseThrow()));
        List<HookReceiver.Hook> hooks = receiver.accepted();
        Map<String, Set<String>> bodies = new HashMap<>();
        hooks.forEach(hook -> bodies.computeIfAbsent(hook.channel() + " " + hook.id(), unused -> new HashSet<>())
                .add(hook.body()));
        Result result = new Result(
                lost,
                underTwoIds,
                bodies.values().stream().filter(each -> each.size() > 1).count(),
                searches.repeats(watches),
                searches.failovers(),
                searches.mostInAMinute());
        print(result, searches, hooks, bodies.size(), arrived.size(), superseded.size(), unwilling);
        return result;
    }

    private void print(
            Result result,
            Searches searches,
            List<HookReceiver.Hook> hooks,
            int deliveries,
            int alerts,
            int superseded,
            List<String> unwilling)
            throws IOException {
        Map<String, Object> table = new LinkedHashMap<>();
        table.put("nodes", nodes.size());
        table.put("minutes", "%.1f".formatted((System.nanoTime() - began) / 60e9));
        for (Fault.Kind kind : Fault.Kind.values()) {
            table.put(
                    kind.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                    faults.stream().filter(fault -> fault.kind() == kind).count());
        }
        table.put("alerts that arrived (offer, watch, channel)", alerts);
        table.put("alerts lost", result.lost().size());
        table.put("alerts under two ids", result.underTwoIds().size());
        table.put("alerts superseded, because the offer left first", superseded);
        table.put("deliveries", deliveries);
        table.put("deliveries repeated under the same id", hooks.size() - deliveries);
        table.put("deliveries repeated with other bytes", result.changed());
        table.put(
                "deliveries in a second, most / mean",
                mostInASecond(hooks) + " / " + "%.1f".formatted(hooks.size() / ((System.nanoTime() - began) / 1e9)));
        table.put("deliveries by type", types(hooks));
        table.put("searches", searches.count());
        table.put("searches refused", searches.refused());
        table.put("searches in a minute, most / budget", searches.mostInAMinute() + " / " + BUDGET);
        table.put("longest time without a search", searches.longestPause().toMillis() + " ms");
        table.put("searches by node", searchesByNode());
        table.put("probes twice within their interval", result.probesTwice().size());
        table.put(
                "  after a turn that was cut short", count(result, repeat -> !repeat.isCheck() && repeat.isCutShort()));
        table.put(
                "checks twice within their interval",
                count(result, repeat -> repeat.isCheck() && !repeat.isCutShort()));
        table.put(
                "  after a turn that was cut short", count(result, repeat -> repeat.isCheck() && repeat.isCutShort()));
        table.put(
                "failovers: count, p50, p99, max ms",
                "%d, %d, %d, %d"
                        .formatted(
                                result.failovers().size(),
                                result.failover(0.5),
                                result.failover(0.99),
                                result.failover(1)));
        table.put("nodes that SIGTERM did not stop", unwilling);
        table.forEach((key, value) -> System.out.printf("%-50s %s%n", key, value));
        result.lost().stream().limit(10).forEach(each -> System.out.println("lost: " + each));
        result.underTwoIds().stream().limit(10).forEach(each -> System.out.println("two ids: " + each));
        result.repeats().stream()
                .filter(repeat -> !repeat.isCutShort() && !repeat.isCheck())
                .limit(20)
                .forEach(each -> System.out.println("twice: " + each));
        faults.forEach(System.out::println);
        System.out.println("failovers " + result.failovers());
        for (Node node : nodes) {
            LogSummary.print(node.name(), node.log());
        }
    }

    private static long count(Result result, Predicate<Searches.Repeat> which) {
        return result.repeats().stream().filter(which).count();
    }

    private static long mostInASecond(List<HookReceiver.Hook> hooks) {
        return hooks.stream()
                .collect(Collectors.groupingBy(hook -> hook.at().getEpochSecond(), Collectors.counting()))
                .values()
                .stream()
                .max(Comparator.naturalOrder())
                .orElse(0L);
    }

    private static Map<String, Long> types(List<HookReceiver.Hook> hooks) {
        return hooks.stream()
                .collect(Collectors.groupingBy(
                        hook -> {
                            JsonNode body = parse(hook.body());
                            String subject = body.path("data").path("subject").asText();
                            return body.path("type").asText() + (subject.isEmpty() ? "" : " " + subject);
                        },
                        TreeMap::new,
                        Collectors.counting()));
    }

    private Map<String, Long> searchesByNode() {
        return server.searches().stream()
                .collect(Collectors.groupingBy(Search::client, TreeMap::new, Collectors.counting()));
    }

    static boolean await(Duration timeout, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + timeout.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(250);
        }
        return true;
    }

    private static void await(String what, Duration timeout, BooleanSupplier condition) throws InterruptedException {
        if (!await(timeout, condition)) {
            throw new IllegalStateException("not within " + timeout + ": " + what);
        }
    }

    @Override
    public void close() {
        nodes.forEach(Node::close);
        server.close();
        receiver.close();
    }
}

package io.github.vastwatch.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.vastwatch.simulate.Market;
import io.github.vastwatch.simulate.MarketServer;
import io.github.vastwatch.simulate.Receivers;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real process, whose config is edited again and again over a market that moves. */
class ReloadIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant START = Instant.parse("2026-11-23T12:00:00Z");
    private static final List<String> GPUS = List.of("RTX 4090", "RTX 3090", "RTX 5090");
    /** {@code "poll" #23 daemon prio=5 …} */
    private static final Pattern THREAD = Pattern.compile("^\"([^\"]+)\" #\\d+.*", Pattern.MULTILINE);

    @TempDir
    Path folder;

    private final Random random = new Random(5);
    private final Map<String, Double> limits = new HashMap<>(Map.of("RTX 4090", 0.36, "RTX 3090", 0.16));
    private final Set<String> channels = new TreeSet<>(Set.of("hook"));
    private Path config = Path.of("vastwatch.yaml");
    private int edits;

    @Test
    void twentyReloadsLoseNothingRepeatNothingAndLeaveNoThreadBehind() throws Exception {
        reload(20);
    }

    @Test
    @Tag("slow")
    void twoHundredReloadsLoseNothingRepeatNothingAndLeaveNoThreadBehind() throws Exception {
        reload(200);
    }

    /** As under nohup. */
    @Test
    void aRejectedConfigIsReportedByADaemonThatIgnoresTheSignalToo() throws Exception {
        config = folder.resolve("vastwatch.yaml");
        try (MarketServer server = MarketServer.start(Market.generated(11, 600, START, 0), 0, () -> START);
                Receivers receivers = Receivers.start()) {
            Files.writeString(config, yaml(server, receivers, 600));
            Process daemon = Jar.runIgnoringHangup(config, folder.resolve("log"));
            try {
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> status().path("running").asBoolean());
                Files.writeString(config, yaml(server, receivers, 600).replace("threshold:", "treshold0:"));
                await().atMost(Duration.ofSeconds(30)).until(this::isRefused);
                StringBuilder said = new StringBuilder();

                assertThat(run(said, "reload")).as(said::toString).isEqualTo(78);

                assertThat(said)
                        .contains("unknown key 'treshold0'")
                        .endsWith("\nrejected; the daemon keeps the previous config\n");
            } finally {
                daemon.destroy();
                daemon.waitFor(10, TimeUnit.SECONDS);
                daemon.destroyForcibly();
            }
        }
    }

    private void reload(int times) throws Exception {
        config = folder.resolve("vastwatch.yaml");
        List<Instant> frozen = new CopyOnWriteArrayList<>();
        Market market = Market.generated(11, 600, START, 0.12);
        long began = System.nanoTime();
        try (MarketServer server = MarketServer.start(
                        market,
                        0,
                        () -> frozen.isEmpty() ? START.plusNanos((System.nanoTime() - began) * 30) : frozen.get(0));
                Receivers receivers = Receivers.start()) {
            Files.writeString(config, yaml(server, receivers, 600));
            Process daemon = Jar.run(config, folder.resolve("log"));
            try {
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> server.answered() > 2
                                && status().path("running").asBoolean());
                Set<String> threads = threads(daemon);
                int generation = 1;
                int refused = 0;
                int spells = 0;
                boolean wasBad = false;
                for (int i = 0; i < times; i++) {
                    boolean isBad = random.nextInt(4) == 0;
                    edit(server, receivers, isBad);
                    int before = generation;
                    if (random.nextInt(3) == 0) {
                        // The daemon notices by itself.
                        await().atMost(Duration.ofSeconds(10)).until(() -> isBad ? isRefused() : generation() > before);
                    } else {
                        StringBuilder said = new StringBuilder();
                        assertThat(run(said, "reload")).as(said::toString).isEqualTo(isBad ? 78 : 0);
                    }
                    generation = generation();
                    refused += isBad ? 1 : 0;
                    spells += isBad && !wasBad ? 1 : 0;
                    wasBad = isBad;
                    if (isBad) {
                        assertThat(isRefused()).isTrue();
                        assertThat(generation).isEqualTo(before);
                    } else {
                        assertThat(generation).isGreaterThan(before);
                    }
                }
                // The last config is a good one, with everything in it.
                limits.putAll(Map.of("RTX 4090", 0.42, "RTX 3090", 0.2, "RTX 5090", 0.55));
                channels.add("hook");
                Files.writeString(config, yaml(server, receivers, 600));
                assertThat(run(new StringBuilder(), "reload")).isZero();
                frozen.add(START.plus(Duration.ofHours(2)));
                Set<String> truth = truth(market, frozen.get(0));
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> sentAlerts(receivers).keySet().containsAll(truth));

                assertThat(truth).isNotEmpty();
                assertThat(sentAlerts(receivers))
                        .allSatisfy((offer, ids) -> assertThat(ids).as(offer).hasSize(1));
                int expected = spells;
                await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                    assertThat(troubles(receivers, "incident.started"))
                            .as("however often it was edited until it was right")
                            .isEqualTo(expected);
                    assertThat(troubles(receivers, "incident.resolved")).isEqualTo(expected);
                });
                await().atMost(Duration.ofSeconds(30))
                        .untilAsserted(() -> assertThat(threads(daemon)).isSubsetOf(threads));
                System.out.println(times + " edits: generation " + generation() + ", refused " + refused + ", told "
                        + sentAlerts(receivers).size() + ", threads " + threads.size() + " -> "
                        + threads(daemon).size());
            } finally {
                daemon.destroy();
                daemon.waitFor(10, TimeUnit.SECONDS);
                daemon.destroyForcibly();
            }
        }
    }

    private void edit(MarketServer server, Receivers receivers, boolean isBad) throws Exception {
        edits++;
        if (random.nextInt(3) == 0) {
            String gpu = GPUS.get(random.nextInt(GPUS.size()));
            if (limits.size() > 1 && limits.containsKey(gpu) && random.nextBoolean()) {
                limits.remove(gpu);
            } else {
                limits.put(gpu, 0.2 + random.nextInt(20) / 100.0);
            }
        } else {
            limits.replaceAll((gpu, limit) -> Math.max(0.1, limit + (random.nextInt(5) - 2) / 100.0));
        }
        if (random.nextInt(4) == 0 && !channels.add("second")) {
            channels.remove("second");
        }
        String good = yaml(server, receivers, random.nextInt(5) == 0 ? 500 : 600);
        // Each bad one is bad in its own way, for what is told already is not told again.
        String text = isBad ? good.replace("threshold:", "treshold" + edits + ":") : good;
        switch (random.nextInt(3)) {
            case 0 -> Files.writeString(config, text);
            case 1 ->
                Files.move(Files.writeString(folder.resolve("new"), text), config, StandardCopyOption.REPLACE_EXISTING);
            default -> {
                Path target = Files.writeString(folder.resolve("config-" + edits), text);
                Files.deleteIfExists(folder.resolve("link"));
                Files.move(
                        Files.createSymbolicLink(folder.resolve("link"), target),
                        config,
                        StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private String yaml(MarketServer server, Receivers receivers, int requests) {
        StringBuilder yaml = new StringBuilder("""
                # edit %d
                vast: {url: "%s", api_key: key, requests_per_minute: %d, rows_per_day: off}
                state: file:%s/state.db
                channels:
                """.formatted(edits, server.url(), requests, folder));
        channels.forEach(
                channel -> yaml.append("  %s: {type: webhook, url: \"%s\"}%n".formatted(channel, receivers.hookUrl())));
        yaml.append("watches:\n");
        limits.forEach((gpu, limit) -> yaml.append("""
                  - name: %s
                    query: gpu_name=%s num_gpus=1
                    threshold: dph_total <= %.2f
                    every: 1s
                    notify: hook
                    events: [new]
                    at_most: off
                    hello: off
                """.formatted(gpu.replace(' ', '-'), gpu.replace(' ', '_'), limit)));
        return yaml.toString();
    }

    private int generation() throws Exception {
        return status().path("daemon").path("generation").asInt();
    }

    private boolean isRefused() throws Exception {
        return status().path("daemon").path("rejected").path("reason").asText().contains("treshold" + edits);
    }

    private JsonNode status() throws Exception {
        StringBuilder said = new StringBuilder();
        run(said, "status", "--format", "json");
        return said.toString().startsWith("{") ? JSON.readTree(said.toString()) : JSON.createObjectNode();
    }

    private int run(StringBuilder said, String... arguments) throws Exception {
        StringWriter out = new StringWriter();
        List<String> all = new ArrayList<>(List.of("-c", config.toString()));
        all.addAll(0, List.of(arguments));
        int exit = Cli.run(new PrintWriter(out, true), new PrintWriter(out, true), all.toArray(String[]::new));
        said.append(out);
        return exit;
    }

    /** The names of the threads of the program's own; the JVM's come and go. */
    private static Set<String> threads(Process daemon) throws Exception {
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        String.valueOf(daemon.pid()),
                        "Thread.print")
                .start();
        String text = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        List<String> names = new ArrayList<>();
        for (Matcher matcher = THREAD.matcher(text); matcher.find(); ) {
            String name = matcher.group(1).replaceAll("vastwatch-[0-9a-f-]+", "quartz");
            if (!name.matches(
                    "OkHttp.*|C1.*|C2.*|Attach Listener|Okio.*|process reaper|Common-Cleaner|.*CompilerThread.*")) {
                names.add(name);
            }
        }
        // A second thread of one name is one left behind.
        Set<String> numbered = new HashSet<>();
        names.forEach(name -> {
            int copy = 1;
            while (!numbered.add(name + " " + copy)) {
                copy++;
            }
        });
        return numbered;
    }

    private static Set<String> truth(Market market, Instant now) {
        Map<String, Double> last = Map.of("RTX 4090", 0.42, "RTX 3090", 0.2, "RTX 5090", 0.55);
        Set<String> truth = new HashSet<>();
        for (ObjectNode row : market.rows("on-demand", 20, now)) {
            String gpu = row.path("gpu_name").asText();
            if (last.containsKey(gpu)
                    && row.path("num_gpus").asInt() == 1
                    && row.path("verification").asText().equals("verified")
                    && row.path("dph_total").asDouble() <= last.get(gpu)) {
                truth.add(gpu.replace(' ', '-') + " on-demand/"
                        + row.path("machine_id").asLong() + "/1/" + gpu);
            }
        }
        return truth;
    }

    /** The ids under which each offer was told as new for each watch. */
    private static Map<String, Set<String>> sentAlerts(Receivers receivers) throws Exception {
        Map<String, Set<String>> ids = new HashMap<>();
        for (Receivers.Hook hook : receivers.hooks()) {
            JsonNode data = JSON.readTree(hook.body()).path("data");
            for (JsonNode offer : data.path("offers")) {
                if (offer.path("event").asText().equals("new")) {
                    ids.computeIfAbsent(
                                    data.path("watch").asText() + " "
                                            + offer.path("key").asText(),
                                    key -> new HashSet<>())
                            .add(hook.id());
                }
            }
        }
        return ids;
    }

    private static int troubles(Receivers receivers, String type) throws Exception {
        Set<String> ids = new HashSet<>();
        for (Receivers.Hook hook : receivers.hooks()) {
            JsonNode body = JSON.readTree(hook.body());
            if (body.path("type").asText().equals(type)
                    && body.path("data").path("subject").asText().equals("config")) {
                ids.add(hook.id());
            }
        }
        return ids.size();
    }
}

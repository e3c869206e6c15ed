package io.github.vastwatch.web;

import static io.github.vastwatch.Fixtures.NOON;

import io.github.vastwatch.config.Config;
import io.github.vastwatch.deliver.Dispatcher;
import io.github.vastwatch.health.Liveness;
import io.github.vastwatch.health.Readiness.Vitals;
import io.github.vastwatch.metrics.Metrics;
import io.github.vastwatch.notify.channel.Channel;
import io.github.vastwatch.poll.ActiveWatches;
import io.github.vastwatch.poll.Poller;
import io.github.vastwatch.simulate.Receivers;
import io.github.vastwatch.store.DaemonStatus;
import io.github.vastwatch.store.Store;
import io.github.vastwatch.vast.RowUsage;
import io.github.vastwatch.vast.VastClient;
import io.github.vastwatch.watch.Watch;
import java.io.IOException;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/** The page of a daemon that polls and delivers when a test says so: ten RTX 4090 from $0.31 to $0.40, two watches, two channels. */
final class PolledSite implements AutoCloseable {
    static final String TOKEN = "a-token-of-the-page";
    static final String KEY = "a-key-of-the-market";
    private static final Pattern LIMIT = Pattern.compile("\"dph_total\":\\{\"lte\":([0-9.]+)");

    Instant now = NOON;
    Liveness liveness = new Liveness(false, Duration.ZERO);
    final Store store;
    final Metrics metrics = new Metrics();
    private final Path folder;
    private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
    private final MockWebServer market = new MockWebServer();
    private final Receivers receivers;
    private final VastClient vast;
    private final Poller poller;
    private final Board board;
    private final WebServer server;
    private final OkHttpClient browser = new OkHttpClient();
    private volatile boolean isRefusing;
    private Config config;

    PolledSite(Path folder, boolean isPublic) throws Exception {
        this.folder = folder;
        receivers = Receivers.start();
        market.setDispatcher(new mockwebserver3.Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                return answer(request.getBody().utf8());
            }
        });
        market.start();
        config = config(isPublic, "hook, dead", "[cheap, cheaper]");
        store = Store.open(config.state());
        vast = new VastClient(config.vast(), clock);
        poller = new Poller(vast, store, new ActiveWatches(config.watches()), metrics, clock);
        take(config, Optional.empty());
        board = new Board(store, config, clock);
        Access access = new Access(config.web().orElseThrow(), clock);
        List<Route> routes = WebPage.routes(
                board,
                access,
                metrics,
                () -> new Vitals(
                        liveness, vast.outage(), Optional.empty(), NOON.minusSeconds(1), true, Optional.empty()));
        server = new WebServer(config.web().orElseThrow(), access, routes, new LiveUpdates(board::version));
    }

    /** @param names of the watches, in brackets */
    private Config config(boolean isPublic, String channels, String names) throws Exception {
        Path file = folder.resolve("vastwatch.yaml");
        String watches = names.contains("cheaper") ? """
                  - {name: cheaper, query: gpu_name=RTX_4090 num_gpus=1, threshold: dph_total <= 0.33}
                """ : "";
        String dead =
                channels.contains("dead") ? "  dead: {type: webhook, url: \"http://127.0.0.1:9/secret-path\"}\n" : "";
        Files.writeString(file, """
                vast: {url: "%s", api_key: %s, requests_per_minute: 600, rows_per_day: 20000}
                state: file:%s/state.db
                web: {listen: "127.0.0.1:0", token: %s, public: %s}
                channels:
                  hook: {type: webhook, url: "%s"}
                %sdefaults: {every: 10m, notify: [%s], hello: off}
                watches:
                  - {name: cheap, query: gpu_name=RTX_4090 num_gpus=1, threshold: dph_total <= 0.40}
                %s""".formatted(
                        market.url("/"), KEY, folder, TOKEN, isPublic, receivers.hookUrl(), dead, channels, watches));
        return Config.read(file, Map.<String, String>of()::get);
    }

    private void take(Config taken, Optional<DaemonStatus.Refusal> refusal) {
        store.takeConfig(
                new DaemonStatus(
                        7,
                        "1.2.3",
                        NOON.minusSeconds(1),
                        folder.resolve("vastwatch.yaml").toString(),
                        1,
                        NOON,
                        refusal,
                        0,
                        600,
                        Optional.empty(),
                        taken.vast().account(),
                        RowUsage.Limit.AUTO),
                taken.watches().stream().map(Watch::name).collect(Collectors.toSet()),
                Map.of());
    }

    /** The config loses a watch and a channel. */
    void shrink() throws Exception {
        config = config(false, "hook", "[cheap]");
        take(config, Optional.empty());
        board.take(config);
    }

    void poll() throws Exception {
        poller.once(config.watches(), false);
    }

    /** The market refuses the key, and is asked. */
    void refuseKey() throws Exception {
        isRefusing = true;
        poll();
    }

    private MockResponse answer(String question) {
        Matcher limit = LIMIT.matcher(question);
        double most = limit.find() ? Double.parseDouble(limit.group(1)) : 1;
        return isRefusing
                ? new MockResponse.Builder().code(401).body("{}").build()
                : new MockResponse.Builder()
                        .setHeader("content-type", "application/json")
                        .body("{\"success\":true,\"offers\":["
                                + IntStream.rangeClosed(31, 40)
                                        .filter(cents -> cents <= most * 100)
                                        .mapToObj(PolledSite::row)
                                        .collect(Collectors.joining(","))
                                + "]}")
                        .build();
    }

    private static String row(int cents) {
        return """
                {"id":%d,"machine_id":%d,"host_id":1,"num_gpus":1,"gpu_name":"RTX 4090","dph_total":%s,"rentable":true,
                 "verification":"verified","external":false,"reliability2":0.995,"geolocation":"Sweden, SE"}
                """.formatted(cents, cents, cents / 100.0);
    }

    void deliver() {
        config.channels().values().forEach((Channel channel) -> Dispatcher.drain(channel, store, metrics, clock));
    }

    /** The answer to a GET, with the token in a header where there is one. */
    Response get(String path, Optional<String> token) throws IOException {
        Request.Builder request = new Request.Builder().url("http://127.0.0.1:" + server.port() + path);
        token.ifPresent(each -> request.header("Authorization", "Bearer " + each));
        return browser.newCall(request.build()).execute();
    }

    /** The status and the body of a GET. */
    String text(String path, Optional<String> token) throws IOException {
        try (Response response = get(path, token)) {
            return response.code() + " " + response.body().string();
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        board.close();
        vast.close();
        store.close();
        market.close();
        receivers.close();
        browser.connectionPool().evictAll();
    }
}

package io.github.vastwatch.web;

import static io.github.vastwatch.Fixtures.NOON;

import io.github.vastwatch.Fixtures;
import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.Attempt;
import io.github.vastwatch.alert.Delivery;
import io.github.vastwatch.alert.OfferDecision;
import io.github.vastwatch.alert.Outcome;
import io.github.vastwatch.alert.Reason;
import io.github.vastwatch.alert.WatchUpdate;
import io.github.vastwatch.config.Config;
import io.github.vastwatch.health.Liveness;
import io.github.vastwatch.health.Readiness.Vitals;
import io.github.vastwatch.metrics.Metrics;
import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.store.DaemonStatus;
import io.github.vastwatch.store.PollOutcome;
import io.github.vastwatch.store.StateLocation;
import io.github.vastwatch.store.Store;
import io.github.vastwatch.vast.RowUsage;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import okhttp3.FormBody;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/** The page of a daemon with two watches, on a port of its own, with a clock that tests set. */
final class Site implements AutoCloseable {
    static final String TOKEN = "correct-horse-battery";
    private static final OkHttpClient CLIENT = new OkHttpClient.Builder()
            .followRedirects(false)
            .callTimeout(Duration.ofSeconds(20))
            .build();

    final Store store;
    final Board board;
    private final Access access;
    private final List<Route> routes;
    private final WebServer server;
    private Instant now = NOON;
    /** Why this daemon stands aside. */
    Optional<String> aside = Optional.empty();

    Site(Path folder, String web, String hook) throws Exception {
        this(folder, web, hook, StateLocation.MEMORY, "");
    }

    /** @param node the id of the daemon, where it shares the state */
    Site(Path folder, String web, String hook, StateLocation state, String node) throws Exception {
        Config config = Config.read(
                Files.writeString(folder.resolve("vastwatch.yaml"), """
                        state: %s
                        web: {listen: "127.0.0.1:0", %s}
                        channels: {hook: {type: webhook, url: "%s"}}
                        watches:
                          - {name: cheap-4090, query: gpu_name=RTX_4090 num_gpus=1, threshold: dph_total <= 0.40, notify: hook}
                          - {name: "all.big", query: num_gpus>=8, threshold: dph_total <= 9, notify: hook}
                        """.formatted(state, web, hook)),
                Map.<String, String>of()::get);
        this.store = Store.open(state, node);
        store.takeConfig(status(), Set.of("cheap-4090", "all.big"), Map.of());
        Clock clock = new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Instant instant() {
                return now;
            }
        };
        this.board = new Board(store, config, clock);
        this.access = new Access(config.web().orElseThrow(), clock);
        this.routes = WebPage.routes(
                board,
                access,
                new Metrics(),
                () -> new Vitals(
                        new Liveness(false, Duration.ZERO), Optional.empty(), Optional.empty(), NOON, true, aside));
        this.server = new WebServer(config.web().orElseThrow(), access, routes, new LiveUpdates(board::version));
    }

    /** One whose every page needs the token. */
    static Site withToken(Path folder) throws Exception {
        return new Site(folder, "token: " + TOKEN, "http://127.0.0.1:9/");
    }

    private static DaemonStatus status() {
        return new DaemonStatus(
                1,
                "0.2",
                NOON,
                "/etc/vastwatch.yaml",
                1,
                NOON,
                Optional.empty(),
                7,
                10,
                Optional.empty(),
                "key",
                RowUsage.Limit.parse("20000"));
    }

    List<Route> routes() {
        return routes;
    }

    void pass(Duration time) {
        now = now.plus(time);
        board.changed();
    }

    /** Sends an alert of one offer to the channel. */
    Delivery alert(String id, String deliveryId) {
        return add(Fixtures.alert(id), deliveryId);
    }

    Delivery add(Alert alert, String deliveryId) {
        Delivery delivery = new Delivery(deliveryId, "hook", alert, alert.at(), 0, Optional.empty());
        store.commit(update(alert.watch().orElse("cheap-4090"), List.of(delivery), List.of()));
        return delivery;
    }

    /** A complete answer. */
    void poll(String watch, int matches) {
        store.commit(
                List.of(),
                List.of(new PollOutcome(
                        watch,
                        now,
                        PollOutcome.Result.COMPLETE,
                        "",
                        Optional.of(matches),
                        Optional.of(now.plusSeconds(60)))),
                LocalDate.ofInstant(now, ZoneOffset.UTC),
                1,
                Optional.empty());
        board.changed();
    }

    /** A match that a silence suppressed. */
    void suppress(String watch) {
        OfferKey key = Fixtures.offer(7, 1, 0.38, NOON).key().orElseThrow();
        store.commit(update(
                watch,
                List.of(),
                List.of(new OfferDecision(
                        key, new BigDecimal("0.38"), Reason.SILENCED, Optional.of(Reason.FIRST_SEEN)))));
    }

    private static WatchUpdate update(String watch, List<Delivery> deliveries, List<OfferDecision> decisions) {
        return new WatchUpdate(
                watch,
                NOON,
                List.of(),
                List.of(),
                Optional.empty(),
                deliveries,
                decisions,
                Optional.empty(),
                Optional.empty(),
                0,
                0);
    }

    /** The attempt that makes a delivery a dead letter. */
    void kill(Delivery delivery, String answer) {
        store.outbox().record(List.of(new Attempt(delivery, new Outcome.Rejected(answer), NOON, Optional.empty())));
    }

    String url(String path) {
        return "http://127.0.0.1:" + server.port() + path;
    }

    /** An answer, read to its end. */
    record Answer(int status, String body, okhttp3.Headers headers) {
        String header(String name) {
            return Optional.ofNullable(headers.get(name)).orElse("");
        }

        /** The value of a cookie that it sets. */
        String cookie(String name) {
            return headers.values("Set-Cookie").stream()
                    .filter(each -> each.startsWith(name + "="))
                    .map(each -> each.substring(name.length() + 1, each.indexOf(';')))
                    .findFirst()
                    .orElse("");
        }
    }

    static Answer send(Request request) throws IOException {
        try (Response response = CLIENT.newCall(request).execute()) {
            return new Answer(response.code(), response.body().string(), response.headers());
        }
    }

    /** As a program that has the token. */
    Answer get(String path) throws IOException {
        return send(request(path).header("Authorization", "Bearer " + TOKEN).build());
    }

    Answer post(String path, String... fields) throws IOException {
        return send(request(path)
                .header("Authorization", "Bearer " + TOKEN)
                .post(form(fields))
                .build());
    }

    Request.Builder request(String path) {
        return new Request.Builder().url(url(path));
    }

    static RequestBody form(String... fields) {
        FormBody.Builder form = new FormBody.Builder();
        for (int i = 0; i < fields.length; i += 2) {
            form.add(fields[i], fields[i + 1]);
        }
        return form.build();
    }

    /** A browser that has signed in. */
    Browser signedIn() throws IOException {
        Answer answer = send(request("/sign-in").post(form("token", TOKEN)).build());
        return new Browser(answer.cookie(Access.COOKIE));
    }

    /** A browser with a session. */
    final class Browser {
        private final String session;

        Browser(String session) {
            this.session = session;
        }

        Request.Builder request(String path) {
            return Site.this
                    .request(path)
                    .header("Accept", "text/html")
                    .header("Cookie", Access.COOKIE + "=" + session);
        }

        Answer get(String path) throws IOException {
            return send(request(path).build());
        }

        /** The value that the forms of a page contain. */
        String csrf() throws IOException {
            String page = get("/deliveries").body();
            String before = "name=\"csrf\" value=\"";
            int from = page.indexOf(before) + before.length();
            return page.substring(from, page.indexOf('"', from));
        }

        /** Submits a form of a page. */
        Answer submit(String path, String... fields) throws IOException {
            FormBody.Builder form = new FormBody.Builder().add(Access.CSRF, csrf());
            for (int i = 0; i < fields.length; i += 2) {
                form.add(fields[i], fields[i + 1]);
            }
            return send(
                    request(path).header("Origin", url("")).post(form.build()).build());
        }
    }

    @Override
    public void close() {
        server.close();
        board.close();
        store.close();
    }
}

package io.github.vastwatch.poll;

import static io.github.vastwatch.Fixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.vastwatch.LogCapture;
import io.github.vastwatch.config.Config;
import io.github.vastwatch.config.ConfigSource;
import io.github.vastwatch.deliver.Dispatcher;
import io.github.vastwatch.metrics.Metrics;
import io.github.vastwatch.notify.channel.Channel;
import io.github.vastwatch.notify.mail.ScriptedSmtpServer;
import io.github.vastwatch.simulate.MarketServer;
import io.github.vastwatch.store.OutboxEntry;
import io.github.vastwatch.store.Store;
import io.github.vastwatch.store.StoreFailure;
import io.github.vastwatch.store.StoreRows;
import io.github.vastwatch.vast.Bench;
import io.github.vastwatch.vast.VastClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.net.ServerSocketFactory;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;

/**
 * All that a daemon depends on, on this machine and by a clock of the test's: a market, a webhook receiver, a mail server
 * and a state in a file, each of which can be made to fail.
 */
final class Surroundings implements AutoCloseable {
    static final String PASSWORD = "mail-pass-9c1e";
    static final String TOKEN = "hook-token-7f3a";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What a request to the webhook receiver was. */
    record Hook(String id, String body, boolean isTaken) {}

    private final Path folder;
    private final List<ObjectNode> offers = new CopyOnWriteArrayList<>();
    private final MarketServer world;
    private final MockWebServer market = new MockWebServer();
    private final MockWebServer receiver = new MockWebServer();
    private final ScriptedSmtpServer mail = new ScriptedSmtpServer(Optional.empty());
    private final HttpClient forward = HttpClient.newHttpClient();
    private final List<Hook> hooks = new CopyOnWriteArrayList<>();
    private final AtomicInteger struck = new AtomicInteger();
    private final LogCapture log = new LogCapture(Poller.class);
    private final Metrics numbers = new Metrics();
    private final Config config;
    private final Map<String, Channel> channels;
    private final VastClient vast;
    private final Poller poller;
    private final Store store;
    private final List<String> failures = new ArrayList<>();

    private volatile Instant now = NOON;
    private volatile Optional<Function<ObjectNode, MockResponse.Builder>> lie = Optional.empty();
    private volatile Optional<Supplier<MockResponse.Builder>> refusal = Optional.empty();
    private int lostMails;

    Surroundings(Path folder) throws Exception {
        this.folder = folder;
        this.world = MarketServer.start((type, disk, at) -> rows(), 0, () -> now);
        market.setDispatcher(new Answers(this::search));
        receiver.setDispatcher(new Answers(this::take));
        market.setServerSocketFactory(new Prompt());
        receiver.setServerSocketFactory(new Prompt());
        market.start();
        receiver.start();
        mail.answers.put("EHLO", "250-here\r\n250 AUTH PLAIN");
        this.config = config(mail.port());
        this.channels = new HashMap<>(config.channels());
        InstantSource source = () -> now;
        Clock clock = source.withZone(ZoneOffset.UTC);
        this.vast = Bench.client("http://127.0.0.1:" + market.getPort(), clock, Duration.ofMillis(500));
        this.store = Store.open(config.state());
        this.poller = new Poller(vast, store, new ActiveWatches(config.watches()), numbers, clock);
    }

    private Config config(int smtpPort) throws Exception {
        Path file = Files.writeString(folder.resolve("vastwatch.yaml"), """
                state: file:%s
                channels:
                  me:
                    type: email
                    to: [me@example.org]
                    from: vastwatch@example.org
                    smtp: {host: 127.0.0.1, port: %d, tls: none, user: me, password: %s}
                  hook: {type: webhook, url: "http://127.0.0.1:%d/hook?token=%s"}
                watches:
                  - name: cheap-4090
                    query: gpu_name=RTX_4090 num_gpus=1
                    threshold: dph_total <= 0.40
                    every: 1m
                    disk: 20GB
                    hello: off
                    at_most: off
                    gone_after: {answers: 2, time: 1m}
                    events: [new, better, worse, gone, back]
                    notify: [me, hook]
                """.formatted(
                        state(), smtpPort, PASSWORD, receiver.getPort(), TOKEN));
        return new ConfigSource(file, Map.<String, String>of()::get).read();
    }

    private Path state() {
        return folder.resolve("state.db");
    }

    private List<ObjectNode> rows() {
        return offers.stream().map(ObjectNode::deepCopy).toList();
    }

    /** From now on a machine of this number is for rent. */
    void offer(long machine) {
        offers.add(JSON.createObjectNode()
                .put("id", 1000 + machine)
                .put("machine_id", machine)
                .put("num_gpus", 1)
                .put("gpu_name", "RTX 4090")
                .put("dph_total", 0.30 + machine / 100.0)
                .put("verification", "verified")
                .put("rentable", true)
                .putNull("external")
                .put("geolocation", "Sweden, SE")
                .put("reliability", 0.995)
                .put("disk_space", 500));
    }

    /** Rounds, some minutes apart: in each the watch is due, and what waits is sent. */
    void rounds(int count, int minutes) throws InterruptedException {
        for (int round = 0; round < count; round++) {
            now = now.plus(Duration.ofMinutes(minutes));
            poller.due(List.of("cheap-4090"));
            for (int step = 0; step < 3; step++) {
                poller.step();
            }
            for (Channel channel : channels.values()) {
                try {
                    Dispatcher.drain(channel, store, numbers, Clock.fixed(now, ZoneOffset.UTC));
                } catch (StoreFailure e) {
                    failures.add(String.valueOf(e.getMessage()));
                }
            }
        }
    }

    private MockResponse search(RecordedRequest request) throws IOException, InterruptedException {
        String answer = forward.send(
                        HttpRequest.newBuilder(URI.create(world.url() + request.getTarget()))
                                .header("authorization", "Bearer key")
                                .method(
                                        request.getMethod(),
                                        HttpRequest.BodyPublishers.ofString(
                                                request.getBody().utf8()))
                                .build(),
                        BodyHandlers.ofString())
                .body();
        if (lie.isEmpty()) {
            return json(answer).build();
        }
        struck.incrementAndGet();
        return lie.get().apply((ObjectNode) JSON.readTree(answer)).build();
    }

    private MockResponse take(RecordedRequest request) {
        hooks.add(new Hook(
                String.valueOf(request.getHeaders().get("webhook-id")),
                request.getBody().utf8(),
                refusal.isEmpty()));
        if (refusal.isEmpty()) {
            return new MockResponse.Builder().build();
        }
        struck.incrementAndGet();
        return refusal.get().get().build();
    }

    static MockResponse.Builder json(String body) {
        return new MockResponse.Builder()
                .setHeader("content-type", "application/json")
                .body(body);
    }

    /** The market answers so, given what it would answer. */
    Ending market(Function<ObjectNode, MockResponse.Builder> answer) {
        lie = Optional.of(answer);
        return () -> lie = Optional.empty();
    }

    /** The receiver answers so. */
    Ending receiver(Supplier<MockResponse.Builder> answer) {
        refusal = Optional.of(answer);
        return () -> refusal = Optional.empty();
    }

    /** The receiver accepts no more messages, until a person says that it does. */
    Ending receiverIsGone() {
        Ending ending = receiver(() -> new MockResponse.Builder().code(410));
        return () -> {
            ending.end();
            store.channels().resume("hook");
            for (OutboxEntry outboxEntry : entries()) {
                store.outbox().retry(outboxEntry.id(), now);
            }
        };
    }

    /** The mail server says this to a command. */
    Ending mail(String command, String answer) {
        int before = mail.mails.size();
        int heard = mail.heard.size();
        String usual = mail.answers.getOrDefault(command, "");
        mail.answers.put(command, answer);
        return () -> {
            struck.addAndGet(mail.heard.size() - heard + attempts("me"));
            lostMails += mail.mails.size() - before;
            if (usual.isEmpty()) {
                mail.answers.remove(command);
            } else {
                mail.answers.put(command, usual);
            }
        };
    }

    /** Nothing listens where mails go to. */
    Ending noMailServer() throws Exception {
        Socket mute = new Socket();
        mute.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        Channel usual = channels.get("me");
        channels.put("me", config(mute.getLocalPort()).channels().get("me"));
        return () -> {
            struck.addAndGet(attempts("me"));
            channels.put("me", usual);
            mute.close();
        };
    }

    /** Attempts in vain so far. */
    private int attempts(String channel) {
        return entries().stream()
                .filter(outboxEntry -> outboxEntry.channel().equals(channel)
                        && !outboxEntry.state().equals("delivered"))
                .mapToInt(OutboxEntry::attempts)
                .sum();
    }

    /** The disk has no room for what a statement like this writes. */
    Ending full(String statement) throws Exception {
        long before = numbers.storeFailures() + failures.size();
        sql("create trigger full before " + statement + " begin select raise(abort, 'database or disk is full'); end");
        return () -> {
            struck.addAndGet((int) (numbers.storeFailures() + failures.size() - before));
            sql("drop trigger full");
        };
    }

    /** A statement that damages the state, which nothing undoes. */
    Ending damage(String statement) throws Exception {
        struck.addAndGet(sql(statement));
        return () -> {};
    }

    /** Another program holds the state for a moment, while a poll wants to write. */
    Ending held() throws Exception {
        Connection other = DriverManager.getConnection("jdbc:sqlite:" + state());
        execute(other, "begin immediate");
        Thread release = new Thread(() -> {
            try (other) {
                Thread.sleep(300);
                execute(other, "rollback");
                struck.incrementAndGet();
            } catch (SQLException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        release.start();
        return release::join;
    }

    /** The file is moved away, and back. */
    Ending moved() throws IOException {
        Path away = folder.resolve("away.db");
        Files.move(state(), away);
        struck.incrementAndGet();
        return () -> Files.move(away, state());
    }

    /** The clock is set, or the program stopped for that long. */
    Ending jump(Duration jump) {
        struck.incrementAndGet();
        now = now.plus(jump);
        return () -> {};
    }

    private int sql(String statement) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + state())) {
            execute(connection, "pragma busy_timeout = 10000");
            return execute(connection, statement);
        }
    }

    private static int execute(Connection connection, String statement) throws SQLException {
        try (Statement each = connection.createStatement()) {
            return each.execute(statement) ? 0 : each.getUpdateCount();
        }
    }

    /** How often the fault was met. */
    int struck() {
        return struck.get();
    }

    List<Hook> hooks() {
        return List.copyOf(hooks);
    }

    /** The ids of all mails that were begun to be sent. */
    List<String> mailIds() {
        return mail.heard.stream()
                .filter(line -> line.startsWith("Message-ID:"))
                .toList();
    }

    int takenMails() {
        return mail.mails.size() - lostMails;
    }

    List<OutboxEntry> entries() {
        return StoreRows.entries(store);
    }

    /** All that was kept and said: the state, byte by byte, and the log. */
    String traces() {
        StringBuilder traces = new StringBuilder(String.join("\n", log.lines()));
        failures.forEach(traces::append);
        for (String name : List.of("state.db", "state.db-wal")) {
            Path file = folder.resolve(name);
            try {
                traces.append(Files.exists(file) ? Files.readString(file, StandardCharsets.ISO_8859_1) : "");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        assertThat(log.lines()).as("no bug").noneMatch(line -> line.contains("(bug)"));
        return traces.toString();
    }

    @Override
    public void close() throws IOException {
        vast.close();
        store.close();
        log.close();
        market.close();
        receiver.close();
        world.close();
        mail.close();
    }

    /** Otherwise each answer waits 40 ms for an acknowledgement that the client delays. */
    private static final class Prompt extends ServerSocketFactory {
        @Override
        public ServerSocket createServerSocket() throws IOException {
            return new ServerSocket() {
                @Override
                public Socket accept() throws IOException {
                    Socket socket = super.accept();
                    socket.setTcpNoDelay(true);
                    return socket;
                }
            };
        }

        @Override
        public ServerSocket createServerSocket(int port) {
            throw new UnsupportedOperationException();
        }

        @Override
        public ServerSocket createServerSocket(int port, int backlog) {
            throw new UnsupportedOperationException();
        }

        @Override
        public ServerSocket createServerSocket(int port, int backlog, InetAddress address) {
            throw new UnsupportedOperationException();
        }
    }

    /** Ends a fault. */
    interface Ending {
        void end() throws Exception;
    }

    private interface Answer {
        MockResponse to(RecordedRequest request) throws IOException, InterruptedException;
    }

    private static final class Answers extends mockwebserver3.Dispatcher {
        private final Answer answer;

        private Answers(Answer answer) {
            this.answer = answer;
        }

        @Override
        public MockResponse dispatch(RecordedRequest request) throws InterruptedException {
            try {
                return answer.to(request);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}

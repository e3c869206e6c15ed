package io.github.vastwatch.simulate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.zip.GZIPOutputStream;

/** Vast.ai's search over a world, on a port of this machine. */
public final class MarketServer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** An answer in place of the market's, to try bad days. */
    public record Fault(int status, String contentType, String body, End end) {
        /** One that arrives as it should. */
        public Fault(int status, String contentType, String body) {
            this(status, contentType, body, End.WHOLE);
        }
    }

    /** How the body of a fault ends. */
    public enum End {
        WHOLE,
        /** The connection closes before all that was announced. */
        CUT,
        /** The connection closes before anything. */
        CLOSED,
        /** Blanks follow, one by one, for as long as anybody listens. */
        TRICKLE
    }

    /** Often enough that a test's patience ends soon after its client's. */
    private static final long TRICKLE_MS = 20;

    private final HttpServer http;
    private final ExecutorService threads = Executors.newFixedThreadPool(4, work -> {
        Thread thread = new Thread(work, "market");
        thread.setDaemon(true);
        return thread;
    });
    private final AtomicInteger answered = new AtomicInteger();
    private volatile Supplier<Optional<Fault>> faults = Optional::empty;
    private final Search search;

    private final MarketLimits marketLimits;
    private final Supplier<Instant> now;

    private MarketServer(HttpServer http, OfferSource offerSource, Supplier<Instant> now, MarketLimits marketLimits) {
        this.http = http;
        this.search = new Search(offerSource, now, marketLimits);
        this.marketLimits = marketLimits;
        this.now = now;
    }

    static {
        // Otherwise each answer waits 40 ms for an acknowledgement that the client delays (measured).
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    /** Serves a world on a port, 0 for any that is free; {@code now} says what time it is there. */
    public static MarketServer start(OfferSource offerSource, int port, Supplier<Instant> now) throws IOException {
        return start(offerSource, port, now, MarketLimits.none());
    }

    /** The same, of which only so much may be read. */
    public static MarketServer start(
            OfferSource offerSource, int port, Supplier<Instant> now, MarketLimits marketLimits) throws IOException {
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 50);
        MarketServer server = new MarketServer(http, offerSource, now, marketLimits);
        http.createContext("/", server::handle);
        http.setExecutor(server.threads);
        http.start();
        return server;
    }

    public String url() {
        return "http://127.0.0.1:" + http.getAddress().getPort();
    }

    /** How many searches were answered. */
    public int answered() {
        return answered.get();
    }

    /** Asked before each search: what to answer instead, if anything. */
    public void faults(Supplier<Optional<Fault>> next) {
        faults = next;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            Optional<Fault> fault = faults.get();
            if (fault.isPresent()) {
                fail(exchange, fault.get());
                return;
            }
            Optional<MarketLimits.Refusal> refusal = marketLimits.refuse(now.get());
            if (refusal.isPresent()) {
                refusal.get()
                        .after()
                        .ifPresent(after -> exchange.getResponseHeaders().set("retry-after", String.valueOf(after)));
                reply(exchange, 429, refusal.get().type(), refusal.get().body());
                return;
            }
            answer(exchange, body);
        }
    }

    private static void fail(HttpExchange exchange, Fault fault) throws IOException {
        byte[] body = fault.body().getBytes(StandardCharsets.UTF_8);
        switch (fault.end()) {
            case WHOLE -> reply(exchange, fault.status(), fault.contentType(), fault.body());
            case CUT -> {
                exchange.getResponseHeaders().set("content-type", fault.contentType());
                exchange.sendResponseHeaders(fault.status(), body.length + 1L);
                exchange.getResponseBody().write(body);
                exchange.getResponseBody().flush();
            }
            case CLOSED -> exchange.close();
            case TRICKLE -> {
                exchange.getResponseHeaders().set("content-type", fault.contentType());
                exchange.sendResponseHeaders(fault.status(), 0);
                OutputStream out = exchange.getResponseBody();
                out.write(body);
                try {
                    // Ends with the exception that a closed connection brings.
                    while (true) {
                        out.write(' ');
                        out.flush();
                        TimeUnit.MILLISECONDS.sleep(TRICKLE_MS);
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }

    private void answer(HttpExchange exchange, byte[] body) throws IOException {
        try {
            JsonNode query = query(
                    exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath(), JSON.readTree(body));
            boolean anonymous = !exchange.getRequestHeaders().containsKey("authorization");
            Search.Found found = search.rows(query, anonymous);
            marketLimits.returned(found.rows().size(), now.get());
            ObjectNode answer = JsonNodeFactory.instance.objectNode();
            answer.put("success", true).putArray("offers").addAll(found.rows());
            answer.put("truncated", found.truncated());
            answered.incrementAndGet();
            reply(exchange, 200, "application/json", answer.toString());
        } catch (ServerFilter.Refused | com.fasterxml.jackson.core.JsonProcessingException e) {
            ObjectNode error = JsonNodeFactory.instance.objectNode();
            error.put("success", false).put("error", "invalid_request").put("msg", e.getMessage());
            reply(exchange, 400, "application/json", error.toString());
        }
    }

    private static JsonNode query(String call, JsonNode body) throws ServerFilter.Refused {
        switch (call) {
            case "POST /api/v0/bundles/" -> {
                return body;
            }
            case "PUT /api/v0/search/asks/" -> {
                JsonNode inner = body.has("body") ? body.path("body") : body;
                if (inner.has("select_cols") && !inner.path("select_cols").isArray()) {
                    throw new ServerFilter.Refused("select_cols must be a list");
                }
                return inner.path("q");
            }
            default -> throw new ServerFilter.Refused("no such endpoint: " + call);
        }
    }

    private static void reply(HttpExchange exchange, int status, String type, String text) throws IOException {
        exchange.getResponseHeaders().set("content-type", type);
        String accepted = exchange.getRequestHeaders().getFirst("accept-encoding");
        boolean gzip = accepted != null && accepted.contains("gzip");
        if (gzip) {
            exchange.getResponseHeaders().set("content-encoding", "gzip");
        }
        exchange.sendResponseHeaders(status, 0);
        try (OutputStream out = gzip ? new GZIPOutputStream(exchange.getResponseBody()) : exchange.getResponseBody()) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        http.stop(0);
    }
}

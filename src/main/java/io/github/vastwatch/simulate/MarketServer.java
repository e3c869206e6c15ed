package io.github.vastwatch.simulate;

import com.fasterxml.jackson.core.JsonProcessingException;
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
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.zip.GZIPOutputStream;

/** Vast.ai's search API over a simulated market, on a port of this machine. */
public class MarketServer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    static {
        // Otherwise each answer waits 40 ms for the client's delayed acknowledgement (measured).
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final HttpServer http;
    private final ExecutorService threads = Executors.newFixedThreadPool(4, work -> {
        Thread thread = new Thread(work, "market");
        thread.setDaemon(true);
        return thread;
    });
    private final AtomicInteger answered = new AtomicInteger();
    private final ServerSearch search;
    private final MarketLimits limits;
    private final Supplier<Instant> now;

    MarketServer(Market market, int port, Supplier<Instant> now, MarketLimits limits) throws IOException {
        this.http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 50);
        this.search = new ServerSearch(market, limits.rowsPerAnswer());
        this.limits = limits;
        this.now = now;
    }

    /** Serves a market without limits on a port, or on a free one if it is 0. */
    public static MarketServer start(Market market, int port, Supplier<Instant> now) throws IOException {
        return start(market, port, now, MarketLimits.none());
    }

    /**
     * Serves a market within limits.
     *
     * @param now the time of the market
     */
    public static MarketServer start(Market market, int port, Supplier<Instant> now, MarketLimits limits)
            throws IOException {
        MarketServer server = new MarketServer(market, port, now, limits);
        server.start();
        return server;
    }

    void start() {
        http.createContext("/", exchange -> {
            try (exchange) {
                handle(exchange, exchange.getRequestBody().readAllBytes());
            }
        });
        http.setExecutor(threads);
        http.start();
    }

    public String url() {
        return "http://127.0.0.1:" + http.getAddress().getPort();
    }

    /** How many searches were answered. */
    public int answered() {
        return answered.get();
    }

    void handle(HttpExchange exchange, byte[] body) throws IOException {
        Optional<MarketLimits.Refusal> refusal = limits.refuse(now.get());
        if (refusal.isPresent()) {
            refusal.get()
                    .retryAfter()
                    .ifPresent(seconds -> exchange.getResponseHeaders().set("retry-after", String.valueOf(seconds)));
            reply(exchange, 429, error(refusal.get().error(), refusal.get().message()));
            return;
        }
        try {
            String call =
                    exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
            boolean isAnonymous = !exchange.getRequestHeaders().containsKey("authorization");
            ServerSearch.Result result = search.search(query(call, JSON.readTree(body)), isAnonymous, now.get());
            limits.count(result.rows().size(), now.get());
            ObjectNode answer = JsonNodeFactory.instance.objectNode();
            answer.put("success", true).putArray("offers").addAll(result.rows());
            answer.put("truncated", result.truncated());
            answered.incrementAndGet();
            reply(exchange, 200, answer);
        } catch (ServerFilter.InvalidQuery | JsonProcessingException e) {
            reply(exchange, 400, error("invalid_request", String.valueOf(e.getMessage())));
        }
    }

    private static JsonNode query(String call, JsonNode body) throws ServerFilter.InvalidQuery {
        switch (call) {
            case "POST /api/v0/bundles/" -> {
                return body;
            }
            case "PUT /api/v0/search/asks/" -> {
                JsonNode inner = body.has("body") ? body.path("body") : body;
                if (inner.has("select_cols") && !inner.path("select_cols").isArray()) {
                    throw new ServerFilter.InvalidQuery("select_cols must be a list");
                }
                return inner.path("q");
            }
            default -> throw new ServerFilter.InvalidQuery("no such endpoint: " + call);
        }
    }

    private static ObjectNode error(String error, String message) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("success", false)
                .put("error", error)
                .put("msg", message);
    }

    private static void reply(HttpExchange exchange, int status, ObjectNode body) throws IOException {
        exchange.getResponseHeaders().set("content-type", "application/json");
        String accepted = exchange.getRequestHeaders().getFirst("accept-encoding");
        boolean isGzip = accepted != null && accepted.contains("gzip");
        if (isGzip) {
            exchange.getResponseHeaders().set("content-encoding", "gzip");
        }
        exchange.sendResponseHeaders(status, 0);
        OutputStream out = exchange.getResponseBody();
        try (OutputStream encoded = isGzip ? new GZIPOutputStream(out) : out) {
            encoded.write(JSON.writeValueAsBytes(body));
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        http.stop(0);
    }
}

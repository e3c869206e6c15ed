package io.github.vastwatch.cluster;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/** Receives the webhooks of many channels at once, one channel a path, and keeps those that it accepted. */
final class HookReceiver implements AutoCloseable {
    private static final Clock CLOCK = Clock.systemUTC();
    /** More than all channels send at once. */
    private static final int THREADS = 200;

    private final HttpServer http;
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS, work -> {
        Thread thread = new Thread(work, "hook");
        thread.setDaemon(true);
        return thread;
    });
    private final ConcurrentLinkedQueue<Hook> accepted = new ConcurrentLinkedQueue<>();
    private final Set<String> seen = ConcurrentHashMap.newKeySet();
    private final Duration delay;
    private final int refusedShare;
    private volatile boolean isRefusing = true;

    /** A request that was accepted. */
    record Hook(Instant at, String channel, String id, String body) {}

    /**
     * Starts on a free port.
     *
     * @param delay before each answer
     * @param refusedShare one delivery of this many is refused at first; 0 for none
     */
    HookReceiver(Duration delay, int refusedShare) throws IOException {
        this.delay = delay;
        this.refusedShare = refusedShare;
        this.http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 200);
        http.createContext("/", exchange -> {
            try (exchange) {
                handle(exchange);
            }
        });
        http.setExecutor(threads);
        http.start();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String channel = exchange.getRequestURI().getPath().substring(1);
        String id = String.valueOf(exchange.getRequestHeaders().getFirst("webhook-id"));
        boolean isFirst = seen.add(channel + " " + id);
        LockSupport.parkNanos(delay.toNanos());
        if (isRefusing && isFirst && refusedShare > 0 && Math.floorMod(id.hashCode(), refusedShare) == 0) {
            exchange.sendResponseHeaders(503, -1);
            return;
        }
        accepted.add(new Hook(CLOCK.instant(), channel, id, body));
        exchange.sendResponseHeaders(200, -1);
    }

    String url(String channel) {
        return "http://127.0.0.1:" + http.getAddress().getPort() + "/" + channel;
    }

    /** Accepts everything from now on. */
    void acceptAll() {
        isRefusing = false;
    }

    int count() {
        return accepted.size();
    }

    List<Hook> accepted() {
        return List.copyOf(accepted);
    }

    @Override
    public void close() {
        http.stop(0);
        threads.shutdownNow();
    }
}

package io.github.vastwatch.web;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * Tells browsers that there is something new, as server-sent events. While one listens, it looks once a second at a number
 * that changes with each poll, so that nothing has to know of the page.
 */
final class LiveUpdates implements AutoCloseable {
    static final String PATH = "/events";
    /** Each holds a thread. */
    static final int MOST_LISTENERS = 16;

    private static final Duration LOOK = Duration.ofSeconds(1);
    /** A connection that a proxy would take for dead gets a line after this time. */
    private static final int QUIET_LOOKS = 15;

    private final LongSupplier version;
    private final AtomicInteger listeners = new AtomicInteger();
    private volatile boolean isClosed;

    /** @param version changes when there is something new to see */
    LiveUpdates(LongSupplier version) {
        this.version = version;
    }

    /** Why another page cannot listen, which then asks at intervals; empty if it can. */
    Optional<Response> refuse() {
        return listeners.get() < MOST_LISTENERS
                ? Optional.empty()
                : Optional.of(Response.refusal(503, "too many pages are open").with("Retry-After", "60"));
    }

    /** Sends events until the browser goes away. */
    void send(HttpExchange exchange) throws IOException {
        listeners.incrementAndGet();
        try (OutputStream out = open(exchange)) {
            long shown = version.getAsLong();
            write(out, "retry: 3000\n\n");
            int quiet = 0;
            while (!isClosed) {
                Thread.sleep(LOOK.toMillis());
                long now = version.getAsLong();
                quiet++;
                if (now != shown) {
                    write(out, "event: poll\ndata: " + now + "\n\n");
                    shown = now;
                    quiet = 0;
                } else if (quiet >= QUIET_LOOKS) {
                    write(out, ": still here\n\n");
                    quiet = 0;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            listeners.decrementAndGet();
        }
    }

    private static OutputStream open(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.sendResponseHeaders(200, 0);
        return exchange.getResponseBody();
    }

    private static void write(OutputStream out, String lines) throws IOException {
        out.write(lines.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    @Override
    public void close() {
        isClosed = true;
    }
}

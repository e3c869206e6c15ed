package io.github.vastwatch.simulate;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** A market server that gives wrong answers when a test wants them. */
public final class FaultyMarket extends MarketServer {
    /** Short, so that a test ends soon after its client gives up. */
    private static final long TRICKLE_MS = 20;

    private volatile Supplier<Optional<Fault>> faults = Optional::empty;

    /** An answer in place of the market's. */
    public record Fault(int status, String contentType, String body, End end) {
        /** One that arrives complete. */
        public Fault(int status, String contentType, String body) {
            this(status, contentType, body, End.COMPLETE);
        }
    }

    /** How the body of a fault ends. */
    public enum End {
        COMPLETE,
        /** The connection closes before the announced length. */
        CUT,
        /** The connection closes before the first byte. */
        CLOSED,
        /** Blanks follow, one by one, until the client hangs up. */
        TRICKLE
    }

    private FaultyMarket(Market market, Supplier<Instant> now, MarketLimits limits) throws IOException {
        super(market, 0, now, limits);
    }

    /** Serves a market on a free port. */
    public static FaultyMarket start(Market market, Supplier<Instant> now) throws IOException {
        return start(market, now, MarketLimits.none());
    }

    public static FaultyMarket start(Market market, Supplier<Instant> now, MarketLimits limits) throws IOException {
        FaultyMarket server = new FaultyMarket(market, now, limits);
        server.start();
        return server;
    }

    /** Sets what is asked before each search for the fault to answer with. */
    public void faults(Supplier<Optional<Fault>> next) {
        faults = next;
    }

    @Override
    void handle(HttpExchange exchange, byte[] body) throws IOException {
        Optional<Fault> fault = faults.get();
        if (fault.isPresent()) {
            fail(exchange, fault.get());
        } else {
            super.handle(exchange, body);
        }
    }

    private static void fail(HttpExchange exchange, Fault fault) throws IOException {
        if (fault.end() == End.CLOSED) {
            return;
        }
        byte[] body = fault.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("content-type", fault.contentType());
        exchange.sendResponseHeaders(fault.status(), fault.end() == End.CUT ? body.length + 1L : 0);
        OutputStream out = exchange.getResponseBody();
        out.write(body);
        out.flush();
        if (fault.end() == End.COMPLETE) {
            out.close();
        }
        try {
            // Ends with the exception of a closed connection.
            while (fault.end() == End.TRICKLE) {
                out.write(' ');
                out.flush();
                TimeUnit.MILLISECONDS.sleep(TRICKLE_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

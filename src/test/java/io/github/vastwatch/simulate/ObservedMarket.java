package io.github.vastwatch.simulate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/** A market server that remembers each search, and which of its clients sent it. */
public final class ObservedMarket extends MarketServer {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Clock CLOCK = Clock.systemUTC();

    private final IntFunction<String> clients;
    private final ConcurrentLinkedQueue<Search> searches = new ConcurrentLinkedQueue<>();

    /**
     * A search.
     *
     * @param at when it arrived
     * @param client the name of its sender
     * @param query its filters
     * @param status of the answer
     */
    public record Search(Instant at, String client, JsonNode query, int status) {}

    private ObservedMarket(Market market, Supplier<Instant> now, MarketLimits limits, IntFunction<String> clients)
            throws IOException {
        super(market, 0, now, limits);
        this.clients = clients;
    }

    /**
     * Serves a market on a free port.
     *
     * @param clients names a client by its port
     */
    public static ObservedMarket start(
            Market market, Supplier<Instant> now, MarketLimits limits, IntFunction<String> clients) throws IOException {
        ObservedMarket server = new ObservedMarket(market, now, limits, clients);
        server.start();
        return server;
    }

    @Override
    void handle(HttpExchange exchange, byte[] body) throws IOException {
        Instant at = CLOCK.instant();
        String client = clients.apply(exchange.getRemoteAddress().getPort());
        JsonNode sent = JSON.readTree(body);
        int status = -1;
        try {
            super.handle(exchange, body);
            status = exchange.getResponseCode();
        } finally {
            searches.add(new Search(at, client, sent.has("q") ? sent.path("q") : sent, status));
        }
    }

    /** The searches in about the order of their answers. */
    public List<Search> searches() {
        return List.copyOf(searches);
    }
}

package io.github.vastwatch.web;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.vastwatch.config.WebSettings;
import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.store.StoreFailure;
import java.io.IOException;
import java.io.OutputStream;
import java.net.BindException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers requests by routes, within limits: it must never take from polling what a stranger could ask for. */
final class WebServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WebServer.class);

    /** Browsers that are told of polls hold a thread each. */
    private static final int THREADS = LiveUpdates.MOST_LISTENERS + 8;
    /** Requests that wait for a thread; more are refused. */
    private static final int WAITING = 200;

    private static final int CONNECTIONS = 500;
    private static final long IDLE_S = 20;

    static {
        // A client that sends a request byte by byte loses its connection, and so its thread, after this many seconds.
        System.setProperty("sun.net.httpserver.maxReqTime", "10");
        System.setProperty("sun.net.httpserver.idleInterval", String.valueOf(IDLE_S));
        System.setProperty("sun.net.httpserver.maxIdleConnections", "64");
        System.setProperty("jdk.httpserver.maxConnections", String.valueOf(CONNECTIONS));
        System.setProperty("sun.net.httpserver.maxReqHeaders", "64");
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    /** Nothing of another host, no script and no style in the page itself, and no frame around it. */
    private static final Map<String, String> HEADERS = Map.of(
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
                    + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
            "X-Content-Type-Options",
            "nosniff",
            "Referrer-Policy",
            "same-origin",
            "Cross-Origin-Opener-Policy",
            "same-origin",
            "Cross-Origin-Resource-Policy",
            "same-origin",
            "Cache-Control",
            "no-store");

    private final Access access;
    private final List<Route> routes;
    private final LiveUpdates liveUpdates;
    private final HttpServer server;
    private final ThreadPoolExecutor threads;

    /** @throws IOException if the address cannot be listened on */
    WebServer(WebSettings settings, Access access, List<Route> routes, LiveUpdates liveUpdates) throws IOException {
        this.access = access;
        this.routes = List.copyOf(routes);
        this.liveUpdates = liveUpdates;
        try {
            this.server = HttpServer.create(settings.listen().socket(), 0);
        } catch (BindException e) {
            throw new IOException("cannot listen on " + settings.listen() + ": " + e.getMessage(), e);
        }
        this.threads = new ThreadPoolExecutor(
                THREADS, THREADS, IDLE_S, TimeUnit.SECONDS, new LinkedBlockingQueue<>(WAITING), WebServer::thread);
        threads.allowCoreThreadTimeOut(true);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "web");
        thread.setDaemon(true);
        return thread;
    }

    /** The port that it listens on. */
    int port() {
        return server.getAddress().getPort();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Request request = new Request(exchange);
            if (request.path().equals(LiveUpdates.PATH) && request.method().equals("GET")) {
                Optional<Response> refusal = access.refuseReading(request).or(liveUpdates::refuse);
                if (refusal.isEmpty()) {
                    liveUpdates.send(exchange);
                } else {
                    send(exchange, refusal.get(), false);
                }
                return;
            }
            Response answer = answer(request);
            boolean isForProgram = request.path().startsWith(Route.API);
            send(
                    exchange,
                    isForProgram ? answer.forProgram() : answer,
                    request.method().equals("HEAD"));
        }
    }

    private Response answer(Request request) throws IOException {
        String method = request.method().equals("HEAD") ? "GET" : request.method();
        boolean isKnown = false;
        for (Route route : routes) {
            Optional<Matcher> match = route.match(request.path());
            isKnown |= match.isPresent();
            if (match.isPresent() && route.method().equals(method)) {
                try {
                    return answer(route, match.get(), request);
                } catch (InvalidInput e) {
                    return Response.refusal(400, e.getMessage());
                }
            }
        }
        return isKnown ? Response.refusal(405, "this takes another method than " + method) : Response.notFound();
    }

    private Response answer(Route route, MatchResult match, Request request) throws IOException {
        Map<String, String> form = request.method().equals("POST") ? request.form() : Map.of();
        Optional<Response> refusal = switch (route.need()) {
            case NONE -> Optional.empty();
            case READ -> access.refuseReading(request);
            case CHANGE -> access.refuseChange(request, form);
        };
        if (refusal.isPresent()) {
            boolean isPage = request.method().equals("GET")
                    && refusal.get().status() == 401
                    && request.header("Accept").orElse("").contains("text/html");
            return isPage ? SignIn.page(request) : refusal.get();
        }
        List<String> parts = IntStream.rangeClosed(1, match.groupCount())
                .mapToObj(match::group)
                .toList();
        try {
            return route.handler().answer(new Route.Call(request, parts, form));
        } catch (InvalidInput e) {
            throw e;
        } catch (StoreFailure e) {
            LOG.error("a page could not be shown: {}", e.getMessage());
            return Response.refusal(503, "the state cannot be read: " + e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("a page could not be shown: {} {}", request.method(), route.path(), e);
            return Response.refusal(500, "an error of vastwatch; its log says more");
        }
    }

    private static void send(HttpExchange exchange, Response response, boolean isHead) throws IOException {
        HEADERS.forEach(exchange.getResponseHeaders()::set);
        response.headers().forEach(exchange.getResponseHeaders()::set);
        int length = response.body().length;
        if (isHead) {
            exchange.getResponseHeaders().set("Content-Length", String.valueOf(length));
        }
        exchange.sendResponseHeaders(response.status(), isHead || length == 0 ? -1 : length);
        if (!isHead && length > 0) {
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(response.body());
            }
        }
    }

    @Override
    public void close() {
        liveUpdates.close();
        server.stop(0);
        threads.shutdownNow();
    }
}

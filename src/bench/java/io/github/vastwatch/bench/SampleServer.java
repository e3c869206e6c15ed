package io.github.vastwatch.bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.vastwatch.bench.SampleMarket.Row;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * Vast.ai's search over a sample market, and the receiver of the alerts, in one process. Times are those of the monotonic
 * clock, in nanoseconds, which other processes read too.
 *
 * <p>Control: {@code GET /control/stats}, {@code POST /control/reset} (counters to 0), {@code POST /control/trigger}
 * (lowers prices until a fifth of the watches have a new match).
 */
public final class SampleServer {
    private static final Pattern WATCH = Pattern.compile("\"watch\"\\s*:\\s*\"([^\"]*)\"");

    private final SampleMarket market;
    private final SampleWatches watches;
    private final Counts counts = new Counts();
    /** The watches that will be alerted, and the offers that cause it. */
    private SampleWatches.Matches expected;

    /** Counters since the last reset, and times since the last trigger. */
    private static final class Counts {
        private long requests;
        private long rows;
        private long rawBytes;
        private long wireBytes;
        private long alerts;
        private long firstRequest;
        private final Set<String> alerted = new HashSet<>();
        private final Set<Row> shown = new HashSet<>();
        private long firstShown;
        private long allShown;
        private long lastAlerted;
        private long triggered;
    }

    private SampleServer(SampleMarket market, SampleWatches watches) {
        this.market = market;
        this.watches = watches;
        this.expected = watches.matches();
    }

    /** Arguments: port (0 for a free one), offers, watches, seed, interval, share of offers that change each interval, folder. */
    public static void main(String[] args) throws IOException {
        // Otherwise each answer waits 40 ms for the client's delayed acknowledgement.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        // The peer script does not connect again.
        System.setProperty("sun.net.httpserver.idleInterval", "86400");
        long seed = Long.parseLong(args[3]);
        int seconds = Integer.parseInt(args[4]);
        double share = Double.parseDouble(args[5]);
        Path folder = Path.of(args[6]);
        SampleMarket market = new SampleMarket(seed, Integer.parseInt(args[1]));
        SampleWatches watches = new SampleWatches(market, seed, Integer.parseInt(args[2]));
        SampleServer server = new SampleServer(market, watches);
        HttpServer http = HttpServer.create(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0])), 500);
        http.setExecutor(Executors.newFixedThreadPool(12));
        http.createContext("/api/v0/", server::search);
        http.createContext("/hook", server::alert);
        http.createContext("/control/", server::control);
        http.start();
        String url = "http://127.0.0.1:" + http.getAddress().getPort();
        watches.writeConfig(folder, url, seconds + "s");
        Files.writeString(folder.resolve("watches.json"), watches.json());
        ScheduledExecutorService ticks = Executors.newSingleThreadScheduledExecutor();
        ticks.scheduleAtFixedRate(() -> market.tick(share), seconds, seconds, TimeUnit.SECONDS);
        System.out.println(url);
    }

    private void search(HttpExchange exchange) throws IOException {
        synchronized (counts) {
            counts.firstRequest = counts.firstRequest == 0 ? System.nanoTime() : counts.firstRequest;
        }
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        SampleSearch search = SampleSearch.parse(body);
        long asOf = System.nanoTime();
        SampleSearch.Found found = search.run(market);
        List<byte[]> parts = market.answer(found.rows(), search.disk(), found.truncated());
        long raw = parts.stream().mapToLong(part -> part.length).sum();
        String encodings = exchange.getRequestHeaders().getFirst("Accept-Encoding");
        boolean isGzip = encodings != null && encodings.contains("gzip");
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        long wire = raw;
        if (isGzip) {
            ByteArrayOutputStream packed = new ByteArrayOutputStream((int) (raw / 6) + 100);
            try (OutputStream zip = new FastGzip(packed)) {
                for (byte[] part : parts) {
                    zip.write(part);
                }
            }
            wire = packed.size();
            exchange.getResponseHeaders().set("Content-Encoding", "gzip");
            parts = List.of(packed.toByteArray());
        }
        exchange.sendResponseHeaders(200, wire);
        try (OutputStream out = exchange.getResponseBody()) {
            for (byte[] part : parts) {
                out.write(part);
            }
        }
        exchange.close();
        answered(found.rows(), asOf, raw, wire);
    }

    /** The fastest level, as servers that compress on the fly use. */
    private static final class FastGzip extends GZIPOutputStream {
        FastGzip(OutputStream out) throws IOException {
            super(out, 1 << 16);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }

    private void answered(List<Row> rows, long asOf, long raw, long wire) {
        synchronized (counts) {
            long now = System.nanoTime();
            counts.requests++;
            counts.rows += rows.size();
            counts.rawBytes += raw;
            counts.wireBytes += wire;
            for (Row row : rows) {
                if (asOf > counts.triggered && expected.rows().contains(row) && counts.shown.add(row)) {
                    counts.firstShown = counts.firstShown == 0 ? now : counts.firstShown;
                    counts.allShown = now;
                }
            }
        }
    }

    private void alert(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        long now = System.nanoTime();
        exchange.sendResponseHeaders(204, -1);
        exchange.close();
        Matcher watch = WATCH.matcher(body);
        synchronized (counts) {
            counts.alerts++;
            if (watch.find() && expected.watches().contains(watch.group(1)) && counts.alerted.add(watch.group(1))) {
                counts.lastAlerted = now;
            }
        }
    }

    private void control(HttpExchange exchange) throws IOException {
        String answer;
        synchronized (counts) {
            switch (exchange.getRequestURI().getPath()) {
                case "/control/reset" -> {
                    counts.requests = 0;
                    counts.rows = 0;
                    counts.rawBytes = 0;
                    counts.wireBytes = 0;
                    counts.alerts = 0;
                }
                case "/control/trigger" -> {
                    synchronized (market) {
                        expected = watches.trigger();
                        counts.triggered = System.nanoTime();
                    }
                    counts.alerted.clear();
                    counts.shown.clear();
                    counts.firstShown = 0;
                    counts.allShown = 0;
                    counts.lastAlerted = 0;
                }
                default -> {}
            }
            answer = String.format(
                    "{\"requests\":%d,\"rows\":%d,\"raw\":%d,\"wire\":%d,\"alerts\":%d,\"first_request\":%d,"
                            + "\"expected\":%d,\"alerted\":%d,\"first_shown\":%d,\"all_shown\":%d,\"last_alerted\":%d,"
                            + "\"triggered\":%d}",
                    counts.requests,
                    counts.rows,
                    counts.rawBytes,
                    counts.wireBytes,
                    counts.alerts,
                    counts.firstRequest,
                    expected.watches().size(),
                    counts.alerted.size(),
                    counts.firstShown,
                    counts.allShown,
                    counts.lastAlerted,
                    counts.triggered);
        }
        byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}

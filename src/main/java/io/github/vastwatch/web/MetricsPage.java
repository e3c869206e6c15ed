package io.github.vastwatch.web;

import io.github.vastwatch.metrics.MetricFamily;
import io.github.vastwatch.metrics.Metrics;
import io.github.vastwatch.metrics.ProcessMetrics;
import io.github.vastwatch.watch.Watch;
import io.github.vastwatch.web.Route.Call;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;

/** What Prometheus reads: what was counted since the start, and how everything is now. */
final class MetricsPage {
    private final Board board;
    private final Metrics metrics;
    private final Probes probes;
    private final WatchMetrics watchMetrics;

    MetricsPage(Board board, Metrics metrics, Probes probes) {
        this.board = board;
        this.metrics = metrics;
        this.probes = probes;
        this.watchMetrics = new WatchMetrics(board);
    }

    List<Route> routes() {
        return List.of(Route.get("/metrics", this::show));
    }

    private Response show(Call call) throws IOException {
        Set<String> watches = board.config().watches().stream().map(Watch::name).collect(Collectors.toSet());
        List<MetricFamily> families = new ArrayList<>(
                metrics.families(watches, board.config().channels().keySet()));
        families.addAll(ProcessMetrics.families());
        families.addAll(StateMetrics.families(board, probes.reasons().isEmpty()));
        families.addAll(watchMetrics.families());
        byte[] text = MetricFamily.text(families).getBytes(StandardCharsets.UTF_8);
        return call.request().header("Accept-Encoding").orElse("").contains("gzip")
                ? Response.of(200, MetricFamily.CONTENT_TYPE, compressed(text)).with("Content-Encoding", "gzip")
                : Response.of(200, MetricFamily.CONTENT_TYPE, text);
    }

    private static byte[] compressed(byte[] text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text);
        }
        return bytes.toByteArray();
    }
}

package io.github.vastwatch.web;

import io.github.vastwatch.history.Spans.Span;
import io.github.vastwatch.watch.Watch;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** The charts that were asked for lately. One is read at a time, so that many viewers need no more memory than one. */
final class Charts {
    private static final int KEPT = 16;
    /** A chart of a week is as good as new for some minutes. */
    private static final int PART = 500;

    private static final Duration SHORTEST = Duration.ofSeconds(5);

    private final Board board;
    private final Map<Asked, PriceChart> charts = new LinkedHashMap<>();

    /** @param slot of the end, so that the same chart is not read for each viewer */
    private record Asked(Watch watch, Duration length, long slot) {}

    Charts(Board board) {
        this.board = board;
    }

    synchronized PriceChart get(Watch watch, Span span) {
        Duration holds = span.length().dividedBy(PART);
        long length = (holds.compareTo(SHORTEST) < 0 ? SHORTEST : holds).toMillis();
        Instant end = span.to();
        Asked asked = new Asked(watch, span.length(), end.toEpochMilli() / length);
        PriceChart known = charts.get(asked);
        if (known != null) {
            return known;
        }
        PriceChart chart = PriceChart.of(board.record(), watch, span);
        charts.put(asked, chart);
        if (charts.size() > KEPT) {
            charts.remove(charts.keySet().iterator().next());
        }
        return chart;
    }
}

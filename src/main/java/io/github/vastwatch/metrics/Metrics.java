package io.github.vastwatch.metrics;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import java.util.OptionalLong;
import java.util.function.DoubleSupplier;

/** The counters of one process. */
public final class Metrics {
    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final Counter polls = counter("polls", "Searches by outcome", "result", "cause");
    private final Counter offersSeen = counter("offers_seen", "Offers in answers");
    private final Counter searches = counter("searches", "Requests to Vast.ai");
    private final Counter rowsDropped = counter("rows_dropped", "Unusable rows and values of answers", "cause");
    private final Counter rowsDisagreed =
            counter("rows_disagreed", "Rows that violate the filter they were asked by", "field");
    private final Counter pricesComputed = counter("prices_computed", "Prices replaced by the sum of their parts");
    private final Counter offersSent = counter("offers_sent", "Offers sent", "watch", "reason");
    private final Counter offersSuppressed = counter("offers_suppressed", "Offers not sent", "watch", "reason");
    private final Counter deliveries = counter("deliveries", "Attempts to deliver", "channel", "outcome");
    private final Counter incidents = counter("incidents", "Incident notices", "kind");
    private final Counter heartbeats = counter("heartbeats", "Heartbeats by outcome", "result");
    private final Counter activityReports = counter("activity_reports", "Activity reports");
    private final Counter reloads = counter("reloads", "Changed configs", "result");
    private final Counter deadLetters = counter("deliveries_dead", "Deliveries that ended without arriving", "channel");
    private final Counter superseded =
            counter("deliveries_superseded", "Late deliveries that were no longer true", "channel");
    private final Counter templatesFailed =
            counter("templates_failed", "Messages whose template could not be rendered", "channel");
    private final Counter storeFailures = counter("store_failures", "Failures to read or write the state");
    private final Counter rowsPruned =
            counter("history_rows_deleted", "Rows of the record deleted because of age or size");
    private volatile long stateBytes;
    private volatile Quota quota = new Quota(0, OptionalLong.empty(), OptionalLong.empty(), 0);

    /** Before any rows are counted. */
    public Metrics() {
        gauge("rows_today", "Rows read today", () -> quota.read());
        gauge("rows_limit", "Rows that may be read in a day", () -> number(quota.size()));
        gauge("rows_left", "Rows that may still be read today", () -> number(quota.left()));
        gauge(
                "quota_paused_until_seconds",
                "When polling resumes after the quota was used up",
                () -> quota.pausedUntil());
        gauge("state_bytes", "Bytes of the state in use, as of the last hour", () -> stateBytes);
    }

    private void gauge(String name, String help, DoubleSupplier value) {
        GaugeWithCallback.builder()
                .name("vastwatch_" + name)
                .help(help)
                .callback(gauge -> gauge.call(value.getAsDouble()))
                .register(registry);
    }

    private Counter counter(String name, String help, String... labels) {
        return Counter.builder()
                .name("vastwatch_" + name)
                .help(help)
                .labelNames(labels)
                .withoutExemplars()
                .register(registry);
    }

    private static double number(OptionalLong value) {
        return value.isPresent() ? value.getAsLong() : Double.NaN;
    }

    /**
     * The rows read today, and their limit.
     *
     * @param size the limit of the day; empty if there is none
     * @param left the rows that may still be read
     * @param pausedUntil when polling resumes after the quota was used up, in seconds since 1970; 0 if it is not
     */
    public record Quota(long read, OptionalLong size, OptionalLong left, long pausedUntil) {}

    /**
     * One search ended: {@code found}, {@code truncated}, {@code throttled} or {@code failed}.
     *
     * @param cause why it failed; empty if it did not
     * @param rows the number of rows of the answer
     */
    public void polled(String result, String cause, int rows) {
        polls.labelValues(result, cause).inc();
        offersSeen.inc(rows);
    }

    /** The number of requests for one poll. */
    public void searched(int requests) {
        searches.inc(requests);
    }

    /** Updates the rows of the day. */
    public void rows(Quota counted) {
        quota = counted;
    }

    /** The rows of the day. */
    public Quota rows() {
        return quota;
    }

    /** Rows or values of an answer were unusable. */
    public void dropped(String cause, int times) {
        rowsDropped.labelValues(cause).inc(times);
    }

    /** The server returned rows that fail the question's clause on a field. */
    public void disagreed(String field, int rows) {
        rowsDisagreed.labelValues(field).inc(rows);
    }

    /** Prices that were not the sum of their parts were replaced by it. */
    public void priced(int offers) {
        pricesComputed.inc(offers);
    }

    /** A watch sent offers. */
    public void sent(String watch, String reason, int offers) {
        offersSent.labelValues(watch, reason).inc(offers);
    }

    /** A gate suppressed offers of a watch in one answer. */
    public void suppressed(String watch, String reason, int offers) {
        offersSuppressed.labelValues(watch, reason).inc(offers);
    }

    /** An attempt to deliver ended: {@code delivered}, {@code deferred}, {@code refused} or {@code rejected}. */
    public void attempted(String channel, String outcome) {
        deliveries.labelValues(channel, outcome).inc();
    }

    /** An incident notice was sent: {@code incident.started} or {@code incident.resolved}. */
    public void incident(String kind) {
        incidents.labelValues(kind).inc();
    }

    /** A heartbeat was {@code sent}, {@code failed}, or {@code paused} because of a problem. */
    public void heartbeat(String result) {
        heartbeats.labelValues(result).inc();
    }

    /** The number of heartbeats by outcome. */
    public long heartbeats(String result) {
        return heartbeats.labelValues(result).getLongValue();
    }

    /** An activity report was sent. */
    public void activityReported() {
        activityReports.inc();
    }

    /** A changed config was {@code taken} or {@code refused}. */
    public void reloaded(String result) {
        reloads.labelValues(result).inc();
    }

    /** A delivery ended without arriving. */
    public void dead(String channel) {
        deadLetters.labelValues(channel).inc();
    }

    /** A late delivery ended because its offers are gone, or a newer delivery replaced it. */
    public void superseded(String channel, int count) {
        superseded.labelValues(channel).inc(count);
    }

    /** A template could not be rendered; the built-in message was sent instead. */
    public void templateFailed(String channel) {
        templatesFailed.labelValues(channel).inc();
    }

    /** The number of failures of a channel's template. */
    public long templateFailures(String channel) {
        return templatesFailed.labelValues(channel).getLongValue();
    }

    /** Rows of the record were deleted, and so many bytes of the state are in use. */
    public void pruned(long rows, long bytes) {
        rowsPruned.inc(rows);
        stateBytes = bytes;
    }

    /** The state could not be read or written. */
    public void storeFailed() {
        storeFailures.inc();
    }

    /** The number of failures to read or write the state. */
    public long storeFailures() {
        return sum(storeFailures);
    }

    /** The number of polls. */
    public long polls() {
        return sum(polls);
    }

    /** The number of searches by outcome. */
    public long polls(String result, String cause) {
        return polls.labelValues(result, cause).getLongValue();
    }

    /** The number of unusable rows and values. */
    public long dropped() {
        return sum(rowsDropped);
    }

    /** The number of rows that violated the server's own filter. */
    public long disagreed() {
        return sum(rowsDisagreed);
    }

    /** The number of prices replaced by the sum of their parts. */
    public long priced() {
        return sum(pricesComputed);
    }

    public long offersSeen() {
        return sum(offersSeen);
    }

    /** The number of deliveries that a channel accepted. */
    public long delivered(String channel) {
        return deliveries.labelValues(channel, "delivered").getLongValue();
    }

    private static long sum(Counter counter) {
        return Math.round(counter.collect().getDataPoints().stream()
                .mapToDouble(CounterDataPointSnapshot::getValue)
                .sum());
    }
}

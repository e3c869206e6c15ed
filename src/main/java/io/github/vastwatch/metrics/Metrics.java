package io.github.vastwatch.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.OptionalLong;

/** The counters of one process. */
public final class Metrics {
    private final MeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private volatile Quota quota = new Quota(0, OptionalLong.empty(), OptionalLong.empty(), 0);

    /** Before any rows are counted. */
    public Metrics() {
        Gauge.builder("vastwatch.rows.today", this, metrics -> metrics.quota.read())
                .register(registry);
        Gauge.builder("vastwatch.rows.limit", this, metrics -> number(metrics.quota.size()))
                .register(registry);
        Gauge.builder("vastwatch.rows.left", this, metrics -> number(metrics.quota.left()))
                .register(registry);
        Gauge.builder("vastwatch.quota.paused.until.seconds", this, metrics -> metrics.quota.pausedUntil())
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
        registry.counter("vastwatch.polls", "result", result, "cause", cause).increment();
        registry.counter("vastwatch.offers.seen").increment(rows);
    }

    /** The number of requests for one poll. */
    public void searched(int requests) {
        registry.counter("vastwatch.searches").increment(requests);
    }

    /** Updates the rows of the day. */
    public void rows(Quota counted) {
        quota = counted;
    }

    /** Rows or values of an answer were unusable. */
    public void dropped(String cause, int times) {
        registry.counter("vastwatch.rows.dropped", "cause", cause).increment(times);
    }

    /** The server returned rows that fail the question's clause on a field. */
    public void disagreed(String field, int rows) {
        registry.counter("vastwatch.rows.disagreed", "field", field).increment(rows);
    }

    /** Prices that were not the sum of their parts were replaced by it. */
    public void priced(int offers) {
        registry.counter("vastwatch.prices.computed").increment(offers);
    }

    /** A watch sent offers. */
    public void sent(String watch, String reason, int offers) {
        registry.counter("vastwatch.offers.sent", "watch", watch, "reason", reason)
                .increment(offers);
    }

    /** A gate suppressed offers of a watch in one answer. */
    public void suppressed(String watch, String reason, int offers) {
        registry.counter("vastwatch.offers.suppressed", "watch", watch, "reason", reason)
                .increment(offers);
    }

    /** An attempt to deliver ended: {@code delivered}, {@code deferred}, {@code refused} or {@code rejected}. */
    public void attempted(String channel, String outcome) {
        registry.counter("vastwatch.deliveries", "channel", channel, "outcome", outcome)
                .increment();
    }

    /** An incident notice was sent: {@code incident.started} or {@code incident.resolved}. */
    public void incident(String kind) {
        registry.counter("vastwatch.incidents", "kind", kind).increment();
    }

    /** A heartbeat was {@code sent}, {@code failed}, or {@code paused} because of a problem. */
    public void heartbeat(String result) {
        registry.counter("vastwatch.heartbeats", "result", result).increment();
    }

    /** The number of heartbeats by outcome. */
    public long heartbeats(String result) {
        return Math.round(
                registry.counter("vastwatch.heartbeats", "result", result).count());
    }

    /** An activity report was sent. */
    public void activityReported() {
        registry.counter("vastwatch.activity.reports").increment();
    }

    /** A changed config was {@code taken} or {@code refused}. */
    public void reloaded(String result) {
        registry.counter("vastwatch.reloads", "result", result).increment();
    }

    /** A delivery ended without arriving. */
    public void dead(String channel) {
        registry.counter("vastwatch.deliveries.dead", "channel", channel).increment();
    }

    /** A late delivery ended because its offers are gone, or a newer delivery replaced it. */
    public void superseded(String channel, int count) {
        registry.counter("vastwatch.deliveries.superseded", "channel", channel).increment(count);
    }

    /** A template could not be rendered; the built-in message was sent instead. */
    public void templateFailed(String channel) {
        registry.counter("vastwatch.templates.failed", "channel", channel).increment();
    }

    /** The number of failures of a channel's template. */
    public long templateFailures(String channel) {
        return Math.round(registry.counter("vastwatch.templates.failed", "channel", channel)
                .count());
    }

    /** The state could not be read or written. */
    public void storeFailed() {
        registry.counter("vastwatch.store.failures").increment();
    }

    /** The number of failures to read or write the state. */
    public long storeFailures() {
        return sum("vastwatch.store.failures");
    }

    /** The present value of a gauge. */
    public double gauge(String name) {
        return registry.get(name).gauge().value();
    }

    /** The number of polls. */
    public long polls() {
        return sum("vastwatch.polls");
    }

    /** The number of searches by outcome. */
    public long polls(String result, String cause) {
        return Math.round(registry.counter("vastwatch.polls", "result", result, "cause", cause)
                .count());
    }

    /** The number of unusable rows and values. */
    public long dropped() {
        return sum("vastwatch.rows.dropped");
    }

    /** The number of rows that violated the server's own filter. */
    public long disagreed() {
        return sum("vastwatch.rows.disagreed");
    }

    /** The number of prices replaced by the sum of their parts. */
    public long priced() {
        return sum("vastwatch.prices.computed");
    }

    public long offersSeen() {
        return sum("vastwatch.offers.seen");
    }

    /** The number of deliveries that a channel accepted. */
    public long delivered(String channel) {
        return Math.round(registry.counter("vastwatch.deliveries", "channel", channel, "outcome", "delivered")
                .count());
    }

    private long sum(String name) {
        return Math.round(registry.find(name).counters().stream()
                .mapToDouble(Counter::count)
                .sum());
    }
}

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

    /** Nothing is known yet of the rows that were read. */
    public Metrics() {
        Gauge.builder("vastwatch.rows.today", this, numbers -> numbers.quota.read())
                .register(registry);
        Gauge.builder("vastwatch.rows.limit", this, numbers -> number(numbers.quota.size()))
                .register(registry);
        Gauge.builder("vastwatch.rows.left", this, numbers -> number(numbers.quota.left()))
                .register(registry);
        Gauge.builder("vastwatch.quota.paused.until.seconds", this, numbers -> numbers.quota.pausedUntil())
                .register(registry);
    }

    private static double number(OptionalLong value) {
        return value.isPresent() ? value.getAsLong() : Double.NaN;
    }

    /**
     * The rows that were read of the market on its day.
     *
     * @param size how many the day allows; empty where they are not rationed
     * @param left how many may still be read
     * @param pausedUntil until when nothing is asked as the quota is used up, in seconds since 1970; 0 where it is not
     */
    public record Quota(long read, OptionalLong size, OptionalLong left, long pausedUntil) {}

    /**
     * One search ended: {@code found}, {@code truncated}, {@code throttled} or {@code failed}.
     *
     * @param cause why it failed; empty where it did not
     * @param rows how many rows the answer had
     */
    public void polled(String result, String cause, int rows) {
        registry.counter("vastwatch.polls", "result", result, "cause", cause).increment();
        registry.counter("vastwatch.offers.seen").increment(rows);
    }

    /** So many requests were made for one look at the market. */
    public void searched(int requests) {
        registry.counter("vastwatch.searches").increment(requests);
    }

    /** The rows of the day are counted so now. */
    public void rows(Quota counted) {
        quota = counted;
    }

    /** Rows of an answer, or values of them, could not be used. */
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

    /** A watch told of so many offers. */
    public void alerted(String watch, String reason, int offers) {
        registry.counter("vastwatch.offers.told", "watch", watch, "reason", reason)
                .increment(offers);
    }

    /** A gate held so many offers of a watch in one answer. */
    public void held(String watch, String reason, int offers) {
        registry.counter("vastwatch.offers.held", "watch", watch, "reason", reason)
                .increment(offers);
    }

    /** An attempt to deliver ended: {@code delivered}, {@code deferred}, {@code refused} or {@code rejected}. */
    public void attempted(String channel, String outcome) {
        registry.counter("vastwatch.deliveries", "channel", channel, "outcome", outcome)
                .increment();
    }

    /** A trouble was told: {@code trouble.started} or {@code trouble.ended}. */
    public void troubled(String kind) {
        registry.counter("vastwatch.troubles", "kind", kind).increment();
    }

    /** A heartbeat was {@code sent}, {@code failed}, or {@code held} because something is wrong. */
    public void heartbeat(String result) {
        registry.counter("vastwatch.heartbeats", "result", result).increment();
    }

    /** How many heartbeats ended in a way. */
    public long heartbeats(String result) {
        return Math.round(
                registry.counter("vastwatch.heartbeats", "result", result).count());
    }

    /** A line of life was told. */
    public void lived() {
        registry.counter("vastwatch.lines.of.life").increment();
    }

    /** A changed config was {@code taken} or {@code refused}. */
    public void reloaded(String result) {
        registry.counter("vastwatch.reloads", "result", result).increment();
    }

    /** A delivery ended without arriving. */
    public void dead(String channel) {
        registry.counter("vastwatch.deliveries.dead", "channel", channel).increment();
    }

    /** A late delivery ended because what it tells is gone, or is told under another id. */
    public void superseded(String channel, int count) {
        registry.counter("vastwatch.deliveries.superseded", "channel", channel).increment(count);
    }

    /** A template could not be filled; the built-in message went instead. */
    public void templateFailed(String channel) {
        registry.counter("vastwatch.templates.failed", "channel", channel).increment();
    }

    /** How often a channel's template could not be filled. */
    public long templateFailures(String channel) {
        return Math.round(registry.counter("vastwatch.templates.failed", "channel", channel)
                .count());
    }

    /** The state could not be read or written. */
    public void storeFailed() {
        registry.counter("vastwatch.store.failures").increment();
    }

    /** How often the state could not be read or written. */
    public long storeFailures() {
        return sum("vastwatch.store.failures");
    }

    /** What a number that goes up and down is now. */
    public double gauge(String name) {
        return registry.get(name).gauge().value();
    }

    /** How many looks at the market there were. */
    public long polls() {
        return sum("vastwatch.polls");
    }

    /** How many searches ended in a way. */
    public long polls(String result, String cause) {
        return Math.round(registry.counter("vastwatch.polls", "result", result, "cause", cause)
                .count());
    }

    /** How many rows and values could not be used. */
    public long dropped() {
        return sum("vastwatch.rows.dropped");
    }

    /** How many rows failed a clause that the server was asked to filter by. */
    public long disagreed() {
        return sum("vastwatch.rows.disagreed");
    }

    /** How many prices were replaced by the sum of their parts. */
    public long priced() {
        return sum("vastwatch.prices.computed");
    }

    public long offersSeen() {
        return sum("vastwatch.offers.seen");
    }

    /** How many deliveries a channel has taken. */
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

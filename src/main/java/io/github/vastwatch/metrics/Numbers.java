package io.github.vastwatch.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

/** The counters of one process. */
public final class Numbers {
    private final MeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    /** One search ended: {@code found}, {@code truncated}, {@code throttled} or {@code failed}. */
    public void polled(String result, int offers) {
        registry.counter("vastwatch.polls", "result", result).increment();
        registry.counter("vastwatch.offers.seen").increment(offers);
    }

    /** A watch told of so many offers. */
    public void alerted(String watch, String reason, int offers) {
        registry.counter("vastwatch.offers.told", "watch", watch, "reason", reason)
                .increment(offers);
    }

    /** An attempt to deliver ended: {@code delivered}, {@code deferred} or {@code rejected}. */
    public void attempted(String channel, String outcome) {
        registry.counter("vastwatch.deliveries", "channel", channel, "outcome", outcome)
                .increment();
    }

    /** The state could not be read or written. */
    public void storeFailed() {
        registry.counter("vastwatch.store.failures").increment();
    }

    /** How many searches were made. */
    public long polls() {
        return sum("vastwatch.polls");
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

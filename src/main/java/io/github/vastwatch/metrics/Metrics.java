package io.github.vastwatch.metrics;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;

/** The counters of one process. */
public final class Metrics {
    private static final List<String> OUTCOMES = List.of("delivered", "deferred", "refused", "rejected");
    private static final String WATCH = "watch";
    private static final String CHANNEL = "channel";
    /** From an answer of few rows to the longest wait for one. */
    private static final double[] ANSWER_SECONDS = {0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30};

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final Counter polls = counter("polls", "Polls by result", "result", "reason");
    private final Counter rowsRead = counter("rows_read", "Rows of answers");
    private final Counter searches = counter("searches", "Requests to Vast.ai");
    private final Histogram answerSeconds = Histogram.builder()
            .name("vastwatch_answer_seconds")
            .help("Time from a request to the end of its answer")
            .classicOnly()
            .classicUpperBounds(ANSWER_SECONDS)
            .withoutExemplars()
            .register(registry);
    private final Counter answerBytes = counter("answer_bytes", "Bytes of answers, compressed where they were");
    private final Counter answersTruncated =
            counter("answers_truncated", "Answers that lacked rows, also where further searches found those");
    private final Counter rowsDropped = counter("rows_dropped", "Unusable rows and values of answers", "reason");
    private final Counter rowsDisagreed =
            counter("rows_disagreed", "Rows that violate the filter they were asked by", "field");
    private final Counter pricesComputed = counter("prices_computed", "Prices replaced by the sum of their parts");
    private final Counter alerts = counter("alerts", "Alerts by watch and kind", WATCH, "kind");
    private final Counter offersSent = counter("offers_sent", "Offers sent", WATCH, "reason");
    private final Counter offersSuppressed = counter("offers_suppressed", "Offers not sent", WATCH, "reason");
    private final Counter deliveries = counter("deliveries", "Attempts to deliver", CHANNEL, "outcome");
    private final Counter deadLetters = counter("dead_letters", "Deliveries that ended without arriving", CHANNEL);
    private final Counter superseded =
            counter("deliveries_superseded", "Late deliveries that were no longer true", CHANNEL);
    private final Counter templateFailures =
            counter("template_failures", "Messages whose template could not be rendered", CHANNEL);
    private final Counter incidentNotices = counter("incident_notices", "Incident notices", "kind");
    private final Counter heartbeats = counter("heartbeats", "Heartbeats by result", "result");
    private final Counter activityReports = counter("activity_reports", "Activity reports");
    private final Counter reloads = counter("config_reloads", "Changed configs", "result");
    private final Counter storeFailures = counter("state_failures", "Failures to read or write the state");
    private final Counter rowsPruned =
            counter("record_rows_deleted", "Rows of the record deleted because of age or size");
    private volatile Quota quota = new Quota(0, OptionalLong.empty(), OptionalLong.empty(), 0);

    /** Before any rows are counted. */
    public Metrics() {
        gauge("rows_used", "Rows read today", () -> OptionalLong.of(quota.read()));
        gauge("rows_limit", "Rows that may be read in a day, if they are limited", () -> quota.size());
        gauge("rows_left", "Rows that may still be read today, if they are limited", () -> quota.left());
        gauge(
                "quota_paused_until_timestamp_seconds",
                "When polling resumes after the quota was used up; 0 if it is not",
                () -> OptionalLong.of(quota.pausedUntil()));
        List.of("complete", "truncated", "throttled").forEach(result -> polls.initLabelValues(result, ""));
        List.of("taken", "refused").forEach(reloads::initLabelValues);
        List.of("sent", "failed", "paused").forEach(heartbeats::initLabelValues);
        List.of("incident.started", "incident.resolved").forEach(incidentNotices::initLabelValues);
    }

    private void gauge(String name, String help, Supplier<OptionalLong> value) {
        GaugeWithCallback.builder()
                .name("vastwatch_" + name)
                .help(help)
                .callback(gauge -> value.get().ifPresent(gauge::call))
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

    /**
     * Everything that is counted, by name.
     *
     * @param watches the names of those that there are, each counted from 0 on, so that the first alert is an increase; what
     *     is counted for another one is forgotten
     * @param channels likewise
     */
    public List<MetricFamily> families(Set<String> watches, Set<String> channels) {
        List.of(alerts, offersSent, offersSuppressed)
                .forEach(counter -> counter.removeIf(labels -> !watches.contains(labels.get(0))));
        List.of(deliveries, deadLetters, superseded, templateFailures)
                .forEach(counter -> counter.removeIf(labels -> !channels.contains(labels.get(0))));
        watches.forEach(watch -> alerts.initLabelValues(watch, "offers.matched"));
        for (String channel : channels) {
            OUTCOMES.forEach(outcome -> deliveries.initLabelValues(channel, outcome));
            List.of(deadLetters, superseded, templateFailures).forEach(counter -> counter.initLabelValues(channel));
        }
        return registry.scrape().stream().map(MetricFamily::of).toList();
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
     * One poll ended: {@code complete}, {@code truncated}, {@code throttled} or {@code failed}.
     *
     * @param reason why it failed; empty if it did not
     * @param rows the number of rows of the answer
     */
    public void polled(String result, String reason, int rows) {
        polls.labelValues(result, reason).inc();
        rowsRead.inc(rows);
    }

    /**
     * Counts an answer.
     *
     * @param bytes its size as it was transferred, compressed
     * @param isTruncated whether it lacks rows
     */
    public void answered(Duration time, long bytes, boolean isTruncated) {
        answerSeconds.observe(time.toNanos() / 1e9);
        answerBytes.inc(bytes);
        answersTruncated.inc(isTruncated ? 1 : 0);
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
    public void dropped(String reason, int times) {
        rowsDropped.labelValues(reason).inc(times);
    }

    /** The server returned rows that fail the question's clause on a field. */
    public void disagreed(String field, int rows) {
        rowsDisagreed.labelValues(field).inc(rows);
    }

    /** Prices that were not the sum of their parts were replaced by it. */
    public void priced(int offers) {
        pricesComputed.inc(offers);
    }

    /** A watch sent an alert. */
    public void alerted(String watch, String kind) {
        alerts.labelValues(watch, kind).inc();
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
        incidentNotices.labelValues(kind).inc();
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
        templateFailures.labelValues(channel).inc();
    }

    /** The number of failures of a channel's template. */
    public long templateFailures(String channel) {
        return templateFailures.labelValues(channel).getLongValue();
    }

    /** Rows of the record were deleted. */
    public void pruned(long rows) {
        rowsPruned.inc(rows);
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

    /** The number of polls by result. */
    public long polls(String result, String reason) {
        return polls.labelValues(result, reason).getLongValue();
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
        return sum(rowsRead);
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

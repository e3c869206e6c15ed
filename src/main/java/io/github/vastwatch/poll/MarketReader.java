package io.github.vastwatch.poll;

import io.github.vastwatch.metrics.Metrics;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.plan.MarketView;
import io.github.vastwatch.plan.Plan;
import io.github.vastwatch.plan.PlannedQuestion;
import io.github.vastwatch.store.Cluster;
import io.github.vastwatch.store.Store;
import io.github.vastwatch.vast.CompleteSearch;
import io.github.vastwatch.vast.RowUsage;
import io.github.vastwatch.vast.SearchResult;
import io.github.vastwatch.vast.VastClient;
import io.github.vastwatch.watch.Schedule;
import io.github.vastwatch.watch.Watch;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the market's questions, counts their cost, and remembers what recent answers showed. */
final class MarketReader {
    private static final Logger LOG = LoggerFactory.getLogger(MarketReader.class);

    /** The time that a slow line needs for a hundred rows. */
    private static final Duration SHORTEST = Duration.ofSeconds(5);

    /** More than the offers of one rental type. */
    private static final int MOST_ROWS = 10_000;

    private final VastClient vast;
    private final Metrics metrics;
    private final PollFailureLog pollFailureLog;
    private final Clock clock;
    private final RecentOffers recent = new RecentOffers();
    private final RowForecast forecast = new RowForecast();
    /** Whether the server returns machines that the question excludes. */
    private boolean ignoresExclusions;

    MarketReader(VastClient vast, Store store, Metrics metrics, PollFailureLog pollFailureLog, Clock clock) {
        this.vast = vast;
        this.metrics = metrics;
        this.pollFailureLog = pollFailureLog;
        this.clock = clock;
        vast.shareRowCount(store.daemon());
        store.cluster().map(Cluster::searches).ifPresent(vast::shareSearches);
        vast.measure(transfer -> metrics.answered(transfer.time(), transfer.bytes(), transfer.isTruncated()));
    }

    /** The budgets from now on, or after a pause for the quota. */
    Plan.Budgets budgets(Instant now) {
        RowUsage usage = vast.rowUsage();
        metrics.rows(new Metrics.Quota(
                usage.rows(),
                usage.size(vast.rowLimit()),
                usage.left(vast.rowLimit()),
                usage.pause(now).map(Instant::getEpochSecond).orElse(0L)));
        Instant from = usage.pause(now).orElse(now);
        return new Plan.Budgets(
                vast.requestsPerMinute(), usage.at(from).left(vast.rowLimit()), RowUsage.untilReset(from));
    }

    /** What recent answers showed. */
    MarketView view(Instant now) {
        return recent.at(now, forecast.ratio());
    }

    /** Compares an answer with the rows that the plan expected. */
    void compare(double planned, int rows) {
        forecast.add(planned, rows);
    }

    /** How long to wait before the next question. */
    Duration pause() {
        return Duration.between(clock.instant(), vast.nextAttempt());
    }

    /** The search for a planned question. */
    CompleteSearch search(PlannedQuestion planned) {
        return new CompleteSearch(
                vast,
                understood(planned)
                        .question((int) Math.min(MOST_ROWS, vast.rowUsage().maxForOneSearch(vast.rowLimit()))),
                UnaryOperator.identity(),
                CompleteSearch.maxParts(vast.requestsPerMinute()),
                deadline(planned.watches(), clock.instant()));
    }

    /** The question as the server understands it. */
    private PlannedQuestion understood(PlannedQuestion planned) {
        return ignoresExclusions ? planned.withoutExclusions() : planned;
    }

    /** Half of the shortest interval of its watches, so that a slow question leaves time for others. */
    static Duration deadline(List<Watch> watches, Instant now) {
        Map<Schedule, Watch> bySchedule = new HashMap<>();
        watches.forEach(watch -> bySchedule.putIfAbsent(watch.schedule(), watch));
        return bySchedule.values().stream()
                .flatMap(watch -> watch.interval(now).stream())
                .map(interval -> interval.dividedBy(2))
                .map(half -> half.compareTo(SHORTEST) < 0 ? SHORTEST : half)
                .filter(half -> half.compareTo(VastClient.MAX_DURATION) < 0)
                .min(Comparator.naturalOrder())
                .orElse(VastClient.MAX_DURATION);
    }

    /** Counts the rows and requests of a search. */
    void record(PlannedQuestion planned, CompleteSearch.Progress progress) {
        SearchResult result = progress.result();
        if (!(result instanceof SearchResult.NotAsked)) {
            metrics.searched(progress.requests());
        }
        if (result instanceof SearchResult.Found found) {
            recent.add(understood(planned), found);
            pollFailureLog.answered(planned, progress);
            noticeExclusions(planned, found);
            metrics.polled(found.complete() ? "complete" : "truncated", "", found.rows());
            found.dropped().forEach(metrics::dropped);
            found.disagreed().forEach((field, rows) -> metrics.disagreed(field.wire(), rows));
            metrics.priced(found.computed());
            if (LOG.isDebugEnabled()) {
                List<String> watches =
                        planned.watches().stream().map(Watch::name).toList();
                LOG.atDebug()
                        .addKeyValue("watches", watches)
                        .log(
                                "{} for watch '{}' found {} offers in {} requests, complete: {}",
                                planned.purpose().wire(),
                                watches,
                                found.rows(),
                                progress.requests(),
                                found.complete());
            }
        } else if (result instanceof SearchResult.Throttled throttled) {
            metrics.polled("throttled", "", 0);
            pollFailureLog.throttled(planned, throttled, pause());
        } else if (result instanceof SearchResult.Failed failed) {
            metrics.polled("failed", failed.cause().name().toLowerCase(Locale.ROOT), 0);
            pollFailureLog.failed(planned, failed, pause());
        }
    }

    /** If the server ignores the exclusion, the question is asked without it, so that the answer is complete. */
    private void noticeExclusions(PlannedQuestion planned, SearchResult.Found found) {
        boolean isAsked = !planned.machines().isEmpty();
        if (isAsked && !ignoresExclusions && found.disagreed().containsKey(Field.MACHINE_ID)) {
            ignoresExclusions = true;
            LOG.warn("Vast.ai ignores the exclusion of machines; asking for all, which reads more rows");
        }
    }
}

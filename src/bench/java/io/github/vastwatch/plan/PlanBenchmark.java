package io.github.vastwatch.plan;

import io.github.vastwatch.bench.SampleMarket;
import io.github.vastwatch.config.SampleConfig;
import io.github.vastwatch.vast.SampleAnswer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Plans the questions of all watches, with searches short and not. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class PlanBenchmark {
    @Param({"10", "1000"})
    int watches;

    @Param({"6", "600"})
    int requestsPerMinute;

    private List<WatchNeed> needs = List.of();
    private MarketView view = MarketView.EMPTY;

    @Setup
    public void setUp() {
        SampleMarket market = new SampleMarket(1, 5_000);
        needs = SampleConfig.watches(market, watches).stream()
                .map(WatchNeed::of)
                .toList();
        view = new MarketView(SampleAnswer.offers(market, 20, Instant.now()), 1, Map.of());
    }

    @Benchmark
    public Plan plan() {
        Plan.Budgets budgets = new Plan.Budgets(requestsPerMinute, OptionalLong.empty(), Duration.ofHours(12));
        return Planner.plan(needs, view, budgets, Instant.now());
    }
}

package io.github.vastwatch.poll;

import io.github.vastwatch.bench.SampleMarket;
import io.github.vastwatch.config.SampleConfig;
import io.github.vastwatch.metrics.Metrics;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.Query;
import io.github.vastwatch.offer.Question;
import io.github.vastwatch.offer.RentalType;
import io.github.vastwatch.store.StateLocation;
import io.github.vastwatch.store.Store;
import io.github.vastwatch.vast.CompleteSearch;
import io.github.vastwatch.vast.SampleAnswer;
import io.github.vastwatch.vast.SearchResult;
import io.github.vastwatch.watch.Watch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What one answer with the whole market costs after it was read. The watches have seen the market before. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 2)
public class RoundBenchmark {
    private static final int DISK_GB = 20;
    private static final int ANSWERS = 8;

    @Param({"1", "1000"})
    int watches;

    @Param({"5000"})
    int offers;

    /** The share of offers whose price differs from the answer before. */
    @Param({"0", "0.01", "1"})
    double changed;

    private final Question question = Question.of(
            new Query(Query.DEFAULTS.clauses(), List.of(), List.of(), 200_000),
            RentalType.ON_DEMAND,
            DISK_GB,
            Field.DPH_TOTAL);
    private final List<List<Offer>> answers = new ArrayList<>();
    private Path folder = Path.of("");
    private List<Watch> all = List.of();
    private Store store = opened(StateLocation.MEMORY);
    private PollJournal journal = new PollJournal(store, new Metrics(), Clock.systemUTC());
    private Decider decider = new Decider(store.offers());
    private int round;

    @Setup(Level.Trial)
    public void setUp() throws IOException {
        SampleMarket market = new SampleMarket(1, offers);
        all = SampleConfig.watches(market, watches);
        folder = Files.createTempDirectory("vastwatch-bench");
        store.close();
        store = opened(new StateLocation(Optional.of(folder.resolve("state.db"))));
        journal = new PollJournal(store, new Metrics(), Clock.systemUTC());
        decider = new Decider(store.offers());
        for (int i = 0; i < ANSWERS; i++) {
            answers.add(SampleAnswer.offers(market, DISK_GB, Instant.now()));
            market.tick(changed);
        }
        for (int i = 0; i < ANSWERS; i++) {
            round();
        }
    }

    private static Store opened(StateLocation location) {
        try {
            return Store.open(location);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @TearDown(Level.Trial)
    public void tearDown() {
        store.close();
        SampleConfig.delete(folder);
    }

    /** Evaluates and decides, and commits nothing. */
    @Benchmark
    public Object decide() {
        return decider.decide(next());
    }

    /** Evaluates, decides and commits. */
    @Benchmark
    public int round() {
        Decider.Answer answer = next();
        Decider.Decision decision = decider.decide(answer);
        SearchResult found =
                new SearchResult.Found(List.of(), true, false, answer.offers().size(), Map.of(), Map.of(), 0);
        journal.commit(all, new CompleteSearch.Progress(question, found, 1, ""), decision.updates(), Instant.EPOCH);
        decider.committed(decision);
        return decision.updates().size();
    }

    private Decider.Answer next() {
        round++;
        // There and back, so that each answer differs from the one before by one change of the market.
        int place = round % (2 * ANSWERS - 2);
        List<Offer> answer = answers.get(place < ANSWERS ? place : 2 * ANSWERS - 2 - place);
        return new Decider.Answer(question, Instant.now(), true, answer, all);
    }
}
